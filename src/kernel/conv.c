/*
 * Convolutions forward, as implicit matrix products over a padded copy of the input, with ReLU and
 * 2x2 maximum behind them if asked.
 *
 * With a border of size/2 zeros around each image, the inputs that one filter row sees are
 * size*channels neighbouring floats: the tile (tile.h) walks stretches of them and never meets an
 * edge. Rows of the filter that see nothing but border are left out.
 *
 * Blocking: a part is a stripe of output rows, at most 256 pixels, of one panel of filters (two
 * with AVX-512). Its sums stay in L1 (16 KB; 32 KB with AVX-512) while the filters' rows pass by,
 * DEPTH values of the inputs at a time: 16 KB of weights at the most, used by all rows of the
 * stripe. The maximum is taken from there, so that what lies under it is never in memory.
 * Registers: those of tile.h. Measured with AVX2: 80 % of the FMA peak in the article's second
 * layer, half of it in the first, where 25 products are soon done and what surrounds them is not.
 */
#include "kernel/isa.h"
#include "kernel/panel.h"

#include <string.h>

enum { STRIPE_PIXELS = 256, DEPTH = 256 };

struct conv_work {
	const struct conv_shape *shape;
	int n;
	const float *x;
	float *padded;
	const float *weights, *bias;
	bool is_relu;
	uint8_t *choice;
	float *y;
	int height;  /* of a stripe */
	int stripes; /* in an image */
	int blocks;  /* of TILE_PANELS panels */
};

static void pad_image(void *context, int i)
{
	struct conv_work *work = context;
	const struct conv_shape *s = work->shape;
	size_t margin = (size_t)(s->size / 2) * (size_t)s->channels;
	size_t row = (size_t)s->width * (size_t)s->channels;
	const float *from = work->x + (size_t)i * (size_t)s->height * row;
	float *to = work->padded + (size_t)i * conv_padded_image(s);

	size_t above = (size_t)(s->size / 2) * conv_padded_row(s) + margin;

	/* What lies between two rows is the border right of one and left of the next. */
	memset(to, 0, above * sizeof(float));
	to += above;
	for (int y = 0; y < s->height; y++, from += row, to += conv_padded_row(s)) {
		memcpy(to, from, row * sizeof(float));
		memset(to + row, 0, 2 * margin * sizeof(float));
	}
	memset(to, 0, (above - 2 * margin) * sizeof(float));
}

/* What a part works on. */
struct stripe {
	int image, first, last; /* output rows */
	int panel, panels;
	float *sums; /* [rows, width, TILE_COLUMNS] */
};

/* Adds what rows ky..end-1 of the filters see to the sums of one output row. */
static void add_filter_rows(const struct conv_work *work, const struct stripe *stripe, int y,
			    int ky, int end)
{
	const struct conv_shape *s = work->shape;
	int stretch = s->size * s->channels, border = s->size / 2;
	int first = most(ky, border - y), last = least(end, s->height + border - y);
	const float *in = work->padded + (size_t)stripe->image * conv_padded_image(s);
	struct tile t = {.a = in + (size_t)(y + first) * conv_padded_row(s),
			 .a_row = s->channels,
			 .a_jump = (ptrdiff_t)conv_padded_row(s),
			 .runs = last - first,
			 .length = stretch,
			 .b = work->weights + panel_at(s->size * stretch, stripe->panel) +
			      (size_t)(first * stretch) * PANEL_WIDTH,
			 .b_panel = (ptrdiff_t)panel_at(s->size * stretch, 1),
			 .c = stripe->sums + (y - stripe->first) * s->width * TILE_COLUMNS};

	if (first < last)
		tile_run(t, s->width, stripe->panels);
}

static void sum_stripe(const struct conv_work *work, const struct stripe *stripe)
{
	const struct conv_shape *s = work->shape;
	int step = most(1, DEPTH / (s->size * s->channels));

	tile_fill((stripe->last - stripe->first) * s->width, stripe->panels,
		  work->bias + stripe->panel * PANEL_WIDTH, stripe->sums);
	for (int ky = 0; ky < s->size; ky += step)
		for (int y = stripe->first; y < stripe->last; y++)
			add_filter_rows(work, stripe, y, ky, least(s->size, ky + step));
}

