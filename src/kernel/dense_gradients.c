/*
 * The gradients of a dense layer and of the ReLU behind it, as sums of sparse rows (sparse_rows.h):
 * where a unit's gradient is zero, as it is in three of four behind ReLU and dropout, there is no
 * work.
 *
 *     dx[image] = sum over units of dy[image][unit] * (the unit's weights)
 *     dW[unit]  = sum over images of dy[image][unit] * x[image]
 *
 * Both sums run over rows of inputs, and weights lie in columns of inputs: a block of BLOCK inputs
 * x GROUP units (16 KB) is transposed in registers when it is read, and the gradient when it goes
 * to the sink. One part makes both gradients of BLOCK inputs for all units, so that weights are
 * read once, changed by the sink while they are in the cache, and nothing is summed across threads.
 * Registers: those of sparse_rows.h, 8 sums. Measured with AVX2: a quarter of a training step of
 * the article's network, a third of that in the sink's Adam, whose divisions and roots set the
 * pace. What the sink works on comes from memory as fast as the processor foresees it: to say so
 * beforehand by prefetches made it an eighth slower.
 */
#include "kernel/isa.h"
#include "kernel/panel.h"
#include "kernel/sparse_rows.h"

#include <string.h>

enum {
	BLOCK_VECS = 8,
	BLOCK = BLOCK_VECS * LANES, /* inputs of a part */
	GROUP_PANELS = 4,
	GROUP = GROUP_PANELS * PANEL_WIDTH, /* units at a time */
	ROWS = 64                           /* images whose dx is made at a time */
};

struct dense_gradient {
	int n, inputs, units;
	const float *x, *weights;
	const struct gradients *g;
	struct sparse_row *by_image; /* [groups][n][GROUP]: row of the transposed weights */
	struct sparse_row *by_unit;  /* [units][n]: where in x */
	int *image_counts;           /* [groups][n] */
	int *unit_counts;            /* [units] */
};

static int groups(int units)
{
	return (units + GROUP - 1) / GROUP;
}

size_t ISA(dense_scratch)(int n, int units)
{
	size_t terms = (size_t)n * (size_t)(groups(units) * GROUP);

	return 2 * terms * sizeof(struct sparse_row) / sizeof(float) +
	       (size_t)(groups(units) * (n + GROUP));
}

/* Lists the gradients of one image and up to 16 units, from unit `first` of a group on. */
static void list_units(const struct dense_gradient *work, int image, int group, int first,
		       float *bias)
{
	int unit = group * GROUP + first;
	size_t at = (size_t)image * (size_t)work->units + (size_t)unit;
	const float *dy = work->g->dy + at;
	unsigned live = live_outputs(dy, work->g->y ? work->g->y + at : NULL, work->units - unit);
	struct sparse_row *by_image = work->by_image + (size_t)(group * work->n + image) * GROUP;
	int *length = &work->image_counts[group * work->n + image];

	while (live) {
		int u = next_live(&live);
		struct sparse_row *by_unit = work->by_unit + (size_t)(unit + u) * (size_t)work->n;

		bias[first + u] += dy[u];
		by_image[(*length)++] = (struct sparse_row){dy[u], (uint32_t)((first + u) * BLOCK)};
		by_unit[work->unit_counts[unit + u]++] =
			(struct sparse_row){dy[u], (uint32_t)image * (uint32_t)work->inputs};
	}
}

/* Makes the lists of one group of units, and their biases' gradients. */
static void list_group(void *context, int group)
{
	struct dense_gradient *work = context;
	int count = min(GROUP, work->units - group * GROUP);
	float bias[GROUP] = {0};

	memset(work->unit_counts + group * GROUP, 0, (size_t)count * sizeof(int));
	memset(work->image_counts + group * work->n, 0, (size_t)work->n * sizeof(int));
	for (int i = 0; i < work->n; i++)
		for (int first = 0; first < count; first += PANEL_WIDTH)
			list_units(work, i, group, first, bias);
	if (work->g->sink && work->g->has_bias)
		work->g->sink->take(work->g->sink, work->g->bias_at + (size_t)group * GROUP, bias,
				    (size_t)(panel_count(count) * PANEL_WIDTH));
}

/* LANES rows of `from` become columns of `to`. */
KERNEL_INLINE void transpose(const float *from, int from_row, float *to, int to_row)
{
	vec x[LANES];

	UNROLL
	for (int i = 0; i < LANES; i++)
		x[i] = vec_load(from + i * from_row);
	vec_transpose(x);
	UNROLL
	for (int i = 0; i < LANES; i++)
		vec_store(to + i * to_row, x[i]);
}

