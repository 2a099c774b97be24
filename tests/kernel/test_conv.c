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
#include "kernel/winograd.h"

#include <math.h>
#include <stdio.h>

/* Sums of up to 10,000 products in float32. */
static const double tolerance = 2e-5;

static const struct trial {
	struct conv_shape shape; /* height, width, channels, size, filters */
	int n;
} trials[] = {
	{{1, 1, 1, 1, 10}, 1},    {{1, 1, 33, 5, 64}, 7},    {{1, 1, 3, 7, 100}, 2},
	{{1, 1, 70, 3, 16}, 50},  {{2, 2, 16, 3, 16}, 50},   {{1, 9, 3, 5, 17}, 3},
	{{9, 1, 16, 3, 1}, 4},    {{3, 5, 70, 3, 100}, 2},   {{7, 5, 64, 5, 16}, 7},
	{{9, 4, 33, 7, 64}, 1},   {{28, 28, 1, 5, 32}, 2},   {{13, 17, 3, 3, 10}, 7},
	{{14, 9, 1, 5, 16}, 50},  {{5, 3, 16, 5, 70}, 9},    {{15, 15, 16, 1, 33}, 1},
	{{11, 11, 64, 3, 64}, 1}, {{2, 3, 70, 7, 100}, 2},   {{12, 10, 33, 3, 17}, 8},
	{{64, 64, 1, 7, 10}, 1},  {{16, 14, 3, 3, 65}, 6},   {{14, 14, 32, 5, 64}, 3},
	{{28, 28, 16, 3, 33}, 2}, {{20, 30, 128, 3, 17}, 1}, {{13, 27, 64, 5, 20}, 2},
	{{17, 19, 16, 5, 23}, 2}, {{21, 18, 40, 3, 16}, 3},
};
enum { TRIALS = sizeof(trials) / sizeof(trials[0]) };

struct problem {
	const struct conv_shape *shape;
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
	size_t out = (size_t)((image * s->height + y) * s->width + x) * (size_t)s->filters;

	for (int f = 0; f < s->filters; f++) {
		p->y[out + (size_t)f] += (double)p->bias[panel_index(1, 0, f)];
		p->sums[f] += (double)p->dy[out + (size_t)f];
	}
	for (int tap = 0; tap < s->size * s->size; tap++) {
		int in_y = y + tap / s->size - s->size / 2, in_x = x + tap % s->size - s->size / 2;

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
		for (int y = 0; y < p->shape->height; y++)
			for (int x = 0; x < p->shape->width; x++)
				add_pixel(p, rows, i, y, x);
	free(rows);
}

static struct problem problem_new(const struct trial *t)
{
	const struct conv_shape *s = &t->shape;
	size_t pixels = (size_t)(t->n * s->height * s->width);
	struct problem p = {.shape = s, .n = t->n, .rows = s->size * s->size * s->channels};