static void put_stripe(const struct conv_work *work, const struct stripe *stripe)
{
	const struct conv_shape *s = work->shape;
	int pixels = (stripe->last - stripe->first) * s->width;
	size_t at = (size_t)(stripe->image * s->height + stripe->first) * (size_t)s->width;
	float *to = work->y + at * (size_t)s->filters + stripe->panel * PANEL_WIDTH;

	for (int i = 0; i < pixels; i++, to += s->filters)
		tile_put(stripe->sums + i * TILE_COLUMNS, s->filters - stripe->panel * PANEL_WIDTH,
			 work->is_relu, to);
}

/* The maximum of the pixels of a window, and which of them, in reading order, is the first to have
 * it; pixels past the edge are not looked at. */
KERNEL_INLINE void window_maximum(const float *pixel, int row, bool has_right, bool has_below,
				  float *maximum, uint8_t *choice)
{
	const bool has[] = {true, has_right, has_below, has_right && has_below};
	const int at[] = {0, TILE_COLUMNS, row, row + TILE_COLUMNS};

	for (int v = 0; v < TILE_VECS; v++) {
		vec best = vec_load(pixel + v * LANES);
		vec_int which = {0};

		UNROLL
		for (int i = 1; i < 4; i++) {
			vec x = has[i] ? vec_load(pixel + at[i] + v * LANES) : best;
			vec_int is_more = x > best;

			best = vec_choose(is_more, x, best);
			which = (is_more & i) | (~is_more & which);
		}
		vec_store(maximum + v * LANES, best);
		for (int i = 0; i < LANES; i++)
			choice[v * LANES + i] = (uint8_t)which[i];
	}
}

static void put_maxima(const struct conv_work *work, const struct stripe *stripe)
{
	const struct conv_shape *s = work->shape;
	int width = (s->width + 1) / 2, height = (s->height + 1) / 2;
	int row = s->width * TILE_COLUMNS, columns = s->filters - stripe->panel * PANEL_WIDTH;

	for (int y = stripe->first; y < stripe->last; y += 2)
		for (int x = 0; x < s->width; x += 2) {
			size_t pixel = (size_t)((stripe->image * height + y / 2) * width + x / 2);
			size_t to =
				pixel * (size_t)s->filters + (size_t)stripe->panel * PANEL_WIDTH;
			float maximum[TILE_COLUMNS];
			uint8_t choice[TILE_COLUMNS];

			window_maximum(stripe->sums + (y - stripe->first) * row + x * TILE_COLUMNS,
				       row, x + 1 < s->width, y + 1 < stripe->last, maximum,
				       choice);
			tile_put(maximum, columns, work->is_relu, work->y + to);
			if (columns >= TILE_COLUMNS)
				memcpy(work->choice + to, choice, sizeof(choice));
			else
				memcpy(work->choice + to, choice, (size_t)columns);
		}
}

static void conv_part(void *context, int part)
{
	struct conv_work *work = context;
	const struct conv_shape *s = work->shape;
	int block = part % work->blocks, at = part / work->blocks % work->stripes * work->height;
	float sums[STRIPE_PIXELS * TILE_COLUMNS];
	struct stripe stripe = {
		.image = part / work->blocks / work->stripes,
		.first = at,
		.last = least(s->height, at + work->height),
		.panel = block * TILE_PANELS,
		.panels = least(TILE_PANELS, panel_count(s->filters) - block * TILE_PANELS),
		.sums = sums};

	sum_stripe(work, &stripe);
	if (work->choice)
		put_maxima(work, &stripe);
	else
		put_stripe(work, &stripe);
}

void ISA(conv)(const struct conv_shape *s, int n, const float *x, const float *weights,
	       const float *bias, bool is_relu, uint8_t *choice, float *padded, float *y,
	       struct pool *pool)
{
	/* Whole windows: an even number of rows. */
	int height = STRIPE_PIXELS / s->width / 2 * 2;
	struct conv_work work = {.shape = s,
				 .n = n,
				 .x = x,
				 .padded = padded,
				 .weights = weights,
				 .bias = bias,
				 .is_relu = is_relu,
				 .choice = choice,
				 .y = y,
				 .height = height,
				 .stripes = (s->height + height - 1) / height,
				 .blocks =
					 (panel_count(s->filters) + TILE_PANELS - 1) / TILE_PANELS};

	pool_run(pool, n, pad_image, &work);
	pool_run(pool, n * work.stripes * work.blocks, conv_part, &work);
}
