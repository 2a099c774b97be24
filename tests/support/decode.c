/* Cells to colours, colours to groups of values, groups to an order. */
#include "support/decode.h"

#include "base/xalloc.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { UPPER_HALF = 0x2580, LIGHT_SHADE = 0x2591, GROUPS_MAX = 512 };

/* All pixels that look alike: their colour (or a mark's rank), and their values from lo to hi. */
struct group {
	int look;
	double lo, hi;
};

struct reading {
	const struct canvas *canvas;
	const struct picture *picture;
	bool has_marks, is_signed;
	struct group groups[GROUPS_MAX];
	int count, strangers;
	double tolerance; /* of values: means are rounded otherwise here */
};

/* ------------------------------------------------------------------------------ cells to looks */

/* What a terminal shows for a colour: 0xrrggbb. */
static int shown(enum color_mode mode, struct rgb color)
{
	static const int sixteen[] = {0x000000, 0xaa0000, 0x00aa00, 0xaa5500, 0x0000aa, 0xaa00aa,
				      0x00aaaa, 0xaaaaaa, 0x555555, 0xff5555, 0x55ff55, 0xffff55,
				      0x5555ff, 0xff55ff, 0x55ffff, 0xffffff};
	static const int levels[] = {0, 95, 135, 175, 215, 255};
	int index = color_index(mode, color);

	if (index < 0 || mode == COLOR_DIRECT)
		return index;
	if (index < 16)
		return sixteen[index];
	if (index >= 232)
		return (8 + (index - 232) * 10) * 0x10101;
	index -= 16;
	return levels[index / 36] << 16 | levels[index / 6 % 6] << 8 | levels[index % 6];
}

static int mixed(int ink, int ground, int quarters)
{
	int result = 0;

	for (int shift = 0; shift < 24; shift += 8) {
		int a = ink >> shift & 255, b = ground >> shift & 255;

		result |= (b + (a - b) * quarters / 4) << shift;
	}
	return result;
}

/* A cell that is all one pixel; -1: it is none. */
static int look_of_cell(const struct reading *r, const struct cell *cell)
{
	static const char ink[] = " .:-=+*#%@", sign[] = "=- +#";
	const char *marks = r->is_signed ? sign : ink, *at;
	enum color_mode mode = r->canvas->medium.mode;
	int ground = shown(mode, cell->style.bg);

	if (cell->style.attributes)
		return -1;
	if (r->has_marks) {
		at = cell->glyph < 128 ? strchr(marks, (int)cell->glyph) : NULL;
		return at && *at ? (int)(at - marks) : -1;
	}
	if (cell->glyph == ' ' || ground < 0)
		return ground;
	for (int quarters = 1; quarters < 4; quarters++)
		if (cell->glyph == (uint32_t)(LIGHT_SHADE + quarters - 1) ||
		    cell->glyph == (uint32_t) " .+#"[quarters])
			return mixed(shown(mode, cell->style.fg), ground, quarters);
	return -1;
}

/* -------------------------------------------------------------------------- values of pixels */

static double raw(const struct picture *p, int y, int x)
{
	return p->values[((size_t)y * (size_t)p->width + (size_t)x) *
			 (size_t)(p->stride ? p->stride : 1)];
}

/* The pixel (y, x) after scaling. */
static double value_of(const struct picture *p, int y, int x)
{
	int k = -p->scale, count = 0;
	double sum = 0;

	if (p->scale >= 0)
		return raw(p, y / (p->scale ? p->scale : 1), x / (p->scale ? p->scale : 1));
	for (int i = y * k; i < (y + 1) * k && i < p->height; i++)
		for (int j = x * k; j < (x + 1) * k && j < p->width; j++, count++)
			sum += raw(p, i, j);
	return sum / count;
}

/* ---------------------------------------------------------------------------------- groups */

static void add(struct reading *r, int look, double value)
{
	if (look < 0) {
		r->strangers++;
		return;
	}
	if (isnan(value))
		return;
	for (int i = 0; i < r->count; i++) {
		struct group *group = &r->groups[i];

		if (group->look == look) {
			group->lo = fmin(group->lo, value);
			group->hi = fmax(group->hi, value);
			return;
		}
	}
	if (r->count < GROUPS_MAX)
		r->groups[r->count++] = (struct group){look, value, value};
}

static void add_halves(struct reading *r, const struct cell *cell, double upper, double lower,
		       bool has_lower)
{
	enum color_mode mode = r->canvas->medium.mode;
	bool is_picture = cell->glyph == UPPER_HALF && cell->style.fg.is_set &&
			  cell->style.bg.is_set == has_lower;

	add(r, is_picture ? shown(mode, cell->style.fg) : -1, upper);
	if (has_lower && is_picture)
		add(r, shown(mode, cell->style.bg), lower);
}

static void read_cells(struct reading *r, int row, int column, enum pixels pixels)
{
	int height, width, rows, columns;
	int pixel_rows = pixels == PIXELS_WIDE ? 1 : 2, pixel_columns = 3 - pixel_rows;

	picture_size(r->picture, &height, &width);
	rows = (height + pixel_rows - 1) / pixel_rows;
	columns = width * pixel_columns;
	for (int i = 0; i < rows * columns; i++) {
		int y = i / columns * pixel_rows, x = i % columns / pixel_columns;
		bool has_lower = pixel_rows == 2 && y + 1 < height;
		double upper = value_of(r->picture, y, x);
		double lower = has_lower ? value_of(r->picture, y + 1, x) : upper;
		const struct cell *cell =
			canvas_at(r->canvas, row + i / columns, column + i % columns);

		if (!cell)
			continue;
		if (pixels == PIXELS_HALVES)
			add_halves(r, cell, upper, lower, has_lower);
		else
			add(r, look_of_cell(r, cell), (upper + lower) / 2);
	}
}

