/*
 * The gradient of a dense layer's input for one image, as an attack asks for it step by step.
 *
 *     dx[k] = sum over units of dy[unit] * weights[k][unit]
 *
 * Every weight is used once, so that the pace is memory's: what counts is to leave out what nobody
 * asks for, the inputs that a ReLU left at zero, and to ask early for the rest.
 *
 * Blocking: a part is INPUTS inputs of all panels, 16 KB of each in one direction. LANES inputs at
 * a time are turned in registers (2 LANES of them with what that needs, and a sum), and add up
 * their units in the order in which a batch does (dense_gradients.c), so that what is asked for
 * has the same bytes in both. Measured with AVX2: a tenth to a sixth of the FMA peak by definition,
 * twice the speed of memory where half of the inputs are dead and the caches hold a part of the
 * rest.
 */
#include "kernel/isa.h"
#include "kernel/panel.h"
#include "kernel/sparse_rows.h"

enum { INPUTS = 256, AHEAD = 64 };

struct image_work {
	int inputs, units;
	const float *x; /* NULL: all are asked for */
	const float *weights;
	float *dy; /* 0 where the unit is dead; whole panels */
	float *dx;
};

/* Inputs that are asked for, in LANES at a time; the last of them may be there several times. */
struct asked {
	int count;
	int at[INPUTS + LANES]; /* from the part's first */
};

static void list_asked(const struct image_work *work, int first, int count, struct asked *asked)
{
	asked->count = 0;
	for (int k = 0; k < count; k++) {
		asked->at[asked->count] = k;
		asked->count += !work->x || work->x[first + k] != 0;
	}
	for (int i = 0; i < LANES; i++)
		asked->at[asked->count + i] = asked->count > 0 ? asked->at[asked->count - 1] : 0;
}

/* Adds what a panel gives LANES inputs. */
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

/* Has the rows come that are due in a while, from this panel or, at its end, the next. */
KERNEL_INLINE void expect(const struct asked *asked, const float *weights, size_t panel, int i)
{
	for (int end = i + LANES; i < end; i++)
		if (i < asked->count)
			__builtin_prefetch(weights + asked->at[i] * PANEL_WIDTH);
		else if (i - asked->count < asked->count)
			__builtin_prefetch(weights + panel +
					   asked->at[i - asked->count] * PANEL_WIDTH);
}

static void inputs_part(void *context, int part)
{
	const struct image_work *work = context;
	int first = part * INPUTS, count = min(INPUTS, work->inputs - first);
	float sums[INPUTS + LANES] = {0}, *dx = work->dx + first;
	struct asked asked;

	list_asked(work, first, count, &asked);
	for (int p = 0; p < panel_count(work->units); p++) {
		const float *dy = work->dy + p * PANEL_WIDTH;
		const float *weights =
			work->weights + panel_at(work->inputs, p) + (size_t)first * PANEL_WIDTH;

		if (!live_outputs(dy, NULL, PANEL_WIDTH))
			continue;
		for (int i = 0; i < asked.count; i += LANES) {
			expect(&asked, weights, panel_at(work->inputs, 1), i + AHEAD);
			vec_store(sums + i,
				  add_panel(weights, asked.at + i, dy, vec_load(sums + i)));
		}
	}
	memset(dx, 0, (size_t)count * sizeof(float));
	for (int i = 0; i < asked.count; i++)
		dx[asked.at[i]] = sums[i];
}

void ISA(dense_image_gradient)(int inputs, int units, const float *x, const float *weights,
			       const struct gradients *g, struct pool *pool)
{
	struct image_work work = {inputs,  units,      g->is_x_relu ? x : NULL,
				  weights, g->scratch, g->dx};

	memset(work.dy, 0, panel_size(1, units) * sizeof(float));
	for (int u = 0; u < units; u++)
		if (!g->y || g->y[u] > 0)
			work.dy[u] = g->dy[u];
	pool_run(pool, (inputs + INPUTS - 1) / INPUTS, inputs_part, &work);
}
