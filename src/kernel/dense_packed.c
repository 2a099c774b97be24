/*
 * Dense layers of one panel that read images as they lie packed (packed_image.h): the sums of
 * dense_narrow.c over the fours of each image that are not zero, without any floats of the image in
 * memory.
 *
 *     y[image] += sum over k of x[image][k] * W[k]
 *     dW[k]    += sum over images of x[image][k] * dy[image]
 *
 * An image's bits are the list that others would have to make. Of drawings three of four fours are
 * zero, and half of them in six images at once: what a tile computes more per load does not make up
 * for that.
 *
 * Registers, forward: 8 sums, as many as multiply-adds are under way at a time: CHAINS inputs have
 * sums of their own. Both directions run over a stretch of 256 inputs at a time, the weights or the
 * gradient of which (16 KB) stay in L1.
 *
 * Measured with AVX2, 784 inputs, 10 units and 100 images of MNIST: 19 us forward and 25 backward,
 * where floats take as long, and 28 to be made before. Backward, lists of the images that have a
 * four take 27, and two images at a time, all fours of either, 22: not worth their lines.
 */
#include "base/packed_image.h"
#include "kernel/isa.h"
#include "kernel/panel.h"

enum {
	CHAINS = PANEL_VECS > 2 ? 2 : PACKED_FOUR,
	SHARE = 32 /* images of a part at most */
};

struct packed_work {
	int n, inputs, units;
	const uint8_t *const *images;
	const float *weights, *bias;
	bool is_relu;
	float *y;
	int shares; /* of the images */
	const struct gradients *g;
};

static int stretches(int inputs)
{
	return (inputs + PACKED_STRETCH - 1) / PACKED_STRETCH;
}

/* weights: of the stretch's first input. */
KERNEL_INLINE void add_stretch(struct packed_stretch s, const float *weights, float *sums)
{
	vec sum[CHAINS][PANEL_VECS] = {{{0}}};

	for (; s.set; packed_next(&s)) {
		const float *row = weights + (ptrdiff_t)packed_place(&s) * PANEL_WIDTH;

		UNROLL
		for (int k = 0; k < PACKED_FOUR; k++, row += PANEL_WIDTH) {
			UNROLL
			for (int v = 0; v < PANEL_VECS; v++)
				sum[k % CHAINS][v] = vec_add_product(sum[k % CHAINS][v],
								     vec_load(row + v * LANES),
								     packed_values[s.fours[k]]);
		}
	}
	UNROLL
	for (int v = 0; v < PANEL_VECS; v++) {
		vec all = sum[0][v] + sum[1][v];

		if (CHAINS == 4)
			all += sum[CHAINS - 2][v] + sum[CHAINS - 1][v];
		vec_store(sums + v * LANES, vec_load(sums + v * LANES) + all);
	}
}

/* A share of the images. */
static void share_part(void *context, int part)
{
	const struct packed_work *work = context;
	int first = (int)((int64_t)work->n * part / work->shares);
	int count = (int)((int64_t)work->n * (part + 1) / work->shares) - first;
	const float *weights = work->weights;
	float sums[SHARE][TILE_COLUMNS];

	tile_fill(count, 1, work->bias, sums[0]);
	for (int i = 0; i < stretches(work->inputs); i++, weights += PACKED_STRETCH * PANEL_WIDTH)
		for (int r = 0; r < count; r++)
			add_stretch(packed_stretch(work->images[first + r], (size_t)work->inputs,
						   (size_t)i),
				    weights, sums[r]);
	for (int r = 0; r < count; r++)
		tile_put(sums[r], work->units, work->is_relu,
			 work->y + (size_t)(first + r) * (size_t)work->units);
}

void ISA(dense_packed)(int n, int inputs, int units, const uint8_t *const *images,
		       const float *weights, const float *bias, bool is_relu, float *y,
		       struct pool *pool)
{
	struct packed_work work = {.n = n,
				   .inputs = inputs,
				   .units = units,
				   .images = images,
				   .weights = weights,
				   .bias = bias,
				   .is_relu = is_relu,
				   .y = y,
				   .shares = (n + SHARE - 1) / SHARE};

	pool_run(pool, work.shares, share_part, &work);
}

/* gradient: of the weights of the stretch's first input. */
KERNEL_INLINE void add_gradient(struct packed_stretch s, const float *dy, float *gradient)
{
	vec scaled[PANEL_VECS];

	UNROLL
	for (int v = 0; v < PANEL_VECS; v++)
		scaled[v] = vec_load(dy + v * LANES);
	for (; s.set; packed_next(&s)) {
		float *to = gradient + (ptrdiff_t)packed_place(&s) * PANEL_WIDTH;

		UNROLL
		for (int k = 0; k < PACKED_FOUR; k++, to += PANEL_WIDTH) {
			vec sum[PANEL_VECS];

			UNROLL
			for (int v = 0; v < PANEL_VECS; v++)
				sum[v] = vec_add_product(vec_load(to + v * LANES), scaled[v],
							 packed_values[s.fours[k]]);
			UNROLL
			for (int v = 0; v < PANEL_VECS; v++)
				vec_store(to + v * LANES, sum[v]);
		}
	}
}

/* The weights' gradient of a stretch. */
static void stretch_part(void *context, int part)
{
	const struct packed_work *work = context;
	struct sink *sink = work->g->sink;
	int first = part * PACKED_STRETCH, count = min(PACKED_STRETCH, work->inputs - first);
	size_t at = work->g->weights_at + (size_t)first * PANEL_WIDTH;
	float gradient[PACKED_STRETCH * PANEL_WIDTH] = {0};

	for (int i = 0; i < work->n; i++)
		add_gradient(packed_stretch(work->images[i], (size_t)work->inputs, (size_t)part),
			     work->g->scratch + (ptrdiff_t)i * PANEL_WIDTH, gradient);
	sink->take(sink, at, gradient, (size_t)(count * PANEL_WIDTH));
}

void ISA(dense_packed_gradients)(int n, int inputs, int units, const uint8_t *const *images,
				 const struct gradients *g, struct pool *pool)
{
	struct packed_work work = {
		.n = n, .inputs = inputs, .units = units, .images = images, .g = g};

	ISA(dense_narrow_outputs)(n, units, g);
	pool_run(pool, stretches(inputs), stretch_part, &work);
}
