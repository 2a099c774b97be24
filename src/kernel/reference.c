/* Pooling is cut into images, what maps values into chunks, sums over pixels into channels; a part
 * writes to places of its own. */
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

static struct span window(int inputs, int window, int stride, int before, int output)
{
	int first = output * stride - before, end = first + window;

	return (struct span){first > 0 ? first : 0, end < inputs ? end : inputs};
}

static size_t input_size(const struct pooling *s)
{
	return (size_t)s->height * (size_t)s->width * (size_t)s->channels;
}

static size_t output_size(const struct pooling *s)
{
	return (size_t)s->out_height * (size_t)s->out_width * (size_t)s->channels;
}

/* One output pixel: where it is, and its window. */
struct output {
	size_t at;
	struct span rows, columns;
};

static struct output output_at(const struct pooling *s, int pixel)
{
	return (struct output){
		(size_t)pixel * (size_t)s->channels,
		window(s->height, s->window_height, s->stride_y, s->top, pixel / s->out_width),
		window(s->width, s->window_width, s->stride_x, s->left, pixel % s->out_width)};
}

static int output_pixels(const struct pooling *s)
{
	return s->out_height * s->out_width;
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

/* What a sum is divided by. */
static float counted(const struct pooling *s, const struct output *o)
{
	if (s->has_zeros)
		return (float)(s->window_height * s->window_width);
	return (float)((o->rows.end - o->rows.first) * (o->columns.end - o->columns.first));
}

static void average(const struct pooling *s, const struct output *o, const float *x, float *y)
{
	float count = counted(s, o);

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
	float count = counted(s, o);

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
	float (*function)(float, const float *);
	const float *numbers;
	const float *x, *dy; /* dy NULL: forward */
	float *to;
};

static void map_part(void *context, int part)
{
	const struct map_work *work = context;
	size_t first = (size_t)part * CHUNK;
	size_t end = work->count - first < CHUNK ? work->count : first + CHUNK;

	for (size_t i = first; i < end; i++) {
		float value = work->function(work->x[i], work->numbers);

		work->to[i] = work->dy ? work->dy[i] * value : value;
	}
}

void reference_map(size_t count, float (*function)(float x, const float *numbers),
		   const float *numbers, const float *x, float *y, struct pool *pool)
{
	struct map_work work = {count, function, numbers, x, NULL, y};

	pool_run(pool, (int)((count + CHUNK - 1) / CHUNK), map_part, &work);
}

void reference_map_gradient(size_t count, float (*slope)(float at, const float *numbers),
			    const float *numbers, const float *at, const float *dy, float *dx,
			    struct pool *pool)
{
	struct map_work work = {count, slope, numbers, at, dy, dx};

	pool_run(pool, (int)((count + CHUNK - 1) / CHUNK), map_part, &work);
}

/* --------------------------------------------------------------------------- channel by channel */

struct scale_work {
	size_t pixels;
	int channels;
	const float *x, *dy;
	const float *gamma, *beta;
	float *to, *gamma_to, *beta_to;
};

static void scale_part(void *context, int part)
{
	const struct scale_work *work = context;
	size_t channels = (size_t)work->channels, rows = CHUNK / channels + 1;
	size_t first = (size_t)part * rows;
	size_t end = work->pixels - first < rows ? work->pixels : first + rows;

	for (size_t i = first; i < end; i++)
		for (size_t c = 0; c < channels; c++)
			work->to[i * channels + c] =
				work->gamma[c] * work->x[i * channels + c] + work->beta[c];
}

void reference_scale(size_t pixels, int channels, const float *gamma, const float *beta,
		     const float *x, float *y, struct pool *pool)
{
	struct scale_work work = {.pixels = pixels,
				  .channels = channels,
				  .x = x,
				  .gamma = gamma,
				  .beta = beta,
				  .to = y};
	size_t rows = CHUNK / (size_t)channels + 1;

	pool_run(pool, (int)((pixels + rows - 1) / rows), scale_part, &work);
}

/* A few channels: a part reads whole lines of the cache. */
enum { GROUP = 16 };

static void scale_gradient_part(void *context, int part)
{
	const struct scale_work *work = context;
	int first = part * GROUP, left = work->channels - first;
	int count = left < GROUP ? left : GROUP;
	double gamma[GROUP] = {0}, beta[GROUP] = {0};

	for (size_t i = 0; i < work->pixels; i++) {
		size_t at = i * (size_t)work->channels + (size_t)first;

		for (int c = 0; c < count; c++) {
			gamma[c] +=
				(double)work->dy[at + (size_t)c] * (double)work->x[at + (size_t)c];
			beta[c] += (double)work->dy[at + (size_t)c];
		}
	}
	for (int c = 0; c < count; c++) {
		work->gamma_to[first + c] = (float)gamma[c];
		work->beta_to[first + c] = (float)beta[c];
	}
}

void reference_scale_gradients(size_t pixels, int channels, const float *x, const float *dy,
			       float *gamma, float *beta, struct pool *pool)
{
	struct scale_work work = {.pixels = pixels,
				  .channels = channels,
				  .x = x,
				  .dy = dy,
				  .gamma_to = gamma,
				  .beta_to = beta};

	pool_run(pool, (channels + GROUP - 1) / GROUP, scale_gradient_part, &work);
}