/* ----------------------------------------------------------------------------------- the order */

static int compare_groups(const void *a, const void *b)
{
	const struct group *x = a, *y = b;

	return x->lo + x->hi < y->lo + y->hi ? -1 : 1;
}

static double luminance(int look)
{
	double r = (look >> 16 & 255) / 255.0, g = (look >> 8 & 255) / 255.0,
	       b = (look & 255) / 255.0;

	return 0.2126 * pow(r, 2.2) + 0.7152 * pow(g, 2.2) + 0.0722 * pow(b, 2.2);
}

/* Whether what is strong is bright. */
static bool is_bright_on_black(const struct palette *palette)
{
	return palette->is_dark || palette->kind == PALETTE_GREYS_R ||
	       palette->kind == PALETTE_GREYS_SIGNED;
}

/* How much of it is to be seen: more is further from the paper. */
static double strength(const struct reading *r, int look)
{
	if (r->has_marks)
		return look;
	return is_bright_on_black(&r->picture->palette) ? luminance(look) : -luminance(look);
}

static bool differs(const struct reading *r, const struct group *a, const char *why,
		    struct err *err)
{
	const struct palette *palette = &r->picture->palette;

	return err_set(err, "%dx%d at scale %d, %g to %g: what shows %g to %g as %06x %s",
		       r->picture->height, r->picture->width, r->picture->scale,
		       (double)palette->lo, (double)palette->hi, a->lo, a->hi, (unsigned)a->look,
		       why);
}

/* One side of zero, or all of an unsigned palette: its strength follows the value's size. */
static bool is_in_order(const struct reading *r, const struct group *a, const struct group *b,
			struct err *err)
{
	bool falls = r->is_signed && a->lo + b->hi < 0 && !r->has_marks;
	double step = strength(r, b->look) - strength(r, a->look);

	if (a->hi > b->lo + r->tolerance)
		return differs(r, a, "overlaps with another colour's values", err);
	if (r->is_signed && a->lo < -r->tolerance && b->hi > r->tolerance && !r->has_marks)
		return true;
	return (falls ? step < 0 : step > 0) || differs(r, a, "is out of order", err);
}

/* Hues as of bwr_r and PuOr. */
static bool has_hue_of_sign(const struct reading *r, const struct group *a, struct err *err)
{
	int red = a->look >> 16 & 255, green = a->look >> 8 & 255, blue = a->look & 255;
	double tenth = r->picture->palette.hi / 10.0;

	if (a->hi <= -tenth && !(red > blue && red >= green))
		return differs(r, a, "is not red or orange", err);
	if (a->lo >= tenth && !(blue >= red && blue > green))
		return differs(r, a, "is not blue or purple", err);
	return true;
}

static int paper_of(const struct reading *r)
{
	const struct palette *palette = &r->picture->palette;

	if (r->has_marks)
		return r->is_signed ? 2 : 0;
	return is_bright_on_black(palette)         ? 0
	       : r->canvas->medium.mode == COLOR_8 ? 0xaaaaaa
						   : 0xffffff;
}

static bool has_its_paper(const struct reading *r, const struct group *a, struct err *err)
{
	const struct palette *palette = &r->picture->palette;
	double span = palette->hi - palette->lo, zero = r->is_signed ? 0 : palette->lo;
	/* A sign's marks begin at a sixth of its side. */
	double least =
		r->is_signed ? (r->has_marks ? palette->hi / 5.9 : palette->hi / 10.0) : span / 10;
	bool is_paper = a->look == paper_of(r);

	if (span <= 0)
		return true;
	if (is_paper && (a->hi > zero + least || a->lo < zero - (r->is_signed ? least : INFINITY)))
		return differs(r, a, "is paper", err);
	if (!is_paper && a->lo <= zero && a->hi >= zero)
		return differs(r, a, "is not paper", err);
	return true;
}

static bool check(struct reading *r, struct err *err)
{
	bool has_hues = r->picture->palette.kind == PALETTE_BWR_R ||
			r->picture->palette.kind == PALETTE_PUOR;

	qsort(r->groups, (size_t)r->count, sizeof(*r->groups), compare_groups);
	for (int i = 0; i < r->count; i++) {
		const struct group *group = &r->groups[i];

		if (i > 0 && !is_in_order(r, group - 1, group, err))
			return false;
		if (has_hues && !r->has_marks && !has_hue_of_sign(r, group, err))
			return false;
		if (r->picture->palette.kind != PALETTE_GREYS_SIGNED &&
		    !has_its_paper(r, group, err))
			return false;
	}
	return true;
}

bool decode_picture(const struct canvas *canvas, int row, int column, const struct picture *picture,
		    enum pixels pixels, int strangers, struct err *err)
{
	struct reading *r = xcalloc(1, sizeof(*r));
	bool is_right;

	*r = (struct reading){
		.canvas = canvas,
		.picture = picture,
		.has_marks = pixels == PIXELS_MARKS,
		.is_signed = palette_is_signed(&picture->palette),
		.tolerance = 1e-5 * (double)(picture->palette.hi - picture->palette.lo),
	};
	if (r->picture->palette.kind == PALETTE_GREYS_SIGNED && !r->has_marks)
		r->is_signed = false; /* one ramp from black to white */
	read_cells(r, row, column, pixels);
	if (r->strangers > strangers)
		is_right = err_set(err, "%d cells at row %d, column %d are no pixels", r->strangers,
				   row, column);
	else
		is_right = check(r, err);
	free(r);
	return is_right;
}
