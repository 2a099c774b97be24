/* The maps, their marks, and the nearest colours of each mode. */
#include "draw/palette.h"
#include "base/xalloc.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

const char *const color_mode_names[COLOR_MODES] = {"none", "mono", "8", "16", "256", "direct"};

static const uint8_t cube_levels[6] = {0, 95, 135, 175, 215, 255};

/* The PC's text colours; terminals differ, and most stay near these. */
static const uint8_t sixteen[16][3] = {
	{0, 0, 0},     {170, 0, 0},    {0, 170, 0},    {170, 85, 0},
	{0, 0, 170},   {170, 0, 170},  {0, 170, 170},  {170, 170, 170},
	{85, 85, 85},  {255, 85, 85},  {85, 255, 85},  {255, 255, 85},
	{85, 85, 255}, {255, 85, 255}, {85, 255, 255}, {255, 255, 255},
};

struct rgb rgb(uint8_t r, uint8_t g, uint8_t b)
{
	return (struct rgb){r, g, b, true};
}

struct palette palette_greys(void)
{
	return (struct palette){.kind = PALETTE_GREYS, .lo = 0, .hi = 1};
}

struct palette palette_signed(float range)
{
	return (struct palette){.kind = PALETTE_BWR_R, .lo = -range, .hi = range};
}

bool palette_is_signed(const struct palette *palette)
{
	return palette->kind >= PALETTE_BWR_R;
}

static int compare_floats(const void *a, const void *b)
{
	float x = *(const float *)a, y = *(const float *)b;

	return (x > y) - (x < y);
}

float palette_clip(float *values, size_t count)
{
	size_t finite = 0;
	float clip;

	for (size_t i = 0; i < count; i++)
		if (isfinite(values[i]))
			values[finite++] = fabsf(values[i]);
	if (finite == 0)
		return 1;
	qsort(values, finite, sizeof(*values), compare_floats);
	clip = values[(finite * 99 + 99) / 100 - 1];
	clip = clip > 0 ? clip : values[finite - 1];
	return clip > 0 ? clip : 1;
}

static float clip_of(const float *values, size_t count, size_t stride)
{
	float *copy = xfloats(count + 1), clip;

	for (size_t i = 0; i < count; i++)
		copy[i] = values[i * stride];
	clip = palette_clip(copy, count);
	free(copy);
	return clip;
}

struct palette palette_fit(enum palette_kind kind, const float *values, size_t count, size_t stride)
{
	struct palette fitted = {.kind = kind};
	float lo = INFINITY, hi = -INFINITY;

	for (size_t i = 0; i < count; i++) {
		float value = values[i * stride];

		if (!isfinite(value))
			continue;
		lo = fminf(lo, value);
		hi = fmaxf(hi, value);
	}
	if (lo > hi)
		lo = 0, hi = 1;
	fitted.lo = lo;
	fitted.hi = hi;
	if (palette_is_signed(&fitted)) {
		fitted.hi = clip_of(values, count, stride);
		fitted.lo = -fitted.hi;
	}
	return fitted;
}

/* Where a value lies in the range, 0..1; the middle for a signed map without a range. In double, as
 * hi - lo may be more than a float holds. */
static double position(const struct palette *palette, float value)
{
	double t;

	if (!(palette->hi > palette->lo))
		return palette_is_signed(palette) ? 0.5 : value > palette->lo;
	t = ((double)value - palette->lo) / ((double)palette->hi - palette->lo);
	return t < 0 ? 0 : t > 1 ? 1 : t;
}

/* The ends of the signed maps, on white and on black: PuOr after ColorBrewer's, its purple purer
 * and the ends on black lighter, such that faint shades keep their hue in the coarse cube of 256
 * colours. */
struct ends {
	struct rgb lo, hi;
};

static const struct ends bwr_ends[2] = {{{255, 0, 0, true}, {0, 0, 255, true}},
					{{255, 80, 80, true}, {90, 90, 255, true}}};
static const struct ends puor_ends[2] = {{{230, 97, 1, true}, {60, 0, 200, true}},
					 {{255, 120, 0, true}, {150, 80, 255, true}}};

