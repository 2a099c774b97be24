/* Pooling is cut into images, maps of values into chunks; a part writes to places of its own. */
#include "kernel/reference.h"

#include <string.h>

enum { CHUNK = 16384 }; /* values of one part */

struct pooling_work {
	const struct pooling *shape;
	const float *x, *dy;
	float *to;
};

/* The inputs first..end-1 that a window covers in one direction. */
struct span {
	int first, end;
};

int reference_pooled(int inputs, int stride)
{
	return (inputs + stride - 1) / stride;
}

static struct span window(const struct pooling *s, int inputs, int output)
{
	int past = (reference_pooled(inputs, s->stride) - 1) * s->stride + s->size - inputs;
	int first = output * s->stride - (past > 0 ? past / 2 : 0), end = first + s->size;

	return (struct span){first > 0 ? first : 0, end < inputs ? end : inputs};
}

static size_t input_size(const struct pooling *s)
{
	return (size_t)s->height * (size_t)s->width * (size_t)s->channels;
}

static size_t output_size(const struct pooling *s)
{
	return (size_t)reference_pooled(s->height, s->stride) *
	       (size_t)reference_pooled(s->width, s->stride) * (size_t)s->channels;
}

/* One output pixel: where it is, and its window. */
struct output {
	size_t at;
	struct span rows, columns;
};

static struct output output_at(const struct pooling *s, int pixel)
{
	int across = reference_pooled(s->width, s->stride);

	return (struct output){(size_t)pixel * (size_t)s->channels,
			       window(s, s->height, pixel / across),
			       window(s, s->width, pixel % across)};
}

static int output_pixels(const struct pooling *s)
{
	return reference_pooled(s->height, s->stride) * reference_pooled(s->width, s->stride);
}

static size_t input_at(const struct pooling *s, int row, int column)
{
	return (size_t)(row * s->width + column) * (size_t)s->channels;
}

/* ------------------------------------------------------------------------------------- maximum */

static void maximum(const struct pooling *s, const struct output *o, const float *x, float *y)
{
	memcpy(y, x + input_at(s, o->rows.first, o->columns.first),
	       (size_t)s->channels * sizeof(float));
	for (int row = o->rows.first; row < o->rows.end; row++)
		for (int column = o->columns.first; column < o->columns.end; column++) {
			const float *pixel = x + input_at(s, row, column);

			for (int c = 0; c < s->channels; c++)
				y[c] = pixel[c] > y[c] ? pixel[c] : y[c];
		}
}

static void max_pool_image(void *context, int image)
{
	const struct pooling_work *work = context;
	const struct pooling *s = work->shape;
	const float *x = work->x + (size_t)image * input_size(s);
	float *y = work->to + (size_t)image * output_size(s);

	for (int i = 0; i < output_pixels(s); i++) {
		struct output o = output_at(s, i);

		maximum(s, &o, x, y + o.at);
	}
}

void reference_max_pool(const struct pooling *s, int n, const float *x, float *y, struct pool *pool)
{
	struct pooling_work work = {.shape = s, .x = x, .to = y};

	pool_run(pool, n, max_pool_image, &work);
}

/* The input that is the first maximum of a window in one channel. */
static size_t first_maximum(const struct pooling *s, const struct output *o, const float *x,
			    int channel)
{
	size_t best = input_at(s, o->rows.first, o->columns.first) + (size_t)channel;

	for (int row = o->rows.first; row < o->rows.end; row++)
		for (int column = o->columns.first; column < o->columns.end; column++) {
			size_t at = input_at(s, row, column) + (size_t)channel;

			best = x[at] > x[best] ? at : best;
		}
	return best;
}

static void max_pool_gradient_image(void *context, int image)
{
	const struct pooling_work *work = context;
	const struct pooling *s = work->shape;
	const float *x = work->x + (size_t)image * input_size(s);
	const float *dy = work->dy + (size_t)image * output_size(s);
	float *dx = work->to + (size_t)image * input_size(s);

	memset(dx, 0, input_size(s) * sizeof(float));
	for (int i = 0; i < output_pixels(s); i++) {
		struct output o = output_at(s, i);

		for (int c = 0; c < s->channels; c++)
			dx[first_maximum(s, &o, x, c)] += dy[o.at + (size_t)c];
	}
}

