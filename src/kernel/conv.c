/*
 * Convolutions forward, over a padded copy of the input, with ReLU and 2x2 maximum behind them
 * where requested. Where transforms save products, these make the sums (winograd.c); else they are
 * implicit matrix products:
 *
 * With its border of zeros around each image, the inputs that one filter row sees are
 * width*channels neighbouring floats: the tile (tile.h) walks stretches of them, a stride apart,
 * and never meets an edge. Rows of the filter that see nothing but border are left out.
 *
 * Blocking: a part is a patch of output rows, at most 256 pixels, of one panel of filters (two with
 * AVX-512). Its sums stay in L1 (16 KB; 32 KB with AVX-512) while the filters' rows pass by, DEPTH
 * values of the inputs at a time: 16 KB of weights, or one row of the filters, used by all rows of
 * the patch; of a picture only what is within its margins. The maximum is taken from there, so that
 * its inputs are never in memory. Registers: those of tile.h. Measured with AVX2: half of the FMA
 * peak in the article's first layer, where 25 products are soon done and what surrounds them is
 * not; on its digits four fifths by definition.
 */
#include "kernel/isa.h"
#include "kernel/panel.h"
#include "kernel/winograd.h"

#include <string.h>

enum { PATCH_PIXELS = 256, DEPTH = 256 };

struct conv_work {
	const struct conv_shape *shape;
	const float *x;
	float *padded;
	const float *weights, *bias;
	bool is_relu;
	uint8_t *choice;
	float *y;
	const float *transforms; /* of the filters; NULL: they are applied as they are */
	int patch_height, patch_width;
	int down, across; /* patches in an image */
	int blocks;       /* of TILE_PANELS panels */
};

static void pad_image(void *context, int i)
{
	struct conv_work *work = context;
	const struct conv_shape *s = work->shape;
	size_t row = (size_t)s->width * (size_t)s->channels, padded_row = conv_padded_row(s);
	size_t left = (size_t)s->left * (size_t)s->channels, right = padded_row - left - row;
	size_t above = (size_t)s->top * padded_row + left;
	size_t below = (size_t)(conv_padded_height(s) - s->top - s->height) * padded_row;
	const float *from = work->x + (size_t)i * (size_t)s->height * row;
	float *to = work->padded + (size_t)i * conv_padded_image(s);

	/* What lies between two rows is the border right of one and left of the next. */
	memset(to, 0, above * sizeof(float));
	to += above;
	for (int y = 0; y < s->height; y++, from += row, to += padded_row) {
		bool is_last = y + 1 == s->height;

		memcpy(to, from, row * sizeof(float));
		memset(to + row, 0, (right + (is_last ? below : left)) * sizeof(float));
	}
}

/* A patch, and the panels of filters whose sums are made. */
struct sums {
	struct patch patch;
	int panel, panels;
	float *at; /* [height, width, TILE_COLUMNS] */
};

/* Of the padded image: outside, what a patch sees is zero. */
struct box {
	int top, bottom, left, right;
};

static bool has_values(const float *x, int count)
{
	vec_int any = {0};

	for (int i = 0; i < count; i += LANES)
		any |= vec_load(x + min(i, count - LANES)) != (vec){0};
	return vec_bits(any) != 0;
}

/* The border is zero; so are the margins of most pictures, which are what has one channel. */
static struct box find_box(const struct conv_work *work, const struct patch *patch)
{
	const struct conv_shape *s = work->shape;
	const float *image = work->padded + (size_t)patch->image * conv_padded_image(s);
	int width = conv_padded_width(s), top = patch->top * s->stride_y;
	int bottom = (patch->top + patch->height - 1) * s->stride_y + s->filter_height;
	struct box box = {max(top, s->top), min(bottom, s->top + s->height), 0, width};

	if (s->channels > 1 || width < LANES)
		return box;
	while (box.top < box.bottom && !has_values(image + box.top * width, width))
		box.top++;
	while (box.top < box.bottom && !has_values(image + (box.bottom - 1) * width, width))
		box.bottom--;
	box.left = width;
	box.right = 0;
	for (int x = 0; x < width; x += LANES) {
		int left = min(x, width - LANES);
		vec_int any = {0};
		unsigned bits;

		for (int y = box.top; y < box.bottom; y++)
			any |= vec_load(image + y * width + left) != (vec){0};
		bits = vec_bits(any);
		if (bits) {
			box.left = min(box.left, left + __builtin_ctz(bits));
			box.right = left + 32 - __builtin_clz(bits);
		}
	}
	return box;
}

