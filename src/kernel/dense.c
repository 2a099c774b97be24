/*
 * Dense layers forward: y = x W + b, with ReLU behind it if is_relu.
 *
 * A wide layer sums sparse rows (sparse_rows.h): behind a ReLU half of the inputs are zero, and are
 * not in the list of their image. A part is STRIP panels of units, as many as there are registers
 * for, and up to ROWS images: their sums stay in L2 while the weights pass by, DEPTH inputs (20 KB)
 * at a time, used by all images, each of which loads some of those that come next. Every weight so
 * comes from memory once in a batch of up to 128. Of one image there is one list, and the weights
 * of its live inputs are all that comes, AHEAD rows before their turn.
 *
 * A narrow layer would leave most registers without a sum: dense_narrow.c. Both add up in the order
 * of the inputs, so that a layer's width does not show.
 *
 * Measured with AVX2, 3136 inputs, 45 % of them dead, and 1024 units: 100 to 110 % of the FMA
 * peak by definition for 50 to 100 images, 60 % in what is done, as lists and sums come from L2;
 * one image takes as long as the weights of its live inputs take to come from L3.
 */
#include "kernel/isa.h"
#include "kernel/panel.h"
#include "kernel/sparse_rows.h"

enum {
	STRIP = SPARSE_VECS / PANEL_VECS, /* panels */
	DEPTH = 320 / STRIP,              /* inputs */
	ROWS = 128,
	AHEAD = 16 /* live inputs */
};

struct dense_work {
	int n, inputs, units;
	const float *x, *weights, *bias;
	bool is_relu;
	float *y;
	int shares;              /* of the images */
	int strips;              /* of the panels */
	int depth, depths;       /* inputs of a list, and lists of an image: of one alone, one */
	struct sparse_row *live; /* [depths][n][depth]: at which of `depth` rows of a panel */
	int *counts;             /* [depths][n] */
};

static int depths(int inputs)
{
	return (inputs + DEPTH - 1) / DEPTH;
}

size_t ISA(dense_workspace)(int n, int inputs, int units)
{
	size_t lists = (size_t)n * (size_t)depths(inputs);

	if (dense_is_narrow(units))
		return 0;
	return (lists * (DEPTH * sizeof(struct sparse_row) + sizeof(int)) +
		AHEAD * sizeof(struct sparse_row)) /
	       sizeof(float);
}

/* Lists which of `count` inputs are not zero, and returns how many. Without a branch, as none could
 * be predicted, and by their bits, of which one test finds both zeros. */
static int list_inputs(int count, const float *x, struct sparse_row *live)
{
	int at = 0;

	for (int k = 0; k < count; k++) {
		uint32_t bits;

		memcpy(&bits, x + k, sizeof(bits));
		live[at] = (struct sparse_row){x[k], (uint32_t)(k * PANEL_WIDTH)};
		at += bits << 1 != 0;
	}
	return at;
}

static void list_live(void *context, int image)
{
	struct dense_work *work = context;
	const float *x = work->x + (size_t)image * (size_t)work->inputs;

	for (int depth = 0; depth < work->depths; depth++, x += work->depth) {
		int list = depth * work->n + image;

		work->counts[list] =
			list_inputs(min(work->depth, work->inputs - depth * work->depth), x,
				    work->live + (size_t)list * (size_t)work->depth);
	}
}

/* A part's images. */
struct share {
	int first, count;
};

static struct share cut_share(const struct dense_work *work, int part)
{
	int64_t i = part % work->shares;
	int first = (int)(work->n * i / work->shares);

	return (struct share){first, (int)(work->n * (i + 1) / work->shares) - first};
}

/* Of one image and one panel or more. */
static void put_units(const struct dense_work *work, int image, int panel, int panels,
		      const float *sums)
{
	float *y = work->y + (size_t)image * (size_t)work->units + panel * PANEL_WIDTH;
	int units = min(panels * PANEL_WIDTH, work->units - panel * PANEL_WIDTH);

	for (int u = 0; u < units; u += TILE_COLUMNS)
		tile_put(sums + u, units - u, work->is_relu, y + u);
}