void reference_max_pool_gradient(const struct pooling *s, int n, const float *x, const float *dy,
				 float *dx, struct pool *pool)
{
	struct pooling_work work = {.shape = s, .x = x, .dy = dy, .to = dx};

	pool_run(pool, n, max_pool_gradient_image, &work);
}

/* ------------------------------------------------------------------------------------- average */

static float covered(const struct output *o)
{
	return (float)((o->rows.end - o->rows.first) * (o->columns.end - o->columns.first));
}

static void average(const struct pooling *s, const struct output *o, const float *x, float *y)
{
	float count = covered(o);

	memset(y, 0, (size_t)s->channels * sizeof(float));
	for (int row = o->rows.first; row < o->rows.end; row++)
		for (int column = o->columns.first; column < o->columns.end; column++) {
			const float *pixel = x + input_at(s, row, column);

			for (int c = 0; c < s->channels; c++)
				y[c] += pixel[c];
		}
	for (int c = 0; c < s->channels; c++)
		y[c] /= count;
}

static void average_pool_image(void *context, int image)
{
	const struct pooling_work *work = context;
	const struct pooling *s = work->shape;
	const float *x = work->x + (size_t)image * input_size(s);
	float *y = work->to + (size_t)image * output_size(s);

	for (int i = 0; i < output_pixels(s); i++) {
		struct output o = output_at(s, i);

		average(s, &o, x, y + o.at);
	}
}

void reference_average_pool(const struct pooling *s, int n, const float *x, float *y,
			    struct pool *pool)
{
	struct pooling_work work = {.shape = s, .x = x, .to = y};

	pool_run(pool, n, average_pool_image, &work);
}

/* Every input of a window gets the same share. */
static void spread(const struct pooling *s, const struct output *o, const float *dy, float *dx)
{
	float count = covered(o);

	for (int row = o->rows.first; row < o->rows.end; row++)
		for (int column = o->columns.first; column < o->columns.end; column++) {
			float *pixel = dx + input_at(s, row, column);

			for (int c = 0; c < s->channels; c++)
				pixel[c] += dy[c] / count;
		}
}

static void average_pool_gradient_image(void *context, int image)
{
	const struct pooling_work *work = context;
	const struct pooling *s = work->shape;
	const float *dy = work->dy + (size_t)image * output_size(s);
	float *dx = work->to + (size_t)image * input_size(s);

	memset(dx, 0, input_size(s) * sizeof(float));
	for (int i = 0; i < output_pixels(s); i++) {
		struct output o = output_at(s, i);

		spread(s, &o, dy + o.at, dx);
	}
}

void reference_average_pool_gradient(const struct pooling *s, int n, const float *dy, float *dx,
				     struct pool *pool)
{
	struct pooling_work work = {.shape = s, .dy = dy, .to = dx};

	pool_run(pool, n, average_pool_gradient_image, &work);
}

/* ---------------------------------------------------------------------------------- value by value
 */

struct map_work {
	size_t count;
	float (*function)(float, float);
	float number;
	const float *x, *dy; /* dy NULL: forward */
	float *to;
};

static void map_part(void *context, int part)
{
	const struct map_work *work = context;
	size_t first = (size_t)part * CHUNK;
	size_t end = work->count - first < CHUNK ? work->count : first + CHUNK;

	for (size_t i = first; i < end; i++) {
		float value = work->function(work->x[i], work->number);

		work->to[i] = work->dy ? work->dy[i] * value : value;
	}
}

void reference_map(size_t count, float (*function)(float x, float number), float number,
		   const float *x, float *y, struct pool *pool)
{
	struct map_work work = {count, function, number, x, NULL, y};

	pool_run(pool, (int)((count + CHUNK - 1) / CHUNK), map_part, &work);
}

void reference_map_gradient(size_t count, float (*slope)(float y, float number), float number,
			    const float *y, const float *dy, float *dx, struct pool *pool)
{
	struct map_work work = {count, slope, number, y, dy, dx};

	pool_run(pool, (int)((count + CHUNK - 1) / CHUNK), map_part, &work);
}