/* Adds what rows ky..end-1 of the filters see of the box to the sums of one output row. */
static void add_filter_rows(const struct conv_work *work, const struct sums *sums,
			    const struct box *box, int row, int ky, int end)
{
	const struct conv_shape *s = work->shape;
	int stretch = s->filter_width * s->channels;
	int y = (sums->patch.top + row) * s->stride_y; /* of the padded image */
	int first = max(ky, box->top - y), last = min(end, box->bottom - y);
	int left =
		box->left < s->filter_width ? 0 : (box->left - s->filter_width) / s->stride_x + 1;
	int right = min(s->out_width, (box->right + s->stride_x - 1) / s->stride_x);
	const float *in = work->padded + (size_t)sums->patch.image * conv_padded_image(s);
	struct tile t = {.a = in + (size_t)(y + first) * conv_padded_row(s) +
			      left * s->stride_x * s->channels,
			 .a_row = (ptrdiff_t)s->stride_x * s->channels,
			 .a_jump = (ptrdiff_t)conv_padded_row(s),
			 .runs = last - first,
			 .length = stretch,
			 .b = work->weights + panel_at(s->filter_height * stretch, sums->panel) +
			      (size_t)(first * stretch) * PANEL_WIDTH,
			 .b_panel = (ptrdiff_t)panel_at(s->filter_height * stretch, 1),
			 .c = sums->at + (row * s->out_width + left) * TILE_COLUMNS};

	if (first < last && left < right)
		tile_run(t, right - left, sums->panels);
}

static void sum_products(const struct conv_work *work, const struct sums *sums)
{
	const struct conv_shape *s = work->shape;
	int step = max(1, DEPTH / (s->filter_width * s->channels)), height = sums->patch.height;
	struct box box = find_box(work, &sums->patch);

	tile_fill(height * s->out_width, sums->panels, work->bias + sums->panel * PANEL_WIDTH,
		  sums->at);
	for (int ky = 0; ky < s->filter_height; ky += step)
		for (int row = 0; row < height; row++)
			add_filter_rows(work, sums, &box, row, ky,
					min(s->filter_height, ky + step));
}

static void put_sums(const struct conv_work *work, const struct sums *sums)
{
	const struct conv_shape *s = work->shape;
	const struct patch *p = &sums->patch;
	const float *from = sums->at;

	for (int y = p->top; y < p->top + p->height; y++) {
		size_t at = (size_t)((p->image * s->out_height + y) * s->out_width + p->left);
		float *to = work->y + at * (size_t)s->filters + sums->panel * PANEL_WIDTH;

		for (int x = 0; x < p->width; x++, from += TILE_COLUMNS, to += s->filters)
			tile_put(from, s->filters - sums->panel * PANEL_WIDTH, work->is_relu, to);
	}
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
		vec_store_bytes(choice + v * LANES, which);
	}
}

static void put_maxima(const struct conv_work *work, const struct sums *sums)
{
	const struct conv_shape *s = work->shape;
	const struct patch *p = &sums->patch;
	/* Of an odd row or column that is left out there is no window. */
	int rows = min(p->height, 2 * s->pooled_height - p->top);
	int row_end = min(p->width, 2 * s->pooled_width - p->left);
	int row = p->width * TILE_COLUMNS, columns = s->filters - sums->panel * PANEL_WIDTH;

	for (int y = 0; y < rows; y += 2)
		for (int x = 0; x < row_end; x += 2) {
			int below = (p->top + y) / 2, right = (p->left + x) / 2;
			size_t pixel =
				(size_t)((p->image * s->pooled_height + below) * s->pooled_width +
					 right);
			size_t to = pixel * (size_t)s->filters + (size_t)sums->panel * PANEL_WIDTH;
			float maximum[TILE_COLUMNS];
			bool is_whole = columns >= TILE_COLUMNS;
			uint8_t part[TILE_COLUMNS], *choice = is_whole ? work->choice + to : part;

			window_maximum(sums->at + y * row + x * TILE_COLUMNS, row, x + 1 < p->width,
				       y + 1 < p->height, maximum, choice);
			tile_put(maximum, columns, work->is_relu, work->y + to);
			if (!is_whole)
				memcpy(work->choice + to, part, (size_t)columns);
		}
}

