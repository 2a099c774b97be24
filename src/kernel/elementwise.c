/*
 * What is computed value by value: ReLU, 2x2 maximum, and the updates of SGD and Adam. All are
 * bound by memory; the inner loops run over 16 values so that compilers vectorise them.
 */
#include "kernel/isa.h"
#include "kernel/panel.h"

#include <math.h>
#include <string.h>

enum { CHUNK = 16384 }; /* values of one part: 64 KB */

struct relu_work {
	size_t count;
	const float *y, *x; /* relu_gradient: x is dy */
	float *to;
};

/* y and x may be the same array, and so may x and to: each value is read before it is written. */
KERNEL_INLINE void pass_positive(size_t count, const float *y, const float *x, float *to)
{
	size_t i;

	for (i = 0; i + LANES <= count; i += LANES)
		vec_store(to + i, vec_where_positive(vec_load(y + i), vec_load(x + i)));
	for (; i < count; i++)
		to[i] = y[i] > 0 ? x[i] : 0;
}

static void relu_part(void *context, int part)
{
	struct relu_work *work = context;
	size_t first = (size_t)part * CHUNK;
	size_t count = work->count - first < CHUNK ? work->count - first : CHUNK;

	pass_positive(count, work->y + first, work->x + first, work->to + first);
}

static int chunks(size_t count)
{
	return (int)((count + CHUNK - 1) / CHUNK);
}

void ISA(relu)(size_t count, const float *x, float *y, struct pool *pool)
{
	struct relu_work work = {count, x, x, y};

	pool_run(pool, chunks(count), relu_part, &work);
}

void ISA(relu_gradient)(size_t count, const float *y, const float *dy, float *dx, struct pool *pool)
{
	struct relu_work work = {count, y, dy, dx};

	pool_run(pool, chunks(count), relu_part, &work);
}

struct pool2_work {
	int height, width, channels;
	const float *x, *y, *dy;
	float *to;
};

/* The four inputs of one output, as offsets from the first; past the edge, the first again. */
struct window {
	size_t first, right, below, both;
};

static struct window window_at(const struct pool2_work *work, int row, int column)
{
	size_t line = (size_t)work->width * (size_t)work->channels;
	size_t right = 2 * column + 1 < work->width ? (size_t)work->channels : 0;
	size_t below = 2 * row + 1 < work->height ? line : 0;

	return (struct window){(size_t)(2 * row) * line + (size_t)(2 * column * work->channels),
			       right, below, right && below ? right + below : 0};
}

KERNEL_INLINE void pool2_values(int count, const float *x, struct window w, float *y)
{
	float max[PANEL_WIDTH];

	for (int c = 0; c < count; c++) {
		float top = x[c] > x[c + w.right] ? x[c] : x[c + w.right];
		float low = x[c + w.below] > x[c + w.both] ? x[c + w.below] : x[c + w.both];

		max[c] = top > low ? top : low;
	}
	memcpy(y, max, (size_t)count * sizeof(float));
}

static void pool2_image(void *context, int i)
{
	struct pool2_work *work = context;
	int rows = (work->height + 1) / 2, columns = (work->width + 1) / 2, c;
	const float *x =
		work->x + (size_t)i * (size_t)(work->height * work->width) * (size_t)work->channels;
	float *y = work->to + (size_t)i * (size_t)(rows * columns) * (size_t)work->channels;

	for (int at = 0; at < rows * columns; at++, y += work->channels) {
		struct window w = window_at(work, at / columns, at % columns);

		for (c = 0; c + PANEL_WIDTH <= work->channels; c += PANEL_WIDTH)
			pool2_values(PANEL_WIDTH, x + w.first + c, w, y + c);
		pool2_values(work->channels - c, x + w.first + c, w, y + c);
	}
}

void ISA(pool2)(int n, int height, int width, int channels, const float *x, float *y,
		struct pool *pool)
{
	struct pool2_work work = {height, width, channels, x, NULL, NULL, y};

	pool_run(pool, n, pool2_image, &work);
}

/* Hands dy to the first of the four that equals the maximum, 0 to the others. An input past the
 * edge aliases the first one and never gets anything after it; the first is stored last. */
KERNEL_INLINE void pool2_gradients(int count, const float *x, const float *y, const float *dy,
				   struct window w, float *dx)
{
	float d[4][PANEL_WIDTH];

	for (int c = 0; c < count; c++) {
		float left = dy[c];

		d[0][c] = x[c] == y[c] ? left : 0;
		left = x[c] == y[c] ? 0 : left;
		d[1][c] = x[c + w.right] == y[c] ? left : 0;
		left = x[c + w.right] == y[c] ? 0 : left;
		d[2][c] = x[c + w.below] == y[c] ? left : 0;
		left = x[c + w.below] == y[c] ? 0 : left;
		d[3][c] = x[c + w.both] == y[c] ? left : 0;
	}
	memcpy(dx + w.both, d[3], (size_t)count * sizeof(float));
	memcpy(dx + w.below, d[2], (size_t)count * sizeof(float));
	memcpy(dx + w.right, d[1], (size_t)count * sizeof(float));
	memcpy(dx, d[0], (size_t)count * sizeof(float));
}

static void pool2_gradient_image(void *context, int i)
{
	struct pool2_work *work = context;
	int rows = (work->height + 1) / 2, columns = (work->width + 1) / 2, c;
	size_t in = (size_t)(work->height * work->width) * (size_t)work->channels;
	size_t out = (size_t)(rows * columns) * (size_t)work->channels;
	const float *x = work->x + (size_t)i * in;
	const float *y = work->y + (size_t)i * out, *dy = work->dy + (size_t)i * out;
	float *dx = work->to + (size_t)i * in;

	for (int at = 0; at < rows * columns; at++, y += work->channels, dy += work->channels) {
		struct window w = window_at(work, at / columns, at % columns);

		for (c = 0; c + PANEL_WIDTH <= work->channels; c += PANEL_WIDTH)
			pool2_gradients(PANEL_WIDTH, x + w.first + c, y + c, dy + c, w,
					dx + w.first + c);
		pool2_gradients(work->channels - c, x + w.first + c, y + c, dy + c, w,
				dx + w.first + c);
	}
}

void ISA(pool2_gradient)(int n, int height, int width, int channels, const float *x, const float *y,
			 const float *dy, float *dx, struct pool *pool)
{
	struct pool2_work work = {height, width, channels, x, y, dy, dx};

	pool_run(pool, n, pool2_gradient_image, &work);
}

/* In vectors, as gcc does not make them of this loop. */
void ISA(sgd)(size_t count, float rate, const float *gradient, float *parameters)
{
	for (size_t i = 0; i < count; i += LANES)
		vec_store(parameters + i,
			  vec_add_product(vec_load(parameters + i), vec_load(gradient + i), -rate));
}

void ISA(adam)(size_t count, const struct adam_step *step, const float *restrict gradient,
	       float *restrict parameters, float *restrict m, float *restrict v)
{
	const struct adam_step s = *step;

	for (size_t i = 0; i < count; i += PANEL_WIDTH)
		for (size_t j = i; j < i + PANEL_WIDTH; j++) {
			float g = gradient[j];

			m[j] += (1 - s.beta1) * (g - m[j]);
			v[j] += (1 - s.beta2) * (g * g - v[j]);
			parameters[j] -= s.rate * m[j] / (sqrtf(v[j]) + s.epsilon);
		}
}
