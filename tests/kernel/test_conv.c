/*
 * Convolutions against the sums they stand for, written out in double precision: every instruction
 * set of this machine, over shapes that fill no tile, panel or part evenly.
 *
 * Inputs are followed and outputs filled by NaNs, so that a value read beyond an input or left out
 * of an output shows; guards around every array show a write.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "kernel/recorder.h"
#include "kernel/reference.h"
#include "kernel/winograd.h"

#include <math.h>
#include <stdio.h>

/* Sums of up to 10,000 products in float32; and what transforms may lose, of a layer's range: plain
 * sums of 800 products lose 0.5e-6. */
static const double tolerance = 2e-5, transformed_tolerance = 3e-6;

/* With SAME padding and stride 1, and square filters of an odd size. */
static const struct trial {
	int height, width, channels, size, filters, n;
} trials[] = {
	{1, 1, 1, 1, 10, 1},    {1, 1, 33, 5, 64, 7},    {1, 1, 3, 7, 100, 2},
	{1, 1, 70, 3, 16, 50},  {2, 2, 16, 3, 16, 50},   {1, 9, 3, 5, 17, 3},
	{9, 1, 16, 3, 1, 4},    {3, 5, 70, 3, 100, 2},   {7, 5, 64, 5, 16, 7},
	{9, 4, 33, 7, 64, 1},   {28, 28, 1, 5, 32, 2},   {13, 17, 3, 3, 10, 7},
	{14, 9, 1, 5, 16, 50},  {5, 3, 16, 5, 70, 9},    {15, 15, 16, 1, 33, 1},
	{11, 11, 64, 3, 64, 1}, {2, 3, 70, 7, 100, 2},   {12, 10, 33, 3, 17, 8},
	{64, 64, 1, 7, 10, 1},  {16, 14, 3, 3, 65, 6},   {14, 14, 32, 5, 64, 3},
	{28, 28, 16, 3, 33, 2}, {20, 30, 128, 3, 17, 1}, {13, 27, 64, 5, 20, 2},
	{17, 19, 16, 5, 23, 2}, {21, 18, 40, 3, 16, 3},  {15, 14, 33, 3, 20, 2},
	{13, 25, 64, 3, 17, 1}, {14, 9, 8, 5, 4, 3},     {9, 11, 8, 3, 1, 2},
	{7, 7, 64, 3, 20, 2},   {9, 10, 256, 3, 33, 1},  {14, 14, 256, 5, 16, 1},
};
enum { TRIALS = sizeof(trials) / sizeof(trials[0]) };

/* Without padding, with strides, with filters of other shapes, in the order of struct conv_shape.
 */