static struct patch cut_patch(const struct conv_work *work, int i)
{
	int top = i / work->across % work->down * work->patch_height;
	int left = i % work->across * work->patch_width;

	return (struct patch){i / work->across / work->down, top, left,
			      min(work->patch_height, work->shape->out_height - top),
			      min(work->patch_width, work->shape->out_width - left)};
}

static struct sums block_sums(const struct conv_work *work, struct patch patch, int block,
			      float *at)
{
	int panel = block * TILE_PANELS;

	return (struct sums){patch, panel,
			     min(TILE_PANELS, panel_count(work->shape->filters) - panel), at};
}

static void put_block(const struct conv_work *work, const struct sums *sums)
{
	if (work->choice)
		put_maxima(work, sums);
	else
		put_sums(work, sums);
}

/* One block of a patch. */
static void product_part(void *context, int part)
{
	struct conv_work *work = context;
	float at[PATCH_PIXELS * TILE_COLUMNS];
	struct sums sums =
		block_sums(work, cut_patch(work, part / work->blocks), part % work->blocks, at);

	sum_products(work, &sums);
	put_block(work, &sums);
}

/* Whether an image is padded where it is transformed, as its pixels are still in the cache then: it
 * is one patch, and no vector of channels reaches into the next image. */
static bool is_padded_late(const struct conv_work *work)
{
	return work->transforms && work->down * work->across == 1 &&
	       work->shape->channels % LANES == 0;
}

/* All blocks of a patch, as they share its transform. */
static void transform_part(void *context, int part)
{
	struct conv_work *work = context;
	const struct conv_shape *s = work->shape;
	struct patch patch = cut_patch(work, part);
	float inputs[WINOGRAD_MAX_POINTS * (WINOGRAD_WIDTH + WINOGRAD_GAP)];
	float at[WINOGRAD_PIXELS * TILE_COLUMNS];
	const float *padded = work->padded + (size_t)patch.image * conv_padded_image(s);

	if (is_padded_late(work))
		pad_image(work, patch.image);
	ISA(winograd_inputs)(s, &patch, padded, inputs);
	for (int block = 0; block < work->blocks; block++) {
		struct sums sums = block_sums(work, patch, block, at);
		const float *filters = work->transforms + (size_t)sums.panel * winograd_panel(s);
		const float *bias = work->bias + sums.panel * PANEL_WIDTH;

		ISA(winograd_sums)(s, &patch, inputs, filters, bias, sums.panels, at);
		put_block(work, &sums);
	}
}

void ISA(conv)(const struct conv_shape *s, int n, const float *x, const float *weights,
	       const float *bias, bool is_relu, uint8_t *choice, float *padded, float *y,
	       struct pool *pool)
{
	/* Whole windows: an even number of rows. */
	int rows = PATCH_PIXELS / s->out_width / 2 * 2;
	struct conv_work work = {.shape = s,
				 .x = x,
				 .padded = padded + winograd_filters_size(s),
				 .weights = weights,
				 .bias = bias,
				 .is_relu = is_relu,
				 .choice = choice,
				 .y = y,
				 .patch_height = rows,
				 .patch_width = s->out_width,
				 .blocks =
					 (panel_count(s->filters) + TILE_PANELS - 1) / TILE_PANELS};

	if (!choice && conv_is_plane(s)) {
		pool_run(pool, n, pad_image, &work);
		ISA(conv_plane)(s, n, work.padded, weights, bias, is_relu, y, pool);
		return;
	}
	if (winograd_fits(s) && !s->is_direct) {
		winograd_cut(s, &work.patch_height, &work.patch_width);
		work.transforms = ISA(winograd_filters)(s, weights, padded, pool);
	}
	work.down = (s->out_height + work.patch_height - 1) / work.patch_height;
	work.across = (s->out_width + work.patch_width - 1) / work.patch_width;
	if (!is_padded_late(&work))
		pool_run(pool, n, pad_image, &work);
	if (work.transforms)
		pool_run(pool, n * work.down * work.across, transform_part, &work);
	else
		pool_run(pool, n * work.down * work.across * work.blocks, product_part, &work);
}
