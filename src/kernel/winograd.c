/*
 * Convolutions by transforms: the minimal filtering of Winograd, Toom and Cook, at seven points
 * F(5x5, 3x3), F(4x4, 4x4), F(3x3, 5x5) and F(2x2, 6x6), at six F(5x5, 2x2) and F(4x4, 3x3), after
 * Lavin and Gray, 1509.09308, section 4.
 *
 *     Y = A'((G g G') * (B' d B)) A        d: a tile of inputs, g: a filter, *: point by point
 *
 * In one direction, a tile d and a filter g are polynomials, transformed they are their values at
 * six or seven points, and values are multiplied where coefficients would be convolved. A pair of
 * points p and -p shares its arithmetic: even powers, plus or minus the odd ones.
 *
 * Which points there are decides what is lost to rounding (Barabasz and others, 1803.10986). These
 * are, in steps of 1/16, those for which the sums amplify it least: by the root of the sum over
 * points of A^2 |B|^2 |G|^2, for the worst output. Measured in the article's second layer, of the
 * range of its outputs: 0.9e-6 at the most (1.6e-6 in the robust network), where plain sums lose
 * 0.7e-6 (0.9e-6). F(4x4, 5x5) takes 6 to 8 % less of the time, but loses 2.7e-6 (3.2e-6) with its
 * best points, 0, 1, -1, 1/2, -1/2, 2, -2 and infinity. A value that is not finite spoils its
 * tiles, not only the outputs that see it.
 *
 * Summing over the channels makes the products, at each of the 36 or 49 points, a small matrix
 * product: [tiles, channels] x [channels, filters].
 *
 * Blocking: a patch of up to 1,024 / channels tiles stays in L2 (an image in the article's second
 * layer: 160 KB of transforms), and so do the filters' transforms of one panel (100 KB), or two
 * with AVX-512, and the products of the patch and those (80 KB), on their way into the transform
 * back. Of all filters they come from L3 once for each patch. Registers: those of tile.h; a
 * transform holds seven vectors and what it makes of them; its loops over rows and columns are not
 * unrolled, as then their addresses did not fit into registers. Measured with AVX2 in the article's
 * second layer: 235 % of the FMA peak by definition, 90 % of it in the products, which are three
 * fifths of the time.
 */
#include "kernel/winograd.h"
#include "kernel/isa.h"
#include "kernel/panel.h"

#include <string.h>

enum { MAX_SIDE = WINOGRAD_MAX_SIDE, MAX_TAPS = 6, MAX_STEP = 5, MAX_PAIRS = 3 };

/* 0, pairs of +p and -p, and where the side is even infinity (the last coefficient). */
struct points {
	unsigned side, pairs;
	double p[MAX_PAIRS];
};

static const struct points six = {6, 2, {3 / 4.0, 3 / 2.0}};
static const struct points seven = {7, 3, {9 / 16.0, 19 / 16.0, 55 / 16.0}};

/* W, the product of x^2 - p^2 over all pairs but one (`pairs`: all): the factors of the powers of
 * x^2, the last of which is 1. Of constants, it is computed while this is compiled. */
KERNEL_INLINE void multiply_pairs(const struct points *at, unsigned without,
				  double w[MAX_PAIRS + 1])
{
	UNROLL
	for (unsigned k = 0; k <= MAX_PAIRS; k++)
		w[k] = k == 0;
	UNROLL
	for (unsigned i = 0; i < at->pairs; i++) {
		double square = i == without ? 0 : at->p[i] * at->p[i];

		UNROLL
		for (unsigned k = MAX_PAIRS; k > 0 && i != without; k--)
			w[k] = w[k - 1] - square * w[k];
		if (i != without)
			w[0] *= -square;
	}
}

/* The sum of every other of x, from the first on, times w[k], the last of which is 1. */
KERNEL_INLINE vec sum_powers(unsigned count, const double *w, const vec *x)
{
	vec sum = x[2 * (count - 1)];

	UNROLL
	for (unsigned k = 0; k < count - 1; k++)
		sum = vec_add_product(sum, x[2 * k], (float)w[k]);
	return sum;
}