static const struct other {
	struct conv_shape shape;
	int n;
} others[] = {
	{{28, 28, 1, 3, 3, 1, 1, 0, 0, 26, 26, 13, 13, 32, false}, 2},
	{{13, 13, 32, 3, 3, 1, 1, 0, 0, 11, 11, 6, 6, 64, false}, 3},
	{{14, 14, 16, 5, 5, 1, 1, 0, 0, 10, 10, 5, 5, 20, false}, 2},
	{{12, 15, 17, 5, 5, 1, 1, 2, 0, 12, 11, 6, 6, 16, false}, 2},
	{{9, 9, 5, 5, 5, 1, 1, 4, 3, 13, 12, 7, 6, 7, false}, 2},
	{{8, 11, 3, 2, 2, 1, 1, 0, 0, 8, 11, 4, 6, 9, false}, 3},
	{{20, 23, 20, 2, 2, 1, 1, 0, 1, 20, 23, 10, 12, 18, false}, 2},
	{{14, 14, 64, 2, 2, 1, 1, 0, 0, 14, 14, 7, 7, 33, false}, 2},
	{{28, 26, 33, 2, 2, 1, 1, 0, 0, 27, 25, 14, 13, 20, false}, 2},
	{{7, 6, 16, 4, 4, 1, 1, 1, 1, 7, 6, 4, 3, 18, false}, 2},
	{{13, 17, 33, 4, 4, 1, 1, 1, 2, 13, 18, 7, 9, 20, false}, 2},
	{{14, 14, 64, 4, 4, 1, 1, 0, 0, 11, 11, 6, 6, 33, false}, 2},
	{{11, 13, 256, 4, 4, 1, 1, 1, 2, 11, 14, 6, 7, 3, false}, 1},
	{{17, 23, 20, 6, 6, 1, 1, 2, 3, 16, 23, 8, 12, 18, false}, 2},
	{{14, 14, 64, 6, 6, 1, 1, 2, 2, 13, 13, 7, 7, 32, false}, 2},
	{{10, 12, 200, 6, 6, 1, 1, 2, 2, 9, 11, 5, 6, 16, false}, 1},
	{{28, 28, 1, 5, 5, 2, 2, 1, 1, 14, 14, 7, 7, 16, false}, 2},
	{{14, 13, 20, 3, 3, 2, 2, 0, 1, 7, 7, 4, 4, 33, false}, 2},
	{{11, 9, 6, 1, 1, 3, 3, 0, 0, 4, 3, 2, 2, 5, false}, 2},
	{{10, 12, 7, 3, 4, 2, 3, 0, 1, 4, 5, 2, 3, 10, false}, 7},
	{{6, 9, 40, 6, 9, 1, 1, 0, 0, 1, 1, 1, 1, 20, false}, 2},
	{{5, 3, 2, 4, 1, 3, 1, 1, 0, 2, 3, 1, 2, 3, false}, 2},
	{{64, 3, 1, 62, 3, 1, 1, 61, 1, 126, 3, 63, 2, 2, false}, 1},
	{{28, 28, 1, 5, 5, 1, 1, 2, 2, 28, 28, 14, 14, 1, false}, 3},
	{{9, 7, 1, 3, 4, 1, 1, 0, 3, 7, 10, 4, 5, 1, false}, 2},
	{{6, 127, 1, 3, 3, 1, 1, 1, 2, 7, 128, 4, 64, 1, false}, 2},
	{{65, 3, 1, 62, 3, 1, 1, 61, 1, 126, 3, 63, 2, 1, false}, 1},
	{{1, 1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 1, 1, 1, false}, 2},
	{{20, 21, 1, 17, 17, 1, 1, 8, 8, 20, 21, 10, 11, 1, false}, 1},
	{{9, 9, 1, 3, 3, 2, 2, 1, 1, 5, 5, 3, 3, 1, false}, 2},
};
enum { OTHERS = sizeof(others) / sizeof(others[0]), ALL = TRIALS + OTHERS };

static struct other get(int i)
{
	const struct trial *t = &trials[i < TRIALS ? i : 0];

	return i >= TRIALS ? others[i - TRIALS]
			   : (struct other){conv_same(t->height, t->width, t->channels, t->size,
						      t->filters),
					    t->n};
}

struct problem {
	struct conv_shape own;
	const struct conv_shape *shape; /* that */
	int n, rows;
	size_t x_size, y_size;
	float *x, *dy, *weights, *bias;      /* what kernels get; the last two in panels */
	double *y, *dx, *weight_sums, *sums; /* what they should make of it; row-major */
};

/* One tap of the filters at one output pixel, of all sums. */
static void add_tap(struct problem *p, const float *rows, size_t in, size_t out, int tap)
{
	int channels = p->shape->channels, filters = p->shape->filters;

	for (int c = 0; c < channels; c++)
		for (int f = 0; f < filters; f++) {
			size_t w = (size_t)(tap * channels + c) * (size_t)filters + (size_t)f;
			double dy = (double)p->dy[out + (size_t)f],
			       x = (double)p->x[in + (size_t)c];

			p->y[out + (size_t)f] += x * (double)rows[w];
			p->dx[in + (size_t)c] += dy * (double)rows[w];
			p->weight_sums[w] += x * dy;
		}
}

static void add_pixel(struct problem *p, const float *rows, int image, int y, int x)
{
	const struct conv_shape *s = p->shape;
	size_t out = (size_t)((image * s->out_height + y) * s->out_width + x) * (size_t)s->filters;

	for (int f = 0; f < s->filters; f++) {
		p->y[out + (size_t)f] += (double)p->bias[panel_index(1, 0, f)];
		p->sums[f] += (double)p->dy[out + (size_t)f];
	}
	for (int tap = 0; tap < s->filter_height * s->filter_width; tap++) {
		int in_y = y * s->stride_y + tap / s->filter_width - s->top;
		int in_x = x * s->stride_x + tap % s->filter_width - s->left;

		if (in_y < 0 || in_y >= s->height || in_x < 0 || in_x >= s->width)
			continue;
		add_tap(p, rows,
			(size_t)((image * s->height + in_y) * s->width + in_x) *
				(size_t)s->channels,
			out, tap);
	}
}

