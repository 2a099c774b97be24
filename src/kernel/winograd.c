/*
 * Convolutions by transforms: Winograd's minimal filtering F(2x2, 5x5) and F(4x4, 3x3), after Lavin
 * and Gray, 1509.09308, section 4.
 *
 *     Y = A'((G g G') * (B' d B)) A        d: a tile of inputs, g: a filter, *: point by point
 *
 * In one direction, a tile d and a filter g are polynomials, transformed they are their values at
 * six points, and values are multiplied where coefficients would be convolved. The points are 0, 1,
 * -1, 1/2, -2 and infinity (the last coefficient): of those with small numbers in B they lose the
 * least to rounding (Barabasz and others, 1803.10986), two to three times what the plain sum loses.
 * A value that is not finite spoils its tiles, not only the outputs that see it.
 *
 * Summing over the channels makes the products, at each of the 36 points, a small matrix product:
 * [tiles, channels] x [channels, filters].
 *
 * Blocking: a patch of up to 512 / channels tiles (74 KB of transforms) stays in L2, and so do the
 * filters' transforms (295 KB in the article's second layer). For one panel of filters (two with
 * AVX-512) the patch's products (36 KB) go through L1 into the transform back. Registers: those of
 * tile.h; a transform holds six vectors and what it makes of them. Measured with AVX2 in the
 * article's second layer: 100 to 145 % of the FMA peak by definition (less where other
 * programs use the caches), 90 % of it in the products, which are two thirds
 * of the time.
 */
#include "kernel/winograd.h"
#include "kernel/isa.h"
#include "kernel/panel.h"

enum { SIDE = WINOGRAD_SIDE, POINTS = WINOGRAD_POINTS, MAX_SIZE = 5, MAX_STEP = 4 };

/* Inputs to their transform: B' d. Row j holds the coefficients of the polynomial that is zero at
 * all points but the j-th. */
KERNEL_INLINE void transform_inputs(const vec d[SIDE], vec to[SIDE])
{
	vec far = d[4] - d[2], near = d[3] - d[1];

	to[0] = vec_add_product(vec_add_product(d[0] + d[4], near, 1.5f), d[2], -2);
	to[1] = vec_add_product(vec_add_product(d[4] - d[1], d[3], 2.5f), d[2], 0.5f);
	to[2] = vec_add_product(vec_add_product(d[4] + d[1], d[2], -2.5f), d[3], 0.5f);
	to[3] = vec_add_product(far, near, 2);
	to[4] = vec_add_product(far, near, -0.5f);
	to[5] = vec_add_product(vec_add_product(d[5] + d[1], far, 1.5f), d[3], -2);
}

/* The value of a filter's polynomial at x, times a scale. */
KERNEL_INLINE vec value_at(int size, const vec g[MAX_SIZE], float x, float scale)
{
	vec sum = g[size - 1];

	UNROLL
	for (int i = size - 2; i >= 0; i--)
		sum = vec_add_product(g[i], sum, x);
	return vec_add_product((vec){0}, sum, scale);
}

/* Filters to theirs: G g. The scale: one over the product of a point's distances to the others. */
KERNEL_INLINE void transform_filter(int size, const vec g[MAX_SIZE], vec to[SIDE])
{
	to[0] = g[0];
	to[1] = value_at(size, g, 1, 1.0f / 3);
	to[2] = value_at(size, g, -1, -1.0f / 3);
	to[3] = value_at(size, g, 0.5f, -16.0f / 15);
	to[4] = value_at(size, g, -2, 1.0f / 15);
	to[5] = g[size - 1];
}

/* Products to outputs: A' m; output i is the sum of the products times the i-th power of their
 * points. */
KERNEL_INLINE void transform_back(int step, const vec m[SIDE], vec to[MAX_STEP])
{
	const float half[MAX_STEP] = {1, 0.5f, 0.25f, 0.125f}, two[MAX_STEP] = {1, -2, 4, -8};

	UNROLL
	for (int i = 0; i < step; i++) {
		vec ones = i % 2 == 0 ? m[1] + m[2] : m[1] - m[2];

		to[i] = vec_add_product(vec_add_product(ones, m[3], half[i]), m[4], two[i]);
	}
	to[0] += m[0];
	to[step - 1] += m[5];
}

struct filter_work {
	const struct conv_shape *shape;
	const float *weights;
	float *filters; /* their transforms */
};

/* One channel of a vector of filters. */
KERNEL_INLINE void transform_channel(const struct filter_work *work, int size, int panel,
				     int channel, int v)
{
	const struct conv_shape *s = work->shape;
	const float *from = work->weights + panel_at(size * size * s->channels, panel) +
			    channel * PANEL_WIDTH + v * LANES;
	float *to =
		work->filters + panel_at(s->channels, panel) + channel * PANEL_WIDTH + v * LANES;
	size_t point = winograd_point(s);
	vec columns[MAX_SIZE][SIDE];

	for (int x = 0; x < size; x++) {
		vec g[MAX_SIZE];

		UNROLL
		for (int y = 0; y < size; y++)
			g[y] = vec_load(from + (y * size + x) * s->channels * PANEL_WIDTH);
		transform_filter(size, g, columns[x]);
	}
	for (int y = 0; y < SIDE; y++) {
		vec g[MAX_SIZE], row[SIDE];

		UNROLL
		for (int x = 0; x < size; x++)
			g[x] = columns[x][y];
		transform_filter(size, g, row);
		UNROLL
		for (int x = 0; x < SIDE; x++)
			vec_store(to + (size_t)(y * SIDE + x) * point, row[x]);
	}
}

