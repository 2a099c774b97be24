/*
 * Dense layers of few units, such as those that end in the classes, as tiles (tile.h) of TILE_ROWS
 * images: forward, the tile's sums are the images' outputs,
 *
 *     y[image] += sum over k of x[image][k] * W[k]
 *
 * and backward, of one panel, what stays in registers are the gradients of the images' outputs:
 *
 *     dW[k] += sum over images of x[image][k] * dy[image]
 *
 * Where all images of a tile are zero, there is no work: a tile has a list of the fours of inputs
 * that are not. Of drawings, nearly half of the fours are zero in six images at once. To list
 * single inputs takes longer than it saves, and so does listing for each image. Sums are made in
 * the order of inputs, and of images, whatever is listed.
 *
 * Measured with AVX2, 784 inputs, 10 units and 100 images of MNIST: 22 us forward and 24 backward;
 * 28 and 33 with all inputs and, backward, lists by unit. Images without any zero take 34 and 37.
 */
#include "kernel/isa.h"
#include "kernel/panel.h"

#include <string.h>

enum {
	FOUR = 4,
	DEPTH = 128,          /* inputs at a time: their weights, 8 KB a panel, stay in L1 */
	SHARE = 4 * TILE_ROWS /* images of a part */
};

struct narrow_work {
	int n, inputs, units;
	const float *x, *weights, *bias;
	bool is_relu;
	float *y;
	int shares; /* of the images */
	const struct gradients *g;
	float *dy; /* [n up to whole tiles][PANEL_WIDTH]: through the ReLU, filled up with zeros */
};

/* A stretch of up to DEPTH inputs of a tile's images. Rows that a batch does not fill repeat its
 * last. */
struct stretch {
	const float *x[TILE_ROWS];
	int length;
	int fours[DEPTH / FOUR]; /* where those begin of which any row has one that is not zero */
	int count;               /* of them */
	int rest; /* where the inputs begin that fill no vector, and are not in the list */
};

KERNEL_INLINE void set_stretch(const struct narrow_work *work, int image, int first,
			       struct stretch *s)
{
	int k, count = 0;

	s->length = min(DEPTH, work->inputs - first);
	UNROLL
	for (int r = 0; r < TILE_ROWS; r++)
		s->x[r] = work->x + (size_t)min(image + r, work->n - 1) * (size_t)work->inputs +
			  first;
	for (k = 0; k + LANES <= s->length; k += LANES) {
		vec_int any = {0};
		unsigned bits;

		UNROLL
		for (int r = 0; r < TILE_ROWS; r++)
			any |= (vec_int)vec_load(s->x[r] + k);
		bits = vec_bits(any != (vec_int){0});
		/* Without a branch, as none could be predicted. */
		UNROLL
		for (int i = 0; i < LANES; i += FOUR) {
			s->fours[count] = k + i;
			count += (bits >> i & 15) != 0;
		}
	}
	s->count = count;
	s->rest = k;
}

/* b: the weights of the stretch's first input, b_panel from a panel to the next. */
KERNEL_INLINE void add_stretch(const struct stretch *s, int vecs, const float *b, ptrdiff_t b_panel,
			       float sums[TILE_ROWS][TILE_COLUMNS])
{
	vec sum[TILE_ROWS][TILE_VECS];

	tile_load(TILE_ROWS, vecs, false, sums[0], sum);
	for (int i = 0; i < s->count; i++) {
		NO_UNROLL
		for (int k = s->fours[i]; k < s->fours[i] + FOUR; k++)
			tile_add(TILE_ROWS, vecs, s->x, k, b + k * PANEL_WIDTH, b_panel, sum);
	}
	for (int k = s->rest; k < s->length; k++)
		tile_add(TILE_ROWS, vecs, s->x, k, b + k * PANEL_WIDTH, b_panel, sum);
	tile_store(TILE_ROWS, vecs, sum, sums[0]);
}

/* One panel (two with AVX-512) of a share of the images. */
static void narrow_part(void *context, int part)
{
	const struct narrow_work *work = context;
	int panel = part / work->shares * TILE_PANELS, image = part % work->shares * SHARE;
	int panels = min(TILE_PANELS, panel_count(work->units) - panel);
	int rows = min(SHARE, work->n - image);
	const float *b = work->weights + panel_at(work->inputs, panel);
	ptrdiff_t b_panel = (ptrdiff_t)panel_at(work->inputs, 1);
	float sums[SHARE][TILE_COLUMNS];

	tile_fill(SHARE, panels, work->bias + panel * PANEL_WIDTH, sums[0]);
	for (int first = 0; first < work->inputs; first += DEPTH, b += DEPTH * PANEL_WIDTH) {
		for (int r = 0; r < rows; r += TILE_ROWS) {
			struct stretch s;

			set_stretch(work, image + r, first, &s);
			if (panels < TILE_PANELS)
				add_stretch(&s, PANEL_VECS, b, b_panel, sums + r);
			else
				add_stretch(&s, TILE_VECS, b, b_panel, sums + r);
		}
	}
	for (int r = 0; r < rows; r++)
		tile_put(sums[r], work->units - panel * PANEL_WIDTH, work->is_relu,
			 work->y + (size_t)(image + r) * (size_t)work->units + panel * PANEL_WIDTH);
}