static void solve(struct problem *p)
{
	float *rows = panels_to_rows(p->rows, p->shape->filters, p->weights);

	p->y = calloc(p->y_size, sizeof(double));
	p->dx = calloc(p->x_size, sizeof(double));
	p->weight_sums = calloc((size_t)(p->rows * p->shape->filters), sizeof(double));
	p->sums = calloc((size_t)p->shape->filters, sizeof(double));
	for (int i = 0; i < p->n; i++)
		for (int y = 0; y < p->shape->out_height; y++)
			for (int x = 0; x < p->shape->out_width; x++)
				add_pixel(p, rows, i, y, x);
	free(rows);
}

/* What has one channel is a picture, with margins that grow with its number. */
static void clear_margins(struct problem *p)
{
	const struct conv_shape *s = p->shape;

	for (int at = 0; at < (int)p->x_size && s->channels == 1; at++) {
		int y = at / s->width % s->height, x = at % s->width;
		int margin = at / s->width / s->height % 8;

		if (y < margin || y >= s->height - 2 * margin || x < 2 * margin ||
		    x >= s->width - margin)
			p->x[at] = 0;
	}
}

static void problem_init(struct problem *problem, int i)
{
	struct problem p = {.own = get(i).shape, .shape = &problem->own, .n = get(i).n};
	const struct conv_shape *s = &p.own;

	*problem = p;
	p.rows = s->filter_height * s->filter_width * s->channels;
	p.x_size = (size_t)(p.n * s->height * s->width * s->channels);
	p.y_size = (size_t)(p.n * s->out_height * s->out_width * s->filters);
	p.x = values_new(p.x_size, 20);
	clear_margins(&p);
	p.dy = values_new(p.y_size, 21);
	p.weights = panels_new(p.rows, s->filters, 22);
	p.bias = panels_new(1, s->filters, 23);
	solve(&p);
	*problem = p;
}

static void problem_free(struct problem *p)
{
	values_free(p->x);
	values_free(p->dy);
	values_free(p->weights);
	values_free(p->bias);
	free(p->y);
	free(p->dx);
	free(p->weight_sums);
	free(p->sums);
}

static const char *describe(char text[128], const struct kernel *k, const struct problem *p,
			    const char *what)
{
	const struct conv_shape *s = p->shape;

	snprintf(text, 128, "%s: %s: %d images of %dx%dx%d, %d filters of %dx%d", k->name, what,
		 p->n, s->height, s->width, s->channels, s->filters, s->filter_height,
		 s->filter_width);
	return text;
}

/* Results of one run over images first..first+n-1 of a problem. */
struct result {
	float *y, *relu, *dx, *padded;
	struct recorder gradients; /* weights, then bias */
};

static void result_free(struct result *r)
{
	values_free(r->y);
	values_free(r->relu);
	values_free(r->dx);
	values_free(r->padded);
	recorder_free(&r->gradients);
}

/* The gradients of what conv() left in r->padded. */
static void run_gradients(const struct kernel *k, const struct problem *p, int n, const float *dy,
			  const float *y, const uint8_t *choice, struct result *r,
			  struct pool *pool)
{
	float *scratch = values_unset(k->conv_scratch(p->shape, n, choice != NULL));
	struct gradients g = {.dy = dy,
			      .has_bias = true,
			      .y = y,
			      .dx = r->dx,
			      .sink = &r->gradients.sink,
			      .bias_at = panel_size(p->rows, p->shape->filters),
			      .scratch = scratch};

	k->conv_gradients(p->shape, n, r->padded, p->weights, choice, &g, pool);
	values_free(scratch);
}

static struct result result_new(const struct problem *p, int n)
{
	size_t x_size = p->x_size / (size_t)p->n, y_size = p->y_size / (size_t)p->n;

	return (struct result){values_unset((size_t)n * y_size), values_unset((size_t)n * y_size),
			       values_unset((size_t)n * x_size),
			       values_zero(conv_padded_size(p->shape, n)),
			       recorder_new(panel_size(p->rows, p->shape->filters) +
					    panel_size(1, p->shape->filters))};
}