/* One channel at `nearness` (0 an end, 1 the middle). On black the faintest colour is a tenth of
 * the end's: less would be black in 256 colours up to a fifth of the range. */
static uint8_t fade(uint8_t end, double nearness, bool is_dark)
{
	if (!is_dark)
		return (uint8_t)lrint(end + (255 - end) * nearness);
	return nearness < 1 ? (uint8_t)lrint(end * (1 - 0.9 * nearness)) : 0;
}

static struct rgb signed_color(const struct palette *palette, double t)
{
	const struct ends *ends =
		&(palette->kind == PALETTE_PUOR ? puor_ends : bwr_ends)[palette->is_dark];
	struct rgb end = t < 0.5 ? ends->lo : ends->hi;
	double nearness = t < 0.5 ? 2 * t : 2 - 2 * t;
	bool is_dark = palette->is_dark;

	return rgb(fade(end.r, nearness, is_dark), fade(end.g, nearness, is_dark),
		   fade(end.b, nearness, is_dark));
}

static struct rgb color_at(const struct palette *palette, double t)
{
	uint8_t level;

	if (palette->kind == PALETTE_BWR_R || palette->kind == PALETTE_PUOR)
		return signed_color(palette, t);
	level = (uint8_t)lrint(255 * (palette->kind == PALETTE_GREYS ? 1 - t : t));
	return rgb(level, level, level);
}

struct rgb palette_color(const struct palette *palette, float value)
{
	return isnan(value) ? rgb(255, 0, 255) : color_at(palette, position(palette, value));
}

/* ---------------------------------------------------------------------------- 256 colours */

/* From pale to deep, in steps of 4 to 17 in CIE lightness (the cube has few middle blues and few
 * browns). On white the deep end is the strong one, on black the pale one. */
static const uint8_t levels_of_256[2][2][PALETTE_LEVELS] = {
	{{224, 217, 210, 203, 196, 160, 124, 88, 52}, {189, 147, 105, 63, 21, 20, 19, 18, 17}},
	{{223, 215, 208, 172, 166, 130, 94, 88, 52}, {189, 183, 141, 135, 98, 93, 56, 55, 53}}};

/* The level of a value, 0 (paper) to `levels`; small values are rounded up. */
static int level_of(double strength, int levels, double tolerance)
{
	int level = (int)ceil(strength * levels - tolerance);

	return level < 0 ? 0 : level > levels ? levels : level;
}

static bool has_hues(const struct palette *palette)
{
	return palette->kind == PALETTE_BWR_R || palette->kind == PALETTE_PUOR;
}

static struct rgb signed_of_256(const struct palette *palette, double t)
{
	int level = level_of(fabs(2 * t - 1), PALETTE_LEVELS, 0.3);

	if (level == 0)
		return color_at(palette, 0.5);
	level = palette->is_dark ? PALETTE_LEVELS - level : level - 1;
	return color_of_256(levels_of_256[palette->kind == PALETTE_PUOR][t > 0.5][level]);
}

/* ------------------------------------------------------------------------------ 24 bits */

/* The same ways for 24 bits, from the first step beside the paper to the end, in even steps of
 * lightness; between them colours are interpolated. [is on black][is above 0] */
static const uint32_t levels_of_direct[2][2][2][PALETTE_LEVELS] = {
	/* Red and blue. */
	{{{0xffdddd, 0xffbaba, 0xff9494, 0xff6868, 0xff1c1c, 0xd80000, 0xae0000, 0x850000,
	   0x5f0000},
	  {0xe2e2ff, 0xc4c4ff, 0xa7a7ff, 0x8a8aff, 0x6b6bff, 0x4949ff, 0x1515ff, 0x0000c9,
	   0x00008c}},
	 {{0x3c0000, 0x5f0000, 0x830000, 0xaa0000, 0xd30000, 0xfc0000, 0xff5d5d, 0xff8a8a,
	   0xffafaf},
	  {0x000063, 0x000094, 0x0000c8, 0x0000ff, 0x3c3cff, 0x5c5cff, 0x7777ff, 0x9191ff,
	   0xaaaaff}}},
	/* Orange and purple. */
	{{{0xfde2cb, 0xfbc595, 0xf8a55d, 0xf5821d, 0xda6d10, 0xbb5a0c, 0x9d4808, 0x803704,
	   0x642600},
	  {0xeadefa, 0xd6bdf6, 0xc19cf1, 0xac7bed, 0x9658e8, 0x7d30e2, 0x5f1cba, 0x420d8d,
	   0x280064}},
	 {{0x2b1400, 0x4a2300, 0x6b3200, 0x8e4300, 0xb25400, 0xd86600, 0xfe7800, 0xffa346,
	   0xffc882},
	  {0x210945, 0x360f71, 0x4c159f, 0x631bd0, 0x7d35ea, 0x9357f0, 0xa775f5, 0xba92fa,
	   0xcdafff}}}};

