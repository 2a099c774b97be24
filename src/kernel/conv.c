/*
 * Convolutions, forward and both gradients, as implicit matrix products over a padded copy of the
 * input.
 *
 * With a border of size/2 zeros around each image, the inputs that one filter row sees are
 * size*channels neighbouring floats: the tile (tile.h) walks `size` such stretches and never meets
 * an edge. Tiles take output pixels in reading order across the rows' ends, so that few are ragged.
 * The input gradient is the same convolution with the filters turned by 180 degrees and inputs and
 * outputs exchanged. The weight gradient sums over pixels: the tile's rows are weights, its k the
 * pixels.
 */
#include "kernel/isa.h"
#include "kernel/panel.h"

#include <string.h>

enum {
	SPLIT_BELOW = 8,   /* batches smaller than this are cut within the image, */
	SPLIT_PIXELS = 112 /* into so many output pixels a part */
};

struct conv_work {
	const struct conv_shape *shape;
	int n;
	const float *x;
	float *padded;
	const float *weights, *bias;
	bool is_relu;
	float *y;
	int blocks; /* parts an image is cut into */
};

static size_t padded_row(const struct conv_shape *s)
{
	return (size_t)(s->width + s->size - 1) * (size_t)s->channels;
}

static size_t padded_image(const struct conv_shape *s)
{
	return (size_t)(s->height + s->size - 1) * padded_row(s);
}

static void pad_image(void *context, int i)
{
	struct conv_work *work = context;
	const struct conv_shape *s = work->shape;
	size_t margin = (size_t)(s->size / 2) * (size_t)s->channels;
	size_t row = (size_t)s->width * (size_t)s->channels;
	const float *from = work->x + (size_t)i * (size_t)s->height * row;
	float *to = work->padded + (size_t)i * padded_image(s);

	memset(to, 0, padded_image(s) * sizeof(float));
	to += (size_t)(s->size / 2) * padded_row(s) + margin;
	for (int y = 0; y < s->height; y++, from += row, to += padded_row(s))
		memcpy(to, from, row * sizeof(float));
}

/* One panel of filters over output pixels first..last-1 of an image. */
static void conv_pixels(const struct conv_work *work, int image, int panel, int first, int last)
{
	const struct conv_shape *s = work->shape;
	const float *in = work->padded + (size_t)image * padded_image(s);
	size_t pixels = (size_t)s->height * (size_t)s->width;
	float *out = work->y + (size_t)image * pixels * (size_t)s->filters + panel * PANEL_WIDTH;
	struct tile t = {.a_step = 1,
			 .a_jump = (ptrdiff_t)padded_row(s),
			 .runs = s->size,
			 .length = s->size * s->channels,
			 .b = work->weights + panel_at(s->size * s->size * s->channels, panel),
			 .b_step = panel_width(s->filters, panel),
			 .columns = least(PANEL_WIDTH, s->filters - panel * PANEL_WIDTH),
			 .bias = work->bias ? work->bias + panel * PANEL_WIDTH : NULL,
			 .is_fresh = true,
			 .is_relu = work->is_relu};

	for (int at = first; at < last; at += TILE_ROWS) {
		int rows = least(TILE_ROWS, last - at);

		for (int r = 0; r < rows; r++) {
			int y = (at + r) / s->width, x = (at + r) % s->width;

			t.a[r] = in + (size_t)y * padded_row(s) + (size_t)(x * s->channels);
			t.c[r] = out + (size_t)(at + r) * (size_t)s->filters;
		}
		tile_panel(t, rows);
	}
}

static void conv_part(void *context, int part)
{
	struct conv_work *work = context;
	int pixels = work->shape->height * work->shape->width;
	int image = part / work->blocks, block = part % work->blocks;
	int first = block * SPLIT_PIXELS;
	int last = work->blocks == 1 ? pixels : least(pixels, first + SPLIT_PIXELS);

	if (work->blocks == 1)
		pad_image(context, image);
	for (int p = 0; p < panel_count(work->shape->filters); p++)
		conv_pixels(work, image, p, first, last);
}

void ISA(conv)(const struct conv_shape *shape, int n, const float *x, const float *weights,
	       const float *bias, bool is_relu, float *padded, float *y, struct pool *pool)
{
	int pixels = shape->height * shape->width;
	struct conv_work work = {shape, n, x, padded, weights, bias, is_relu, y, 1};

	if (n < SPLIT_BELOW) {
		work.blocks = (pixels + SPLIT_PIXELS - 1) / SPLIT_PIXELS;
		/* One block pads its own image. */
		for (int i = 0; work.blocks > 1 && i < n; i++)
			pad_image(&work, i);
	}
	pool_run(pool, n * work.blocks, conv_part, &work);
}