static struct result run(const struct kernel *k, const struct problem *p, int first, int n,
			 struct pool *pool)
{
	const struct conv_shape *s = p->shape;
	size_t x_size = p->x_size / (size_t)p->n, y_size = p->y_size / (size_t)p->n;
	const float *x = p->x + (size_t)first * x_size, *dy = p->dy + (size_t)first * y_size;
	struct result r = result_new(p, n);

	k->conv(s, n, x, p->weights, p->bias, true, NULL, r.padded, r.relu, pool);
	k->conv(s, n, x, p->weights, p->bias, false, NULL, r.padded, r.y, pool);
	run_gradients(k, p, n, dy, NULL, NULL, &r, pool);
	return r;
}

/* All problems, and what each kernel makes of them. */
struct scene {
	struct problem problems[ALL];
	struct result *results; /* [kernels][ALL] */
};

static int kernels(void)
{
	int count = 0;

	while (kernel_available()[count])
		count++;
	return count;
}

static int scene_setup(void **state)
{
	struct scene *scene = malloc(sizeof(*scene));

	scene->results = calloc((size_t)kernels() * ALL, sizeof(*scene->results));
	for (int i = 0; i < ALL; i++)
		problem_init(&scene->problems[i], i);
	for (int i = 0; i < kernels() * ALL; i++) {
		const struct problem *p = &scene->problems[i % ALL];

		scene->results[i] = run(kernel_available()[i / ALL], p, 0, p->n, NULL);
	}
	*state = scene;
	return 0;
}

static int scene_teardown(void **state)
{
	struct scene *scene = *state;

	for (int i = 0; i < ALL; i++)
		problem_free(&scene->problems[i]);
	for (int i = 0; i < kernels() * ALL; i++)
		result_free(&scene->results[i]);
	free(scene->results);
	free(scene);
	return 0;
}

/* Calls check() for each kernel and problem, with all images' results of one thread. */
static void for_all(void **state, void (*check)(const struct kernel *, const struct problem *,
						const struct result *))
{
	const struct scene *scene = *state;

	for (int i = 0; i < kernels() * ALL; i++)
		check(kernel_available()[i / ALL], &scene->problems[i % ALL], &scene->results[i]);
}

static void check_output(const struct kernel *k, const struct problem *p, const struct result *r)
{
	char text[128];

	assert_values_near(r->y, p->y, p->y_size, tolerance, describe(text, k, p, "conv"));
}

static void conv_is_the_sum_it_stands_for(void **state)
{
	for_all(state, check_output);
}

static void check_transformed(const struct kernel *k, const struct problem *p,
			      const struct result *r)
{
	double least = p->y[0], most = p->y[0], error = 0;

	if (!winograd_fits(p->shape))
		return;
	for (size_t i = 0; i < p->y_size; i++) {
		least = fmin(least, p->y[i]);
		most = fmax(most, p->y[i]);
		error = fmax(error, fabs((double)r->y[i] - p->y[i]));
	}
	if (error > transformed_tolerance * (most - least)) {
		char text[128];

		fail_msg("%s: loses %g of the range", describe(text, k, p, "conv"),
			 error / (most - least));
	}
}

static void transforms_lose_little(void **state)
{
	for_all(state, check_transformed);
}

/* All ways of computing them are tried, with patches cut in both directions. */
static void trials_are_of_all_kinds(void **state)
{
	int of[7] = {0}, odd = 0, cut = 0, valid = 0;

	(void)state;
	for (int i = 0; i < ALL; i++) {
		struct conv_shape s = get(i).shape;
		int height, width;

		if (!winograd_fits(&s))
			continue;
		winograd_cut(&s, &height, &width);
		of[s.filter_height]++;
		odd += s.filter_height == 3 && winograd_step(&s) == 5;
		valid += s.top == 0 && s.out_height < s.height;
		cut += height < s.out_height && width < s.out_width;
	}
	for (int size = 2; size <= 6; size++)
		assert_in_range(of[size], 2, TRIALS / 2);
	assert_in_range(odd, 2, of[3] - 2);
	assert_in_range(cut, 2, ALL);
	assert_in_range(valid, 2, ALL);
}

