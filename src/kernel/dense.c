/*
 * Dense layers: y = x W + b and its gradients.
 *
 * Forward, the tile's k runs over the inputs, in stretches of DENSE_DEPTH so that a panel's share
 * (64 KB) is reused from L2 by all rows of the batch. The weight gradient's k is the batch; it is
 * made WEIGHT_ROWS of a panel at a time (12 KB) and handed to the sink while still in L1. The input
 * gradient needs the weights transposed: TILE_COLUMNS rows of a panel at a time, on the stack.
 */
#include "kernel/isa.h"
#include "kernel/panel.h"

#include <string.h>

enum { DENSE_DEPTH = 256 };

struct dense_work {
	int n, inputs, units;
	const float *x, *weights, *bias;
	bool is_relu;
	float *y;
};

/* While a stretch is worked on, the next one comes from memory, a share with each tile. One tile
 * alone is no faster than memory. */
static void dense_rows(const struct dense_work *work, struct tile *t, int panel, int first)
{
	int tiles = (work->n + TILE_ROWS - 1) / TILE_ROWS, stretch = t->length * (int)t->b_step;
	const float *next = t->b + stretch;

	for (int at = 0; at < work->n; at += TILE_ROWS, next += stretch / tiles) {
		int rows = least(TILE_ROWS, work->n - at);

		if (tiles > 1)
			prefetch(next, stretch / tiles);
		for (int r = 0; r < rows; r++) {
			t->a[r] = work->x + (size_t)(at + r) * (size_t)work->inputs + first;
			t->c[r] = work->y + (size_t)(at + r) * (size_t)work->units +
				  panel * PANEL_WIDTH;
		}
		tile_panel(*t, rows);
	}
}

static void dense_part(void *context, int panel)
{
	struct dense_work *work = context;
	int width = panel_width(work->units, panel);
	struct tile t = {.a_step = 1,
			 .runs = 1,
			 .b_step = width,
			 .columns = least(PANEL_WIDTH, work->units - panel * PANEL_WIDTH)};

	for (int first = 0; first < work->inputs; first += DENSE_DEPTH) {
		t.length = least(DENSE_DEPTH, work->inputs - first);
		t.b = work->weights + panel_at(work->inputs, panel) + (size_t)first * (size_t)width;
		t.bias = first == 0 ? work->bias + panel * PANEL_WIDTH : NULL;
		t.is_relu = work->is_relu && first + DENSE_DEPTH >= work->inputs;
		dense_rows(work, &t, panel, first);
	}
}

void ISA(dense)(int n, int inputs, int units, const float *x, const float *weights,
		const float *bias, bool is_relu, float *y, struct pool *pool)
{
	struct dense_work work = {n, inputs, units, x, weights, bias, is_relu, y};

	pool_run(pool, panel_count(units), dense_part, &work);
}

struct dense_gradient {
	int n, inputs, units;
	const float *x, *dy, *weights;
	float *dx;
	struct sink *sink;
	size_t weights_at;
	int blocks;
};

/* LANES rows and columns; from and to are their first values. */
static void transpose_block(const float *from, int width, float *to)
{
	vec x[LANES];

	UNROLL
	for (int i = 0; i < LANES; i++)
		x[i] = vec_load(from + i * width);
	vec_transpose(x);
	UNROLL
	for (int i = 0; i < LANES; i++)
		vec_store(to + i * TILE_COLUMNS, x[i]);
}

/* A panel's weights of the inputs from `first` on. */
static const float *panel_rows(const struct dense_gradient *work, int panel, int first)
{
	return work->weights + panel_at(work->inputs, panel) +
	       (size_t)first * (size_t)panel_width(work->units, panel);
}

/* TILE_COLUMNS rows (inputs) and all columns of a panel, transposed: [column][TILE_COLUMNS]. */
static void transpose_panel(const struct dense_gradient *work, int panel, int first,
			    float to[PANEL_WIDTH * TILE_COLUMNS])
{
	int width = panel_width(work->units, panel),
	    rows = least(TILE_COLUMNS, work->inputs - first), r = 0;
	const float *from = panel_rows(work, panel, first);

	for (; r + LANES <= rows; r += LANES)
		for (int c = 0; c < width; c += LANES)
			transpose_block(from + r * width + c, width, to + c * TILE_COLUMNS + r);
	for (; r < TILE_COLUMNS; r++)
		for (int c = 0; c < width; c++)
			to[c * TILE_COLUMNS + r] = r < rows ? from[r * width + c] : 0;
}