/* weights[ky][kx][channel][filter] -> turned[size-1-ky][size-1-kx][filter][channel], both in
 * panels. */
static void turn_weights(const struct conv_shape *s, const float *weights, float *turned)
{
	int taps = s->size * s->size;

	memset(turned, 0, panel_size(taps * s->filters, s->channels) * sizeof(float));
	for (int tap = 0; tap < taps; tap++)
		for (int c = 0; c < s->channels; c++)
			for (int f = 0; f < s->filters; f++)
				turned[panel_index(taps * s->filters, s->channels,
						   (taps - 1 - tap) * s->filters + f, c)] =
					weights[panel_index(taps * s->channels, s->filters,
							    tap * s->channels + c, f)];
}

void ISA(conv_input_gradient)(const struct conv_shape *s, int n, const float *dy,
			      const float *weights, float *scratch, float *dx, struct pool *pool)
{
	struct conv_shape turned = {s->height, s->width, s->filters, s->size, s->channels};
	float *turned_weights = scratch + conv_padded_size(&turned, n);

	turn_weights(s, weights, turned_weights);
	ISA(conv)(&turned, n, dy, turned_weights, NULL, false, scratch, dx, pool);
}

struct conv_gradient {
	const struct conv_shape *shape;
	int n;
	const float *padded, *dy;
	struct sink *sink;
	size_t weights_at, bias_at;
	int blocks; /* of WEIGHT_ROWS rows */
};

/* Adds one image's share to rows first..first+rows-1 of a panel of the weight gradient. */
static void add_image(const struct conv_gradient *work, int image, int panel, int first, int rows,
		      float *sum)
{
	const struct conv_shape *s = work->shape;
	size_t pixels = (size_t)s->height * (size_t)s->width;
	int width = panel_width(s->filters, panel), stretch = s->size * s->channels;
	const float *in = work->padded + (size_t)image * padded_image(s);
	struct tile t = {.a_step = s->channels,
			 .a_jump = (ptrdiff_t)padded_row(s),
			 .runs = s->height,
			 .length = s->width,
			 .b = work->dy + (size_t)image * pixels * (size_t)s->filters +
			      panel * PANEL_WIDTH,
			 .b_step = s->filters,
			 .columns = width,
			 .is_fresh = image == 0};

	for (int at = 0; at < rows; at += TILE_ROWS) {
		int count = least(TILE_ROWS, rows - at);

		for (int r = 0; r < count; r++) {
			int row = first + at + r;

			t.a[r] = in + (size_t)(row / stretch) * padded_row(s) + row % stretch;
			t.c[r] = sum + (at + r) * width;
		}
		tile_panel(t, count);
	}
}

/* Past the last filter the tile reads on into the next pixel's: what that sums to is no gradient.
 */
static void clear_padding(int columns, int width, int rows, float *sum)
{
	for (int r = 0; columns < width && r < rows; r++)
		memset(sum + r * width + columns, 0, (size_t)(width - columns) * sizeof(float));
}

static void conv_gradient_part(void *context, int part)
{
	struct conv_gradient *work = context;
	const struct conv_shape *s = work->shape;
	int all = s->size * s->size * s->channels;
	int panel = part / work->blocks, first = part % work->blocks * WEIGHT_ROWS;
	int width = panel_width(s->filters, panel), rows = least(WEIGHT_ROWS, all - first);
	float sum[WEIGHT_ROWS * PANEL_WIDTH];

	for (int i = 0; i < work->n; i++)
		add_image(work, i, panel, first, rows, sum);
	clear_padding(least(PANEL_WIDTH, s->filters - panel * PANEL_WIDTH), width, rows, sum);
	work->sink->take(work->sink,
			 work->weights_at + panel_at(all, panel) + (size_t)(first * width), sum,
			 (size_t)(rows * width));
}

void ISA(conv_weight_gradients)(const struct conv_shape *s, int n, const float *padded,
				const float *dy, struct sink *sink, size_t weights_at,
				size_t bias_at, struct pool *pool)
{
	int rows = s->size * s->size * s->channels;
	struct conv_gradient work = {
		s,    n,          padded,  dy,
		sink, weights_at, bias_at, (rows + WEIGHT_ROWS - 1) / WEIGHT_ROWS};

	pool_run(pool, panel_count(s->filters) * work.blocks, conv_gradient_part, &work);
	ISA(column_sums)((size_t)n * (size_t)(s->height * s->width), s->filters, dy, sink, bias_at);
}