/* Loads rows first..end-1 of the panels while others are worked on. */
static void prefetch(const struct dense_work *work, int first, int end, int panels,
		     const float *weights)
{
	for (int k = first; k < end; k++)
		for (int p = 0; p < panels; p++)
			__builtin_prefetch(weights + panel_at(work->inputs, p) + k * PANEL_WIDTH);
}

/* Panels panel..panel+panels-1, and some of the images. */
struct block {
	struct share share;
	int panel, panels;
	float (*sums)[STRIP * PANEL_WIDTH];
};

/* Each image loads its share of the rows that come DEPTH later. */
static void add_batch(const struct dense_work *work, const struct block *b, const float *weights)
{
	struct steps step = {.from = (ptrdiff_t)panel_at(work->inputs, 1), .sum = LANES};
	int rows = (DEPTH + b->share.count - 1) / b->share.count;

	for (int depth = 0; depth < work->depths; depth++, weights += DEPTH * PANEL_WIDTH) {
		int next = min(DEPTH, work->inputs - (depth + 1) * DEPTH);

		for (int r = 0; r < b->share.count; r++) {
			int list = depth * work->n + b->share.first + r;

			prefetch(work, r * rows, min((r + 1) * rows, next), b->panels,
				 weights + DEPTH * PANEL_WIDTH);
			add_sparse_rows_in_groups(b->panels * PANEL_VECS, PANEL_VECS,
						  work->live + (size_t)list * DEPTH,
						  work->counts[list], weights, step, b->sums[r]);
		}
	}
}

static void wide_part(void *context, int part)
{
	struct dense_work *work = context;
	/* From the last: the gradient of an attack begins with the first panels, which then are
	 * what the cache saw last. */
	int strip = work->strips - 1 - part / work->shares;
	int all = panel_count(work->units), panel = all * strip / work->strips;
	float sums[ROWS][STRIP * PANEL_WIDTH];
	struct block b = {.share = cut_share(work, part),
			  .panel = panel,
			  .panels = all * (strip + 1) / work->strips - panel,
			  .sums = sums};
	struct steps step = {.from = (ptrdiff_t)panel_at(work->inputs, 1), .sum = LANES};
	const float *weights = work->weights + panel_at(work->inputs, panel);

	for (int r = 0; r < b.share.count; r++)
		memcpy(sums[r], work->bias + panel * PANEL_WIDTH,
		       (size_t)(b.panels * PANEL_WIDTH) * sizeof(float));
	if (work->n == 1)
		add_sparse_rows_ahead(b.panels * PANEL_VECS, PANEL_VECS, work->live,
				      work->counts[0], weights, step, AHEAD, sums[0]);
	else
		add_batch(work, &b, weights);
	for (int r = 0; r < b.share.count; r++)
		put_units(work, b.share.first + r, panel, b.panels, sums[r]);
}

void ISA(dense)(int n, int inputs, int units, const float *x, const float *weights,
		const float *bias, bool is_relu, float *workspace, float *y, struct pool *pool)
{
	int panels = panel_count(units);
	struct dense_work work = {.n = n,
				  .inputs = inputs,
				  .units = units,
				  .x = x,
				  .weights = weights,
				  .bias = bias,
				  .is_relu = is_relu,
				  .y = y,
				  .shares = (n + ROWS - 1) / ROWS,
				  .strips = (panels + STRIP - 1) / STRIP,
				  .depth = n == 1 ? inputs : DEPTH,
				  .depths = n == 1 ? 1 : depths(inputs),
				  .live = (struct sparse_row *)workspace};

	if (dense_is_narrow(units)) {
		ISA(dense_narrow)(n, inputs, units, x, weights, bias, is_relu, y, pool);
		return;
	}
	work.counts = (int *)(work.live + (size_t)n * (size_t)depths(inputs) * DEPTH + AHEAD);
	pool_run(pool, n, list_live, &work);
	pool_run(pool, work.strips * work.shares, wide_part, &work);
}