static void filter_part(void *context, int part)
{
	const struct filter_work *work = context;
	int panel = part / work->shape->channels, channel = part % work->shape->channels;

	for (int v = 0; v < PANEL_VECS; v++)
		if (work->shape->filter_width == 5)
			transform_channel(work, 5, panel, channel, v);
		else
			transform_channel(work, 3, panel, channel, v);
}

void ISA(winograd_filters)(const struct conv_shape *s, const float *weights, float *filters,
			   struct pool *pool)
{
	struct filter_work work = {s, weights, filters};

	pool_run(pool, panel_count(s->filters) * s->channels, filter_part, &work);
}

static int rounded_up(int channels)
{
	return (channels + LANES - 1) / LANES * LANES;
}

/* One tile's vector of channels; `from` and `at`: rows and columns of the padded image. What hangs
 * over is read from the last row or column of the padded image: outputs that are kept see none of
 * it. */
KERNEL_INLINE void transform_tile(const float *const from[SIDE], const int at[SIDE], float *to,
				  size_t point)
{
	vec columns[SIDE][SIDE];

	UNROLL
	for (int x = 0; x < SIDE; x++) {
		vec d[SIDE];

		UNROLL
		for (int y = 0; y < SIDE; y++)
			d[y] = vec_load(from[y] + at[x]);
		transform_inputs(d, columns[x]);
	}
	UNROLL
	for (int y = 0; y < SIDE; y++) {
		vec d[SIDE], row[SIDE];

		UNROLL
		for (int x = 0; x < SIDE; x++)
			d[x] = columns[x][y];
		transform_inputs(d, row);
		UNROLL
		for (int x = 0; x < SIDE; x++)
			vec_store(to + (size_t)(y * SIDE + x) * point, row[x]);
	}
}

void ISA(winograd_inputs)(const struct conv_shape *s, const struct patch *patch,
			  const float *padded, float *inputs)
{
	int step = winograd_step(s), channels = rounded_up(s->channels);
	int bottom = conv_padded_height(s) - 1, right = conv_padded_width(s) - 1;
	int down = winograd_tiles(s, patch->height), across = winograd_tiles(s, patch->width);
	size_t point = (size_t)(down * across * channels);

	for (int i = 0; i < down * across; i++) {
		int top = patch->top + i / across * step, left = patch->left + i % across * step;
		const float *from[SIDE];
		int at[SIDE];

		for (int k = 0; k < SIDE; k++) {
			from[k] = padded + (size_t)min(top + k, bottom) * conv_padded_row(s);
			at[k] = min(left + k, right) * s->channels;
		}
		for (int c = 0; c < channels; c += LANES) {
			transform_tile(from, at, inputs + i * channels + c, point);
			for (int k = 0; k < SIDE; k++)
				from[k] += LANES;
		}
	}
}

/* One tile's vector of products -> its outputs in the patch, less what hangs over. */
KERNEL_INLINE void put_tile(const struct patch *patch, int step, const float *products,
			    size_t point, int y, int x, vec bias, float *sums)
{
	vec columns[SIDE][MAX_STEP];

	UNROLL
	for (int i = 0; i < SIDE; i++) {
		vec m[SIDE];

		UNROLL
		for (int k = 0; k < SIDE; k++)
			m[k] = vec_load(products + (size_t)(k * SIDE + i) * point);
		transform_back(step, m, columns[i]);
	}
	UNROLL
	for (int k = 0; k < step; k++) {
		vec m[SIDE], row[MAX_STEP];

		UNROLL
		for (int i = 0; i < SIDE; i++)
			m[i] = columns[i][k];
		transform_back(step, m, row);
		UNROLL
		for (int i = 0; i < step; i++)
			if (y + k < patch->height && x + i < patch->width)
				vec_store(sums + ((y + k) * patch->width + x + i) * TILE_COLUMNS,
					  row[i] + bias);
	}
}

/* All tiles of a patch; step: a constant. */
KERNEL_INLINE void put_tiles(const struct patch *patch, int step, int vecs, const float *products,
			     const float *bias, float *sums)
{
	int down = (patch->height + step - 1) / step, across = (patch->width + step - 1) / step;
	size_t point = (size_t)(down * across * TILE_COLUMNS);

	for (int i = 0; i < down * across; i++, products += TILE_COLUMNS)
		for (int v = 0; v < vecs; v++)
			put_tile(patch, step, products + v * LANES, point, i / across * step,
				 i % across * step, vec_load(bias + v * LANES), sums + v * LANES);
}

void ISA(winograd_sums)(const struct conv_shape *s, const struct patch *patch, const float *inputs,
			const float *filters, const float *bias, int panels, float *sums)
{
	int tiles = winograd_tiles(s, patch->height) * winograd_tiles(s, patch->width);
	int channels = rounded_up(s->channels);
	float products[POINTS * WINOGRAD_TILES * TILE_COLUMNS];
	struct tile t = {.a = inputs,
			 .a_row = channels,
			 .runs = 1,
			 .length = s->channels,
			 .b = filters,
			 .b_panel = (ptrdiff_t)panel_at(s->channels, 1),
			 .c = products,
			 .is_new = true};

	for (int p = 0; p < POINTS; p++) {
		tile_run(t, tiles, panels);
		t.a += tiles * channels;
		t.b += winograd_point(s);
		t.c += tiles * TILE_COLUMNS;
	}
	if (s->filter_width == 5)
		put_tiles(patch, WINOGRAD_SIDE + 1 - 5, panels * PANEL_VECS, products, bias, sums);
	else
		put_tiles(patch, WINOGRAD_SIDE + 1 - 3, panels * PANEL_VECS, products, bias, sums);
}
