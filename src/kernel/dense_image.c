/*
 * The gradient of a dense layer's input for one image, as an attack needs it in every step.
 *
 *     dx[k] = sum over units of dy[unit] * weights[k][unit]
 *
 * Every weight is used once, so that memory sets the pace: inputs that a ReLU left at zero are left
 * out, and the weights of the others are prefetched.
 *
 * Blocking: a part is up to INPUTS inputs of all panels, 64 KB of each in one direction, as memory
 * is slower at every start. LANES inputs at a time are transposed in registers (2 LANES of them
 * with what that needs, and a sum), and add up their units in the order in which a batch does
 * (dense_gradients.c), so that what is computed has the same bytes in both. Measured with AVX2: a
 * quarter of the FMA peak by definition where half of the inputs are dead, as fast as the weights
 * of the others come from L3.
 */
#include "kernel/isa.h"
#include "kernel/panel.h"
#include "kernel/sparse_rows.h"

enum { INPUTS = 1024, AHEAD = 24 };

struct image_work {
	int inputs, units, parts;
	const float *x; /* NULL: all are needed */
	const float *weights;
	float *dy; /* 0 where the unit is dead; whole panels */
	float *dx;
};

/* The inputs whose gradient is needed; the last is repeated, so that LANES at a time can be read.
 */
struct needed {
	int count;
	int at[INPUTS + LANES]; /* from the part's first */
};

static void list_needed(const struct image_work *work, int first, int count, struct needed *needed)
{
	needed->count = 0;
	for (int k = 0; k < count; k++) {
		needed->at[needed->count] = k;
		needed->count += !work->x || work->x[first + k] != 0;
	}
	for (int i = 0; i < LANES; i++)
		needed->at[needed->count + i] =
			needed->count > 0 ? needed->at[needed->count - 1] : 0;
}

/* Adds the share of a panel to the sums of LANES inputs. */
KERNEL_INLINE vec add_panel(const float *weights, const int at[LANES], const float *dy, vec sum)
{
	for (int u = 0; u < PANEL_WIDTH; u += LANES) {
		vec x[LANES];

		UNROLL
		for (int i = 0; i < LANES; i++)
			x[i] = vec_load(weights + at[i] * PANEL_WIDTH + u);
		vec_transpose(x);
		UNROLL
		for (int i = 0; i < LANES; i++)
			sum = vec_add_product(sum, x[i], dy[u + i]);
	}
	return sum;
}

/* Loads the rows that come next but AHEAD, of this panel or, at its end, of the next. */
KERNEL_INLINE void prefetch(const struct needed *needed, const float *weights, size_t panel, int i)
{
	for (int end = i + LANES; i < end; i++)
		if (i < needed->count)
			__builtin_prefetch(weights + needed->at[i] * PANEL_WIDTH);
		else if (i - needed->count < needed->count)
			__builtin_prefetch(weights + panel +
					   needed->at[i - needed->count] * PANEL_WIDTH);
}

static void inputs_part(void *context, int part)
{
	const struct image_work *work = context;
	int64_t inputs = work->inputs;
	int first = (int)(inputs * part / work->parts);
	int count = (int)(inputs * (part + 1) / work->parts) - first;
	float sums[INPUTS + LANES] = {0}, *dx = work->dx + first;
	struct needed needed;

	list_needed(work, first, count, &needed);
	for (int p = 0; p < panel_count(work->units); p++) {
		const float *dy = work->dy + p * PANEL_WIDTH;
		const float *weights =
			work->weights + panel_at(work->inputs, p) + (size_t)first * PANEL_WIDTH;

		if (!live_outputs(dy, NULL, PANEL_WIDTH))
			continue;
		for (int i = 0; i < needed.count; i += LANES) {
			prefetch(&needed, weights, panel_at(work->inputs, 1), i + AHEAD);
			vec_store(sums + i,
				  add_panel(weights, needed.at + i, dy, vec_load(sums + i)));
		}
	}
	memset(dx, 0, (size_t)count * sizeof(float));
	for (int i = 0; i < needed.count; i++)
		dx[needed.at[i]] = sums[i];
}

void ISA(dense_image_gradient)(int inputs, int units, const float *x, const float *weights,
			       const struct gradients *g, struct pool *pool)
{
	struct image_work work = {.inputs = inputs,
				  .units = units,
				  .parts = (inputs + INPUTS - 1) / INPUTS,
				  .x = g->is_x_relu ? x : NULL,
				  .weights = weights,
				  .dy = g->scratch,
				  .dx = g->dx};

	memset(work.dy, 0, panel_size(1, units) * sizeof(float));
	for (int u = 0; u < units; u++)
		if (!g->y || g->y[u] > 0)
			work.dy[u] = g->dy[u];
	pool_run(pool, work.parts, inputs_part, &work);
}