void ISA(dense_narrow)(int n, int inputs, int units, const float *x, const float *weights,
		       const float *bias, bool is_relu, float *y, struct pool *pool)
{
	struct narrow_work work = {.n = n,
				   .inputs = inputs,
				   .units = units,
				   .x = x,
				   .weights = weights,
				   .bias = bias,
				   .is_relu = is_relu,
				   .y = y,
				   .shares = (n + SHARE - 1) / SHARE};

	pool_run(pool, (panel_count(units) + TILE_PANELS - 1) / TILE_PANELS * work.shares,
		 narrow_part, &work);
}

/* What input k of a tile's images adds to the gradient of its weights. */
KERNEL_INLINE void add_gradient(const struct stretch *s, int k, const vec dy[TILE_ROWS][PANEL_VECS],
				float *gradient)
{
	float *to = gradient + (ptrdiff_t)k * PANEL_WIDTH;
	vec sum[PANEL_VECS];

	UNROLL
	for (int v = 0; v < PANEL_VECS; v++)
		sum[v] = vec_load(to + v * LANES);
	UNROLL
	for (int r = 0; r < TILE_ROWS; r++) {
		UNROLL
		for (int v = 0; v < PANEL_VECS; v++)
			sum[v] = vec_add_product(sum[v], dy[r][v], s->x[r][k]);
	}
	UNROLL
	for (int v = 0; v < PANEL_VECS; v++)
		vec_store(to + v * LANES, sum[v]);
}

/* The weights' gradient of DEPTH inputs. */
static void gradient_part(void *context, int part)
{
	const struct narrow_work *work = context;
	struct sink *sink = work->g->sink;
	int first = part * DEPTH, count = min(DEPTH, work->inputs - first);
	size_t at = work->g->weights_at + (size_t)first * PANEL_WIDTH;
	float gradient[DEPTH * PANEL_WIDTH] = {0};

	for (int image = 0; image < work->n; image += TILE_ROWS) {
		vec dy[TILE_ROWS][PANEL_VECS];
		struct stretch s;

		set_stretch(work, image, first, &s);
		UNROLL
		for (int r = 0; r < TILE_ROWS; r++) {
			UNROLL
			for (int v = 0; v < PANEL_VECS; v++)
				dy[r][v] =
					vec_load(work->dy + (ptrdiff_t)(image + r) * PANEL_WIDTH +
						 v * LANES);
		}
		for (int i = 0; i < s.count; i++) {
			NO_UNROLL
			for (int k = s.fours[i]; k < s.fours[i] + FOUR; k++)
				add_gradient(&s, k, dy, gradient);
		}
		for (int k = s.rest; k < s.length; k++)
			add_gradient(&s, k, dy, gradient);
	}
	sink->take(sink, at, gradient, (size_t)(count * PANEL_WIDTH));
}

void ISA(dense_narrow_outputs)(int n, int units, const struct gradients *g)
{
	int rows = (n + TILE_ROWS - 1) / TILE_ROWS * TILE_ROWS;
	float bias[PANEL_WIDTH] = {0};

	memset(g->scratch, 0, (size_t)rows * PANEL_WIDTH * sizeof(float));
	for (int i = 0; i < n; i++) {
		size_t at = (size_t)i * (size_t)units;

		for (int u = 0; u < units; u++) {
			float dy = g->dy[at + (size_t)u];

			if (g->y && !(g->y[at + (size_t)u] > 0))
				dy = 0;
			g->scratch[i * PANEL_WIDTH + u] = dy;
			bias[u] += dy;
		}
	}
	if (g->has_bias)
		g->sink->take(g->sink, g->bias_at, bias, PANEL_WIDTH);
}

void ISA(dense_narrow_gradients)(int n, int inputs, int units, const float *x,
				 const struct gradients *g, struct pool *pool)
{
	struct narrow_work work = {
		.n = n, .inputs = inputs, .units = units, .x = x, .g = g, .dy = g->scratch};

	ISA(dense_narrow_outputs)(n, units, g);
	pool_run(pool, (inputs + DEPTH - 1) / DEPTH, gradient_part, &work);
}