static uint8_t between(uint32_t from, uint32_t to, int shift, double part)
{
	int a = from >> shift & 255, b = to >> shift & 255;

	return (uint8_t)lrint(a + (b - a) * part);
}

static struct rgb signed_of_direct(const struct palette *palette, double t)
{
	const uint32_t *levels =
		levels_of_direct[palette->kind == PALETTE_PUOR][palette->is_dark][t > 0.5];
	double place = fabs(2 * t - 1) * PALETTE_LEVELS;
	int next = (int)place < PALETTE_LEVELS ? (int)place : PALETTE_LEVELS - 1;
	uint32_t from = next > 0 ? levels[next - 1] : palette->is_dark ? 0 : 0xffffff;
	double part = place - next;

	return rgb(between(from, levels[next], 16, part), between(from, levels[next], 8, part),
		   between(from, levels[next], 0, part));
}

struct rgb palette_ink(const struct palette *palette, enum color_mode mode, float value)
{
	bool is_signed = has_hues(palette) && !isnan(value);

	if (mode == COLOR_256 && is_signed)
		return signed_of_256(palette, position(palette, value));
	if (mode == COLOR_DIRECT && is_signed)
		return signed_of_direct(palette, position(palette, value));
	return palette_color(palette, value);
}

/* --------------------------------------------------------------------- 8 and 16 colours */

enum { STOPS_MAX = 4, SHADES = 4 };

/* Indices of `sixteen` from the paper to the strongest. */
struct ramp {
	uint8_t stops[STOPS_MAX];
	int count;
};

static const struct ramp grey_ramps[2][2] = {/* of 8 and 16 colours; [is on black] */
					     {{{7, 0}, 2}, {{0, 7}, 2}},
					     {{{15, 7, 8, 0}, 4}, {{0, 8, 7, 15}, 4}}};
static const struct ramp signed_ramps[2][2][2][2] = {
	/* Red and blue, orange and purple; [of 8 and 16 colours][is on black][is above 0] */
	{{{{{7, 1}, 2}, {{7, 4}, 2}}, {{{0, 1}, 2}, {{0, 4}, 2}}},
	 {{{{15, 9, 1}, 3}, {{15, 12, 4}, 3}}, {{{0, 1, 9}, 3}, {{0, 4, 12}, 3}}}},
	{{{{{7, 3}, 2}, {{7, 5}, 2}}, {{{0, 3}, 2}, {{0, 5}, 2}}},
	 {{{{15, 11, 3}, 3}, {{15, 13, 5}, 3}}, {{{0, 3, 11}, 3}, {{0, 5, 13}, 3}}}}};

static const struct ramp *ramp_of(const struct palette *palette, bool has_sixteen, bool is_high)
{
	if (!has_hues(palette))
		return &grey_ramps[has_sixteen][palette->kind != PALETTE_GREYS];
	return &signed_ramps[palette->kind == PALETTE_PUOR][has_sixteen][palette->is_dark][is_high];
}

/* Of eight, brown is as yellow as can be: it would be red else. */
static struct rgb color_of_few(enum color_mode mode, int index)
{
	if (mode == COLOR_8)
		return rgb(index & 1 ? 170 : 0, index & 2 ? 170 : 0, index & 4 ? 170 : 0);
	return rgb(sixteen[index][0], sixteen[index][1], sixteen[index][2]);
}

struct shade palette_shade(const struct palette *palette, enum color_mode mode, float value)
{
	double t = position(palette, value);
	const struct ramp *ramp = ramp_of(palette, mode == COLOR_16, t > 0.5);
	int last = ramp->count - 1, level, stop;