	p.x_size = pixels * (size_t)s->channels;
	p.y_size = pixels * (size_t)s->filters;
	p.x = values_new(p.x_size, 20);
	p.dy = values_new(p.y_size, 21);
	p.weights = panels_new(p.rows, s->filters, 22);
	p.bias = panels_new(1, s->filters, 23);
	solve(&p);
	return p;
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

static int problems_setup(void **state)
{
	struct problem *problems = calloc(TRIALS, sizeof(*problems));

	for (int i = 0; i < TRIALS; i++)
		problems[i] = problem_new(&trials[i]);
	*state = problems;
	return 0;
}

static int problems_teardown(void **state)
{
	struct problem *problems = *state;

	for (int i = 0; i < TRIALS; i++)
		problem_free(&problems[i]);
	free(problems);
	return 0;
}

static const char *describe(char text[128], const struct kernel *k, const struct problem *p,
			    const char *what)
{
	const struct conv_shape *s = p->shape;

	snprintf(text, 128, "%s: %s: %d images of %dx%dx%d, %d filters of %d", k->name, what, p->n,
		 s->height, s->width, s->channels, s->filters, s->size);
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
			       values_unset(conv_padded_size(p->shape, n)),
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

/* Calls check(kernel, problem) for each of both. */
static void for_all(void **state, void (*check)(const struct kernel *, const struct problem *))
{
	const struct problem *problems = *state;

	for (const struct kernel *const *k = kernel_available(); *k; k++)
		for (int i = 0; i < TRIALS; i++)
			check(*k, &problems[i]);
}

static void check_output(const struct kernel *k, const struct problem *p)
{
	struct result r = run(k, p, 0, p->n, NULL);
	char text[128];

	assert_values_near(r.y, p->y, p->y_size, tolerance, describe(text, k, p, "conv"));
	result_free(&r);
}

static void conv_is_the_sum_it_stands_for(void **state)
{
	for_all(state, check_output);
}

/* All ways of computing them are tried, with patches cut in both directions. */
static void trials_are_of_all_kinds(void **state)
{
	int of_3x3 = 0, of_5x5 = 0, cut = 0;

	(void)state;
	for (int i = 0; i < TRIALS; i++) {
		const struct conv_shape *s = &trials[i].shape;
		int height, width;

		if (!winograd_fits(s))
			continue;
		winograd_cut(s, &height, &width);
		of_3x3 += s->size == 3;
		of_5x5 += s->size == 5;
		cut += height < s->height && width < s->width;
	}
	assert_in_range(of_3x3, 3, TRIALS);
	assert_in_range(of_5x5, 3, TRIALS);
	assert_in_range(of_3x3 + of_5x5, 6, TRIALS - 6);
	assert_in_range(cut, 2, TRIALS);
}

static void check_relu(const struct kernel *k, const struct problem *p)
{
	struct result r = run(k, p, 0, p->n, NULL);

	for (size_t i = 0; i < p->y_size; i++) {
		float expected = r.y[i] > 0 ? r.y[i] : 0;
		char text[128];

		assert_values_same(r.relu + i, &expected, 1, describe(text, k, p, "conv, relu"));
	}
	result_free(&r);
}

static void conv_with_relu_is_conv_and_then_relu(void **state)
{
	for_all(state, check_relu);
}

static void check_input_gradient(const struct kernel *k, const struct problem *p)
{
	struct result r = run(k, p, 0, p->n, NULL);
	char text[128];

	assert_values_near(r.dx, p->dx, p->x_size, tolerance, describe(text, k, p, "dx"));
	result_free(&r);
}

static void conv_input_gradient_is_the_sum_it_stands_for(void **state)
{
	for_all(state, check_input_gradient);
}

static void check_weight_gradients(const struct kernel *k, const struct problem *p)
{
	int filters = p->shape->filters;
	struct result r = run(k, p, 0, p->n, NULL);
	float *weights = panels_to_rows(p->rows, filters, r.gradients.block);
	float *bias = panels_to_rows(1, filters, r.gradients.block + panel_size(p->rows, filters));
	char text[128];

	assert_all_came_once(&r.gradients);
	assert_values_near(weights, p->weight_sums, (size_t)(p->rows * filters), tolerance,
			   describe(text, k, p, "weight gradient"));
	assert_values_near(bias, p->sums, (size_t)filters, tolerance,
			   describe(text, k, p, "bias gradient"));
	free(weights);
	free(bias);
	result_free(&r);
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
	size_t windows = (size_t)((p->shape->height + 1) / 2 * ((p->shape->width + 1) / 2));
	size_t count = (size_t)p->n * windows * (size_t)p->shape->filters;
	struct pooled pooled = {values_unset(count), calloc(count, 1), result_new(p, p->n)};

	k->conv(p->shape, p->n, p->x, p->weights, p->bias, true, pooled.choice, pooled.r.padded,
		pooled.y, pool);
	run_gradients(k, p, p->n, dy, pooled.y, pooled.choice, &pooled.r, pool);
	return pooled;
}

static void pooled_free(struct pooled *pooled)
{
	values_free(pooled->y);
	free(pooled->choice);
	result_free(&pooled->r);
}

static void check_pooled(const struct kernel *k, const struct problem *p)
{
	const struct conv_shape *s = p->shape;
	size_t count = (size_t)(p->n * ((s->height + 1) / 2) * ((s->width + 1) / 2) * s->filters);
	float *y = values_unset(count), *dy = values_new(p->y_size, 21);
	struct result r = run(k, p, 0, p->n, NULL), alone = result_new(p, p->n);
	struct pool *pool = pool_new(2);
	struct pooled pooled = run_pooled(k, p, p->dy, pool);
	char text[128];

	describe(text, k, p, "conv, relu and maximum");
	k->pool2(p->n, s->height, s->width, s->filters, r.relu, y, NULL);
	assert_values_same(pooled.y, y, count, text);
	k->pool2_gradient(p->n, s->height, s->width, s->filters, r.relu, y, p->dy, dy, NULL);
	k->conv(s, p->n, p->x, p->weights, p->bias, true, NULL, alone.padded, alone.relu, NULL);
	run_gradients(k, p, p->n, dy, alone.relu, NULL, &alone, NULL);
	assert_all_came_once(&pooled.r.gradients);
	assert_values_same(pooled.r.dx, alone.dx, p->x_size, text);
	assert_values_same(pooled.r.gradients.block, alone.gradients.block, alone.gradients.size,
			   text);
	pool_free(pool);
	pooled_free(&pooled);
	result_free(&r);
	result_free(&alone);
	values_free(y);
	values_free(dy);
}

static void conv_with_relu_and_maximum_is_one_after_the_other(void **state)
{
	for_all(state, check_pooled);
}

static void check_threads(const struct kernel *k, const struct problem *p)
{
	struct result alone = run(k, p, 0, p->n, NULL);
	char text[128];

	describe(text, k, p, "threads");
	for (int threads = 1; threads <= 3; threads++) {
		struct pool *pool = pool_new(threads);
		struct result r = run(k, p, 0, p->n, pool);

		assert_values_same(r.y, alone.y, p->y_size, text);
		assert_values_same(r.relu, alone.relu, p->y_size, text);
		assert_values_same(r.dx, alone.dx, p->x_size, text);
		assert_all_came_once(&r.gradients);
		assert_values_same(r.gradients.block, alone.gradients.block, r.gradients.size,
				   text);
		result_free(&r);
		pool_free(pool);
	}
	result_free(&alone);
}

static void conv_makes_the_same_bytes_with_1_2_and_3_threads(void **state)
{
	for_all(state, check_threads);
}

static void check_alone(const struct kernel *k, const struct problem *p)
{
	size_t x_size = p->x_size / (size_t)p->n, y_size = p->y_size / (size_t)p->n;
	struct result all = run(k, p, 0, p->n, NULL);
	char text[128];

	describe(text, k, p, "an image alone");
	for (int i = 0; i<p->n; i += p->n> 8 ? 7 : 1) {
		struct result r = run(k, p, i, 1, NULL);

		assert_values_same(r.y, all.y + (size_t)i * y_size, y_size, text);
		assert_values_same(r.relu, all.relu + (size_t)i * y_size, y_size, text);
		assert_values_same(r.dx, all.dx + (size_t)i * x_size, x_size, text);
		result_free(&r);
	}
	result_free(&all);
}

static void conv_gives_an_image_the_same_bytes_alone_and_in_a_batch(void **state)
{
	for_all(state, check_alone);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(trials_are_of_all_kinds),
		cmocka_unit_test(conv_is_the_sum_it_stands_for),
		cmocka_unit_test(conv_with_relu_is_conv_and_then_relu),
		cmocka_unit_test(conv_with_relu_and_maximum_is_one_after_the_other),
		cmocka_unit_test(conv_input_gradient_is_the_sum_it_stands_for),
		cmocka_unit_test(conv_weight_gradients_are_the_sums_they_stand_for),
		cmocka_unit_test(conv_makes_the_same_bytes_with_1_2_and_3_threads),
		cmocka_unit_test(conv_gives_an_image_the_same_bytes_alone_and_in_a_batch),
	};

	return cmocka_run_group_tests(tests, problems_setup, problems_teardown);
}