static void check_relu(const struct kernel *k, const struct problem *p, const struct result *r)
{
	float *expected = values_unset(p->y_size);
	char text[128];

	for (size_t i = 0; i < p->y_size; i++)
		expected[i] = r->y[i] > 0 ? r->y[i] : 0;
	assert_values_same(r->relu, expected, p->y_size, describe(text, k, p, "conv, relu"));
	values_free(expected);
}

static void conv_with_relu_is_conv_and_then_relu(void **state)
{
	for_all(state, check_relu);
}

static void check_input_gradient(const struct kernel *k, const struct problem *p,
				 const struct result *r)
{
	char text[128];

	assert_values_near(r->dx, p->dx, p->x_size, tolerance, describe(text, k, p, "dx"));
}

static void conv_input_gradient_is_the_sum_it_stands_for(void **state)
{
	for_all(state, check_input_gradient);
}

static void check_weight_gradients(const struct kernel *k, const struct problem *p,
				   const struct result *r)
{
	int filters = p->shape->filters;
	float *weights = panels_to_rows(p->rows, filters, r->gradients.block);
	float *bias = panels_to_rows(1, filters, r->gradients.block + panel_size(p->rows, filters));
	char text[128];

	assert_all_came_once(&r->gradients);
	assert_values_near(weights, p->weight_sums, (size_t)(p->rows * filters), tolerance,
			   describe(text, k, p, "weight gradient"));
	assert_values_near(bias, p->sums, (size_t)filters, tolerance,
			   describe(text, k, p, "bias gradient"));
	free(weights);
	free(bias);
}

static void conv_weight_gradients_are_the_sums_they_stand_for(void **state)
{
	for_all(state, check_weight_gradients);
}

/* The same for ReLU and maximum, with the kernels that do nothing else. */
struct pooled {
	float *y;
	uint8_t *choice;
	struct result r;
};

static struct pooled run_pooled(const struct kernel *k, const struct problem *p, const float *dy,
				struct pool *pool)
{
	const struct conv_shape *s = p->shape;
	size_t count = (size_t)(p->n * s->pooled_height * s->pooled_width * s->filters);
	struct pooled pooled = {values_unset(count), calloc(count + 1, 1), result_new(p, p->n)};

	k->conv(s, p->n, p->x, p->weights, p->bias, true, pooled.choice, pooled.r.padded, pooled.y,
		pool);
	run_gradients(k, p, p->n, dy, pooled.y, pooled.choice, &pooled.r, pool);
	return pooled;
}

static void pooled_free(struct pooled *pooled)
{
	values_free(pooled->y);
	free(pooled->choice);
	result_free(&pooled->r);
}

static void check_maxima(const struct kernel *k, const struct problem *p, const struct result *r)
{
	const struct conv_shape *s = p->shape;
	struct pooling maxima = {s->out_height,    s->out_width,    s->filters, 2, 2, 2, 2, 0, 0,
				 s->pooled_height, s->pooled_width, false};
	size_t count = (size_t)(p->n * s->pooled_height * s->pooled_width * s->filters);
	float *y = values_unset(count), *dy = values_new(p->y_size, 21);
	struct result alone = result_new(p, p->n);
	struct pool *pool = pool_new(2);
	struct pooled pooled = run_pooled(k, p, p->dy, pool);
	char text[128];

	describe(text, k, p, "conv, relu and maximum");
	reference_max_pool(&maxima, p->n, r->relu, y, NULL);
	assert_values_same(pooled.y, y, count, text);
	reference_max_pool_gradient(&maxima, p->n, r->relu, p->dy, dy, NULL);
	k->conv(s, p->n, p->x, p->weights, p->bias, true, NULL, alone.padded, alone.relu, NULL);
	run_gradients(k, p, p->n, dy, alone.relu, NULL, &alone, NULL);
	assert_all_came_once(&pooled.r.gradients);
	assert_values_same(pooled.r.dx, alone.dx, p->x_size, text);
	assert_values_same(pooled.r.gradients.block, alone.gradients.block, alone.gradients.size,
			   text);
	pool_free(pool);
	pooled_free(&pooled);
	result_free(&alone);
	values_free(y);
	values_free(dy);
}