/* Inputs to their transform: B' d. Row j holds the coefficients of the polynomial that is zero at
 * all points but the j-th: W, x (x + p) W_i and x (x - p) W_i for a pair, W_i being W without it,
 * and x W for infinity. */
KERNEL_INLINE void transform_inputs(const struct points *at, const vec *d, vec *to)
{
	unsigned pairs = at->pairs;
	double w[MAX_PAIRS + 1];

	multiply_pairs(at, pairs, w);
	to[0] = sum_powers(pairs + 1, w, d);
	if (at->side % 2 == 0)
		to[at->side - 1] = sum_powers(pairs + 1, w, d + 1);
	UNROLL
	for (unsigned i = 0; i < pairs; i++) {
		vec even, odd;

		multiply_pairs(at, i, w);
		even = sum_powers(pairs, w, d + 2);
		odd = sum_powers(pairs, w, d + 1);
		to[1 + 2 * i] = vec_add_product(even, odd, (float)at->p[i]);
		to[2 + 2 * i] = vec_add_product(even, odd, -(float)at->p[i]);
	}
}

/* One over the product of a point's distances to the others: of 0 (`pairs`) or of a pair. */
KERNEL_INLINE double scale_of(const struct points *at, unsigned pair)
{
	double square = pair == at->pairs ? 0 : at->p[pair] * at->p[pair];
	double distances = pair == at->pairs ? 1 : 2 * square;

	UNROLL
	for (unsigned i = 0; i < at->pairs; i++)
		if (i != pair)
			distances *= square - at->p[i] * at->p[i];
	return 1 / distances;
}

/* Filters to theirs: G g, the values of their polynomials, scaled. */
KERNEL_INLINE void transform_filter(const struct points *at, unsigned taps, const vec *g, vec *to)
{
	to[0] = vec_add_product((vec){0}, g[0], (float)scale_of(at, at->pairs));
	UNROLL
	for (unsigned i = 0; i < at->pairs; i++) {
		double power = scale_of(at, i);
		vec sums[2] = {{0}, {0}}; /* of even and odd powers */

		UNROLL
		for (unsigned k = 0; k < taps; k++, power *= at->p[i])
			sums[k % 2] = vec_add_product(sums[k % 2], g[k], (float)power);
		to[1 + 2 * i] = sums[0] + sums[1];
		to[2 + 2 * i] = sums[0] - sums[1];
	}
	if (at->side % 2 == 0)
		to[at->side - 1] = g[taps - 1];
}

/* Products to outputs: A' m; output k is the sum of the products times the k-th power of their
 * points. */
KERNEL_INLINE void transform_back(const struct points *at, unsigned step, const vec *m, vec *to)
{
	UNROLL
	for (unsigned k = 0; k < step; k++)
		to[k] = k == 0                               ? m[0]
			: k == step - 1 && at->side % 2 == 0 ? m[at->side - 1]
							     : (vec){0};
	UNROLL
	for (unsigned i = 0; i < at->pairs; i++) {
		vec sums[2] = {m[1 + 2 * i] + m[2 + 2 * i], m[1 + 2 * i] - m[2 + 2 * i]};
		double power = 1;

		UNROLL
		for (unsigned k = 0; k < step; k++, power *= at->p[i])
			to[k] = vec_add_product(to[k], sums[k % 2], (float)power);
	}
}

struct filter_work {
	const struct conv_shape *shape;
	const float *weights;
	float *filters; /* their transforms */
};