static void input_gradient_part(void *context, int part)
{
	struct dense_gradient *work = context;
	int first = part * TILE_COLUMNS;
	float transposed[PANEL_WIDTH * TILE_COLUMNS];
	struct tile t = {.a_step = 1,
			 .runs = 1,
			 .b = transposed,
			 .b_step = TILE_COLUMNS,
			 .columns = least(TILE_COLUMNS, work->inputs - first)};

	for (int p = 0; p < panel_count(work->units); p++) {
		transpose_panel(work, p, first, transposed);
		if (p + 1 < panel_count(work->units))
			prefetch(panel_rows(work, p + 1, first),
				 TILE_COLUMNS * panel_width(work->units, p + 1));
		t.is_fresh = p == 0;
		t.length = least(PANEL_WIDTH, work->units - p * PANEL_WIDTH);
		for (int at = 0; at < work->n; at += TILE_ROWS) {
			int rows = least(TILE_ROWS, work->n - at);

			for (int r = 0; r < rows; r++) {
				t.a[r] = work->dy + (size_t)(at + r) * (size_t)work->units +
					 p * PANEL_WIDTH;
				t.c[r] = work->dx + (size_t)(at + r) * (size_t)work->inputs + first;
			}
			tile_panel(t, rows);
		}
	}
}

void ISA(dense_input_gradient)(int n, int inputs, int units, const float *dy, const float *weights,
			       float *dx, struct pool *pool)
{
	struct dense_gradient work = {
		.n = n, .inputs = inputs, .units = units, .dy = dy, .weights = weights, .dx = dx};

	pool_run(pool, (inputs + TILE_COLUMNS - 1) / TILE_COLUMNS, input_gradient_part, &work);
}

static void weight_gradient_part(void *context, int part)
{
	struct dense_gradient *work = context;
	int panel = part / work->blocks, first = part % work->blocks * WEIGHT_ROWS;
	int width = panel_width(work->units, panel);
	int rows = least(WEIGHT_ROWS, work->inputs - first);
	float sum[WEIGHT_ROWS * PANEL_WIDTH] = {0};
	struct tile t = {.a_step = work->inputs,
			 .runs = 1,
			 .length = work->n,
			 .b = work->dy + panel * PANEL_WIDTH,
			 .b_step = work->units,
			 .columns = least(PANEL_WIDTH, work->units - panel * PANEL_WIDTH),
			 .is_fresh = true};

	for (int at = 0; at < rows; at += TILE_ROWS) {
		int count = least(TILE_ROWS, rows - at);

		for (int r = 0; r < count; r++) {
			t.a[r] = work->x + first + at + r;
			t.c[r] = sum + (at + r) * width;
		}
		tile_panel(t, count);
	}
	work->sink->take(work->sink,
			 work->weights_at + panel_at(work->inputs, panel) + (size_t)(first * width),
			 sum, (size_t)(rows * width));
}

void ISA(dense_weight_gradients)(int n, int inputs, int units, const float *x, const float *dy,
				 struct sink *sink, size_t weights_at, size_t bias_at,
				 struct pool *pool)
{
	struct dense_gradient work = {.n = n,
				      .inputs = inputs,
				      .units = units,
				      .x = x,
				      .dy = dy,
				      .sink = sink,
				      .weights_at = weights_at,
				      .blocks = (inputs + WEIGHT_ROWS - 1) / WEIGHT_ROWS};

	pool_run(pool, panel_count(units) * work.blocks, weight_gradient_part, &work);
	ISA(column_sums)((size_t)n, units, dy, sink, bias_at);
}

void ISA(column_sums)(size_t rows, int columns, const float *x, struct sink *sink, size_t at)
{
	for (int p = 0; p < panel_count(columns); p++) {
		int width = panel_width(columns, p),
		    count = least(PANEL_WIDTH, columns - p * PANEL_WIDTH);
		const float *from = x + p * PANEL_WIDTH;
		float sum[PANEL_WIDTH] = {0};

		for (size_t r = 0; r < rows; r++, from += columns)
			for (int c = 0; c < count; c++)
				sum[c] += from[c];
		sink->take(sink, at + panel_at(1, p), sum, (size_t)width);
	}
}