/* weights: `inputs` rows of a panel -> transposed [PANEL_WIDTH][BLOCK]. */
static void transpose_weights(const float *weights, int inputs, float *transposed)
{
	int k = 0;

	for (; k + LANES <= inputs; k += LANES)
		for (int u = 0; u < PANEL_WIDTH; u += LANES)
			transpose(weights + k * PANEL_WIDTH + u, PANEL_WIDTH,
				  transposed + u * BLOCK + k, BLOCK);
	for (; k < inputs; k++)
		for (int u = 0; u < PANEL_WIDTH; u++)
			transposed[u * BLOCK + k] = weights[k * PANEL_WIDTH + u];
}

/* What a part works on: inputs first..first+count-1. */
struct block {
	const struct dense_gradient *work;
	int first, count, vecs;
};

static void input_gradient(const struct block *b, int image, int rows)
{
	const struct dense_gradient *work = b->work;
	float transposed[GROUP * BLOCK], dx[ROWS][BLOCK] = {{0}};

	for (int group = 0; group < groups(work->units); group++) {
		int panels = min(GROUP_PANELS, panel_count(work->units) - group * GROUP_PANELS);

		for (int p = 0; p < panels; p++)
			transpose_weights(work->weights +
						  panel_at(work->inputs, group * GROUP_PANELS + p) +
						  (size_t)b->first * PANEL_WIDTH,
					  b->count, transposed + p * PANEL_WIDTH * BLOCK);
		for (int r = 0; r < rows; r++) {
			int at = group * work->n + image + r;

			add_sparse_rows(b->vecs, work->by_image + (size_t)at * GROUP,
					work->image_counts[at], transposed, dx[r]);
		}
	}
	for (int r = 0; r < rows; r++)
		memcpy(work->g->dx + (size_t)(image + r) * (size_t)work->inputs + b->first, dx[r],
		       (size_t)b->count * sizeof(float));
}

/* gradient [PANEL_WIDTH][BLOCK] -> rows of a panel. */
static void take_panel(const struct block *b, int panel, const float *gradient)
{
	const struct dense_gradient *work = b->work;
	float taken[BLOCK * PANEL_WIDTH];

	for (int k = 0; k < b->vecs * LANES; k += LANES)
		for (int u = 0; u < PANEL_WIDTH; u += LANES)
			transpose(gradient + u * BLOCK + k, BLOCK, taken + k * PANEL_WIDTH + u,
				  PANEL_WIDTH);
	work->g->sink->take(work->g->sink,
			    work->g->weights_at + panel_at(work->inputs, panel) +
				    (size_t)b->first * PANEL_WIDTH,
			    taken, (size_t)(b->count * PANEL_WIDTH));
}

static void weight_gradient(const struct block *b, int panel)
{
	const struct dense_gradient *work = b->work;
	int first = panel * PANEL_WIDTH, count = min(PANEL_WIDTH, work->units - first);
	float gradient[PANEL_WIDTH * BLOCK] = {0};

	for (int u = 0; u < count; u++)
		add_sparse_rows(b->vecs, work->by_unit + (size_t)(first + u) * (size_t)work->n,
				work->unit_counts[first + u], work->x + b->first,
				gradient + u * BLOCK);
	take_panel(b, panel, gradient);
}

static void block_part(void *context, int part)
{
	struct dense_gradient *work = context;
	int first = part * BLOCK, count = min(BLOCK, work->inputs - first);
	struct block b = {work, first, count, (count + LANES - 1) / LANES};

	for (int image = 0; work->g->dx && work->n > 1 && image < work->n; image += ROWS)
		input_gradient(&b, image, min(ROWS, work->n - image));
	for (int p = 0; work->g->sink && p < panel_count(work->units); p++)
		weight_gradient(&b, p);
}

static void wide_gradients(int n, int inputs, int units, const float *x, const float *weights,
			   const struct gradients *g, struct pool *pool)
{
	size_t terms = (size_t)n * (size_t)(groups(units) * GROUP);
	struct sparse_row *lists = (struct sparse_row *)g->scratch;
	struct dense_gradient work = {.n = n,
				      .inputs = inputs,
				      .units = units,
				      .x = x,
				      .weights = weights,
				      .g = g,
				      .by_image = lists,
				      .by_unit = lists + terms,
				      .image_counts = (int *)(lists + 2 * terms),
				      .unit_counts =
					      (int *)(lists + 2 * terms) + groups(units) * n};

	pool_run(pool, groups(units), list_group, &work);
	pool_run(pool, (inputs + BLOCK - 1) / BLOCK, block_part, &work);
}

void ISA(dense_gradients)(int n, int inputs, int units, const float *x, const float *weights,
			  const struct gradients *g, struct pool *pool)
{
	bool is_one_panel = units <= PANEL_WIDTH;
	struct gradients wide = *g;

	if (g->dx && n == 1)
		ISA(dense_image_gradient)(inputs, units, x, weights, g, pool);
	if (is_one_panel)
		wide.sink = NULL;
	if (wide.sink || (g->dx && n > 1))
		wide_gradients(n, inputs, units, x, weights, &wide, pool);
	if (is_one_panel && g->sink)
		ISA(dense_narrow_gradients)(n, inputs, units, x, g, pool);
}