/* Of an odd row or column there is a window of its own, or none. */
static void check_pooled(const struct kernel *k, const struct problem *p, const struct result *r)
{
	const struct conv_shape *s = p->shape;
	struct conv_shape rounded_down = *s;
	struct problem less = *p;

	check_maxima(k, p, r);
	rounded_down.pooled_height = s->out_height / 2;
	rounded_down.pooled_width = s->out_width / 2;
	less.shape = &rounded_down;
	if (rounded_down.pooled_height && rounded_down.pooled_width)
		check_maxima(k, &less, r);
}

static void conv_with_relu_and_maximum_is_one_after_the_other(void **state)
{
	for_all(state, check_pooled);
}

static void check_threads(const struct kernel *k, const struct problem *p,
			  const struct result *alone)
{
	char text[128];

	describe(text, k, p, "threads");
	for (int threads = 1; threads <= 3; threads++) {
		struct pool *pool = pool_new(threads);
		struct result r = run(k, p, 0, p->n, pool);

		assert_values_same(r.y, alone->y, p->y_size, text);
		assert_values_same(r.relu, alone->relu, p->y_size, text);
		assert_values_same(r.dx, alone->dx, p->x_size, text);
		assert_all_came_once(&r.gradients);
		assert_values_same(r.gradients.block, alone->gradients.block, r.gradients.size,
				   text);
		result_free(&r);
		pool_free(pool);
	}
}

static void conv_makes_the_same_bytes_with_1_2_and_3_threads(void **state)
{
	for_all(state, check_threads);
}

static void check_alone(const struct kernel *k, const struct problem *p, const struct result *all)
{
	size_t x_size = p->x_size / (size_t)p->n, y_size = p->y_size / (size_t)p->n;
	char text[128];

	describe(text, k, p, "an image alone");
	for (int i = 0; i<p->n; i += p->n> 8 ? 7 : 1) {
		struct result r = run(k, p, i, 1, NULL);

		assert_values_same(r.y, all->y + (size_t)i * y_size, y_size, text);
		assert_values_same(r.relu, all->relu + (size_t)i * y_size, y_size, text);
		assert_values_same(r.dx, all->dx + (size_t)i * x_size, x_size, text);
		result_free(&r);
	}
}

static void conv_gives_an_image_the_same_bytes_alone_and_in_a_batch(void **state)
{
	for_all(state, check_alone);
}

/* What is kept of filters between calls goes when one weight of them changes. */
static void check_changed(const struct kernel *k, const struct problem *p,
			  const struct result *before)
{
	const struct conv_shape *s = p->shape;
	float *weight = &p->weights[panel_index(p->rows, p->rows - 1, s->filters - 1)];
	struct result kept = result_new(p, p->n), changed;
	float was = *weight;
	char text[128];

	describe(text, k, p, "changed filters");
	k->conv(s, 1, p->x, p->weights, p->bias, false, NULL, kept.padded, kept.y, NULL);
	k->conv(s, p->n, p->x, p->weights, p->bias, false, NULL, kept.padded, kept.y, NULL);
	assert_values_same(kept.y, before->y, p->y_size, text);
	*weight += 1;
	changed = run(k, p, 0, p->n, NULL);
	k->conv(s, p->n, p->x, p->weights, p->bias, false, NULL, kept.padded, kept.y, NULL);
	assert_values_same(kept.y, changed.y, p->y_size, text);
	*weight = was;
	result_free(&kept);
	result_free(&changed);
}

static void conv_takes_the_filters_that_it_is_given(void **state)
{
	for_all(state, check_changed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(transforms_lose_little),
		cmocka_unit_test(trials_are_of_all_kinds),
		cmocka_unit_test(conv_is_the_sum_it_stands_for),
		cmocka_unit_test(conv_with_relu_is_conv_and_then_relu),
		cmocka_unit_test(conv_with_relu_and_maximum_is_one_after_the_other),
		cmocka_unit_test(conv_input_gradient_is_the_sum_it_stands_for),
		cmocka_unit_test(conv_weight_gradients_are_the_sums_they_stand_for),
		cmocka_unit_test(conv_makes_the_same_bytes_with_1_2_and_3_threads),
		cmocka_unit_test(conv_gives_an_image_the_same_bytes_alone_and_in_a_batch),
		cmocka_unit_test(conv_takes_the_filters_that_it_is_given),
	};

	return cmocka_run_group_tests(tests, scene_setup, scene_teardown);
}