/* One channel of a vector of filters. */
KERNEL_INLINE void transform_channel(const struct filter_work *work, const struct points *at,
				     unsigned taps, int panel, int channel, int v)
{
	const struct conv_shape *s = work->shape;
	const float *from = work->weights + panel_at((int)(taps * taps) * s->channels, panel) +
			    channel * PANEL_WIDTH + v * LANES;
	float *to = work->filters + (size_t)panel * winograd_panel(s) + channel * PANEL_WIDTH +
		    v * LANES;
	size_t point = winograd_point(s), tap = (size_t)(s->channels * PANEL_WIDTH);
	vec columns[MAX_TAPS][MAX_SIDE];

	for (unsigned x = 0; x < taps; x++) {
		vec g[MAX_TAPS];

		UNROLL
		for (unsigned y = 0; y < taps; y++)
			g[y] = vec_load(from + (size_t)(y * taps + x) * tap);
		transform_filter(at, taps, g, columns[x]);
	}
	for (unsigned y = 0; y < at->side; y++) {
		vec g[MAX_TAPS], row[MAX_SIDE];

		UNROLL
		for (unsigned x = 0; x < taps; x++)
			g[x] = columns[x][y];
		transform_filter(at, taps, g, row);
		UNROLL
		for (unsigned x = 0; x < at->side; x++, to += point)
			vec_store(to, row[x]);
	}
}

static void filter_part(void *context, int part)
{
	const struct filter_work *work = context;
	int panel = part / work->shape->channels, channel = part % work->shape->channels;

	for (int v = 0; v < PANEL_VECS; v++)
		switch (work->shape->filter_width) {
		case 2:
			transform_channel(work, &six, 2, panel, channel, v);
			break;
		case 3:
			if (winograd_side(work->shape) == 6)
				transform_channel(work, &six, 3, panel, channel, v);
			else
				transform_channel(work, &seven, 3, panel, channel, v);
			break;
		case 4:
			transform_channel(work, &seven, 4, panel, channel, v);
			break;
		case 5:
			transform_channel(work, &seven, 5, panel, channel, v);
			break;
		case 6:
			transform_channel(work, &seven, 6, panel, channel, v);
			break;
		}
}

/* Comparing takes a third of the time of transforming, and no caller has to know, or say, whether
 * filters have changed since the last image: where they have, it ends at once. */
const float *ISA(winograd_filters)(const struct conv_shape *s, const float *weights, float *kept,
				   struct pool *pool)
{
	size_t size = winograd_weights_size(s);
	struct filter_work work = {s, weights, kept + size};

	if (memcmp(kept, weights, size * sizeof(float)) != 0) {
		memcpy(kept, weights, size * sizeof(float));
		pool_run(pool, panel_count(s->filters) * s->channels, filter_part, &work);
	}
	return work.filters;
}

static int rounded_up(int channels)
{
	return (channels + LANES - 1) / LANES * LANES;
}

/* One tile's vector of channels; `from` and `column`: those of the padded image. What hangs
 * over is read from the last row or column of the padded image: outputs that are kept see none of
 * it. */
KERNEL_INLINE void transform_tile(const struct points *at, const float *const *from,
				  const int *column, float *to, size_t point)
{
	vec rows[MAX_SIDE][MAX_SIDE];

	for (unsigned y = 0; y < at->side; y++) {
		vec d[MAX_SIDE];

		UNROLL
		for (unsigned x = 0; x < at->side; x++)
			d[x] = vec_load(from[y] + column[x]);
		transform_inputs(at, d, rows[y]);
	}
	for (unsigned x = 0; x < at->side; x++) {
		vec d[MAX_SIDE], values[MAX_SIDE];
		float *next = to + (size_t)x * point;

		UNROLL
		for (unsigned y = 0; y < at->side; y++)
			d[y] = rows[y][x];
		transform_inputs(at, d, values);
		UNROLL
		for (unsigned y = 0; y < at->side; y++, next += (size_t)at->side * point)
			vec_store(next, values[y]);
	}
}

void ISA(winograd_inputs)(const struct conv_shape *s, const struct patch *patch,
			  const float *padded, float *inputs)
{
	int step = winograd_step(s), side = winograd_side(s), channels = rounded_up(s->channels);
	int bottom = conv_padded_height(s) - 1, right = conv_padded_width(s) - 1;
	int down = winograd_tiles(s, patch->height), across = winograd_tiles(s, patch->width);
	size_t point = (size_t)(down * across * channels + WINOGRAD_GAP);

	for (int i = 0; i < down * across; i++) {
		int top = patch->top + i / across * step, left = patch->left + i % across * step;
		const float *from[MAX_SIDE];
		int column[MAX_SIDE];

		for (int k = 0; k < side; k++) {
			from[k] = padded + (size_t)min(top + k, bottom) * conv_padded_row(s);
			column[k] = min(left + k, right) * s->channels;
		}
		for (int c = 0; c < channels; c += LANES) {
			float *to = inputs + i * channels + c;

			if (side == 7)
				transform_tile(&seven, from, column, to, point);
			else
				transform_tile(&six, from, column, to, point);
			for (int k = 0; k < side; k++)
				from[k] += LANES;
		}
	}
}