	if (isnan(value))
		return (struct shade){rgb(255, 0, 255), rgb(255, 0, 255), 0};
	level = level_of(has_hues(palette) ? fabs(2 * t - 1) : t, SHADES * last, 0.2);
	stop = level / SHADES;
	return (struct shade){color_of_few(mode, ramp->stops[stop < last ? stop + 1 : last]),
			      color_of_few(mode, ramp->stops[stop]), level % SHADES};
}

/* ----------------------------------------------------------------------------- marks, colours */

char palette_mark(const struct palette *palette, float value)
{
	static const char ink[] = " .:-=+*#%@";
	double t, strength;

	if (isnan(value))
		return '?';
	t = position(palette, value);
	if (!palette_is_signed(palette))
		return ink[lrint(9 * t)];
	strength = fabs(2 * t - 1);
	if (strength < 1.0 / 6)
		return ' ';
	if (t > 0.5)
		return strength < 0.5 ? '+' : '#';
	return strength < 0.5 ? '-' : '=';
}

static int square(int x)
{
	return x * x;
}

static int distance(struct rgb a, struct rgb b)
{
	return square(a.r - b.r) + square(a.g - b.g) + square(a.b - b.b);
}

static int chroma(struct rgb c)
{
	int max = c.r > c.g ? c.r : c.g, min = c.r < c.g ? c.r : c.g;

	max = max > c.b ? max : c.b;
	min = min < c.b ? min : c.b;
	return max - min;
}

struct rgb color_of_256(int index)
{
	int i = index - 16, grey = 8 + 10 * (index - 232);

	assert(index >= 16 && index < 256);
	if (index >= 232)
		return rgb((uint8_t)grey, (uint8_t)grey, (uint8_t)grey);
	return rgb(cube_levels[i / 36], cube_levels[i / 6 % 6], cube_levels[i % 6]);
}

static int nearest_level(int value)
{
	int best = 0;

	for (int i = 1; i < 6; i++)
		if (square(cube_levels[i] - value) < square(cube_levels[best] - value))
			best = i;
	return best;
}

/* The grey ramp is for greys: among the faint colours of a signed map its greys would look like
 * marks. */
static int nearest_256(struct rgb c)
{
	int cube = 16 + 36 * nearest_level(c.r) + 6 * nearest_level(c.g) + nearest_level(c.b);
	/* The grey nearest to a colour is the one nearest to the mean of its channels. */
	int step = ((c.r + c.g + c.b) / 3 - 8 + 5) / 10;
	int grey = 232 + (step < 0 ? 0 : step > 23 ? 23 : step);

	if (chroma(c) >= 8)
		return cube;
	return distance(c, color_of_256(grey)) < distance(c, color_of_256(cube)) ? grey : cube;
}

static int nearest_16(struct rgb c)
{
	bool is_coloured = chroma(c) >= 48;
	int best = -1, best_distance = 0;

	for (int i = 0; i < 16; i++) {
		struct rgb s = rgb(sixteen[i][0], sixteen[i][1], sixteen[i][2]);

		if ((chroma(s) > 0) != is_coloured)
			continue;
		if (best < 0 || distance(c, s) < best_distance) {
			best = i;
			best_distance = distance(c, s);
		}
	}
	return best;
}

static int nearest_8(struct rgb c)
{
	int min = c.r < c.g ? c.r : c.g, middle = 127;

	if (chroma(c) >= 85) {
		min = min < c.b ? min : c.b;
		middle = min + chroma(c) / 2;
	} else {
		c.r = c.g = c.b = (uint8_t)((c.r + c.g + c.b) / 3);
	}
	return (c.r > middle) + 2 * (c.g > middle) + 4 * (c.b > middle);
}

int color_index(enum color_mode mode, struct rgb c)
{
	if (!c.is_set)
		return -1;
	switch (mode) {
	case COLOR_8:
		return nearest_8(c);
	case COLOR_16:
		return nearest_16(c);
	case COLOR_256:
		return nearest_256(c);
	case COLOR_DIRECT:
		return c.r << 16 | c.g << 8 | c.b;
	default:
		return -1;
	}
}