/* One tile's vector of products -> its outputs in the patch, less what hangs over. */
KERNEL_INLINE void put_tile(const struct patch *patch, const struct points *at, int step,
			    const float *products, size_t point, int y, int x, vec bias,
			    float *sums)
{
	int height = min(step, patch->height - y), width = min(step, patch->width - x);
	ptrdiff_t row = (ptrdiff_t)patch->width * TILE_COLUMNS;
	vec rows[MAX_SIDE][MAX_STEP];

	sums += y * row + (ptrdiff_t)x * TILE_COLUMNS;
	for (unsigned i = 0; i < at->side; i++) {
		vec m[MAX_SIDE];

		UNROLL
		for (unsigned k = 0; k < at->side; k++, products += point)
			m[k] = vec_load(products);
		transform_back(at, step, m, rows[i]);
	}
	for (int k = 0; k < width; k++, sums += TILE_COLUMNS) {
		vec m[MAX_SIDE], column[MAX_STEP];
		float *to = sums;

		UNROLL
		for (unsigned i = 0; i < at->side; i++)
			m[i] = rows[i][k];
		transform_back(at, step, m, column);
		UNROLL
		for (int i = 0; i < step; i++, to += row)
			if (i < height)
				vec_store(to, column[i] + bias);
	}
}

/* All tiles of a patch; step: a constant. */
KERNEL_INLINE void put_tiles(const struct patch *patch, const struct points *at, int step, int vecs,
			     const float *products, const float *bias, float *sums)
{
	int down = (patch->height + step - 1) / step, across = (patch->width + step - 1) / step;
	size_t point = (size_t)(down * across * TILE_COLUMNS + WINOGRAD_GAP);

	for (int i = 0; i < down * across; i++, products += TILE_COLUMNS)
		for (int v = 0; v < vecs; v++)
			put_tile(patch, at, step, products + v * LANES, point, i / across * step,
				 i % across * step, vec_load(bias + v * LANES), sums + v * LANES);
}

void ISA(winograd_sums)(const struct conv_shape *s, const struct patch *patch, const float *inputs,
			const float *filters, const float *bias, int panels, float *sums)
{
	int tiles = winograd_tiles(s, patch->height) * winograd_tiles(s, patch->width);
	int channels = rounded_up(s->channels), points = winograd_points(s);
	int vecs = panels * PANEL_VECS;
	float products[WINOGRAD_MAX_POINTS * (WINOGRAD_TILES * TILE_COLUMNS + WINOGRAD_GAP)];
	struct tile t = {.a = inputs,
			 .a_row = channels,
			 .runs = 1,
			 .length = s->channels,
			 .b = filters,
			 .b_panel = (ptrdiff_t)winograd_panel(s),
			 .c = products,
			 .is_new = true};

	for (int p = 0; p < points; p++) {
		tile_run(t, tiles, panels);
		t.a += tiles * channels + WINOGRAD_GAP;
		t.b += winograd_point(s);
		t.c += tiles * TILE_COLUMNS + WINOGRAD_GAP;
	}
	switch (s->filter_width) {
	case 2:
		put_tiles(patch, &six, 5, vecs, products, bias, sums);
		break;
	case 3:
		if (winograd_side(s) == 6)
			put_tiles(patch, &six, 4, vecs, products, bias, sums);
		else
			put_tiles(patch, &seven, 5, vecs, products, bias, sums);
		break;
	case 4:
		put_tiles(patch, &seven, 4, vecs, products, bias, sums);
		break;
	case 5:
		put_tiles(patch, &seven, 3, vecs, products, bias, sums);
		break;
	case 6:
		put_tiles(patch, &seven, 2, vecs, products, bias, sums);
		break;
	}
}
