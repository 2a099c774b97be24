/*
 * ReLU, 2x2 maximum and the updates of SGD and Adam: every instruction set of this machine against
 * the definitions, written out for one value at a time.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "kernel/recorder.h"

#include <math.h>
#include <stdio.h>

#define FOR_EACH_KERNEL(k) for (const struct kernel *const *k = kernel_available(); *k; k++)

/* Beside a chunk's end (16384), a vector's and a loop's of sixteen. */
static const size_t counts[] = {1, 7, 16, 33, 1000, 16383, 16384, 16385, 40007};
enum { COUNTS = sizeof(counts) / sizeof(counts[0]) };

static void relu_passes_what_is_above_zero(void **state)
{
	(void)state;
	FOR_EACH_KERNEL(k)
	for (int i = 0; i < COUNTS; i++) {
		float *x = values_new(counts[i], 40), *y = values_unset(counts[i]);
		float *expected = values_unset(counts[i]);

		x[0] = -0.0f;
		for (size_t j = 0; j < counts[i]; j++)
			expected[j] = x[j] > 0 ? x[j] : 0;
		(*k)->relu(counts[i], x, y, NULL);
		assert_values_same(y, expected, counts[i], (*k)->name);
		values_free(x);
		values_free(y);
		values_free(expected);
	}
}

static void relu_gradient_passes_where_the_output_is_above_zero(void **state)
{
	(void)state;
	FOR_EACH_KERNEL(k)
	for (int i = 0; i < COUNTS; i++) {
		size_t count = counts[i];
		float *y = values_new(count, 41), *dy = values_new(count, 42);
		float *dx = values_unset(count), *expected = values_unset(count);

		y[count / 2] = 0;
		for (size_t j = 0; j < count; j++)
			expected[j] = y[j] > 0 ? dy[j] : 0;
		(*k)->relu_gradient(count, y, dy, dx, NULL);
		assert_values_same(dx, expected, count, (*k)->name);
		(*k)->relu_gradient(count, y, dy, dy, NULL);
		assert_values_same(dy, expected, count, "in place");
		values_free(y);
		values_free(dy);
		values_free(dx);
		values_free(expected);
	}
}

static const struct images {
	int n, height, width, channels;
} images[] = {
	{1, 1, 1, 1},  {2, 1, 1, 33},  {1, 2, 2, 16}, {7, 3, 5, 3},   {2, 28, 28, 32},
	{1, 7, 8, 70}, {50, 5, 4, 64}, {3, 1, 9, 17}, {3, 9, 1, 100}, {2, 63, 64, 1},
};
enum { IMAGES = sizeof(images) / sizeof(images[0]) };

static size_t image_values(struct images s, bool is_pooled)
{
	int height = is_pooled ? (s.height + 1) / 2 : s.height;
	int width = is_pooled ? (s.width + 1) / 2 : s.width;

	return (size_t)(s.n * height * width * s.channels);
}

static size_t value_at(struct images s, int image, int y, int x, int c)
{
	return (size_t)(((image * s.height + y) * s.width + x) * s.channels + c);
}

/* The input that holds the first of the largest values under one output, in reading order. */
static size_t largest_at(struct images s, const float *x, size_t output)
{
	int c = (int)(output % (size_t)s.channels), at = (int)(output / (size_t)s.channels);
	int rows = (s.height + 1) / 2, columns = (s.width + 1) / 2;
	int image = at / (rows * columns), top = at / columns % rows * 2, left = at % columns * 2;
	size_t best = value_at(s, image, top, left, c);

	for (int i = 1; i < 4; i++) {
		int row = top + i / 2, column = left + i % 2;

		if (row < s.height && column < s.width &&
		    x[value_at(s, image, row, column, c)] > x[best])
			best = value_at(s, image, row, column, c);
	}
	return best;
}

/* Of few different values, so that there are ties; shifted below zero, so that a maximum with zeros
 * beyond the edge shows. */
static float *tied_values(size_t count, uint32_t stream)
{
	float *values = values_unset(count);

	for (size_t i = 0; i < count; i++)
		values[i] = (float)(formula_bits(stream, (uint32_t)i) % 5) - 7;
	return values;
}

static void pool2_takes_the_largest_of_those_that_are_there(void **state)
{
	(void)state;
	FOR_EACH_KERNEL(k)
	for (int i = 0; i < IMAGES; i++) {
		struct images s = images[i];
		float *x = tied_values(image_values(s, false), 43);
		float *y = values_unset(image_values(s, true));

		(*k)->pool2(s.n, s.height, s.width, s.channels, x, y, NULL);
		for (size_t o = 0; o < image_values(s, true); o++)
			assert_values_same(y + o, x + largest_at(s, x, o), 1, (*k)->name);
		values_free(x);
		values_free(y);
	}
}

static void pool2_gradient_goes_to_the_first_of_the_largest(void **state)
{
	(void)state;
	FOR_EACH_KERNEL(k)
	for (int i = 0; i < IMAGES; i++) {
		struct images s = images[i];
		size_t in = image_values(s, false), out = image_values(s, true);
		float *x = tied_values(in, 44), *dy = values_new(out, 45);
		float *y = values_unset(out), *dx = values_unset(in);
		float *expected = values_zero(in);

		for (size_t o = 0; o < out; o++)
			expected[largest_at(s, x, o)] = dy[o];
		(*k)->pool2(s.n, s.height, s.width, s.channels, x, y, NULL);
		(*k)->pool2_gradient(s.n, s.height, s.width, s.channels, x, y, dy, dx, NULL);
		assert_values_same(dx, expected, in, (*k)->name);
		values_free(x);
		values_free(dy);
		values_free(y);
		values_free(dx);
		values_free(expected);
	}
}

/* relu, relu_gradient, pool2 and pool2_gradient of one array, one after the other. */
static float *run_all(const struct kernel *k, struct images s, struct pool *pool)
{
	size_t in = image_values(s, false), out = image_values(s, true);
	float *x = values_new(in, 46), *results = values_unset(3 * in + out);
	float *relu = results, *back = results + in, *dx = results + 2 * in, *y = results + 3 * in;

	k->relu(in, x, relu, pool);
	k->relu_gradient(in, relu, x, back, pool);
	k->pool2(s.n, s.height, s.width, s.channels, x, y, pool);
	k->pool2_gradient(s.n, s.height, s.width, s.channels, x, y, y, dx, pool);
	values_free(x);
	return results;
}

static void relu_and_pool2_make_the_same_bytes_with_1_2_and_3_threads(void **state)
{
	(void)state;
	FOR_EACH_KERNEL(k)
	for (int i = 0; i < IMAGES; i++) {
		size_t size = 3 * image_values(images[i], false) + image_values(images[i], true);
		float *alone = run_all(*k, images[i], NULL);

		for (int threads = 1; threads <= 3; threads++) {
			struct pool *pool = pool_new(threads);
			float *results = run_all(*k, images[i], pool);

			assert_values_same(results, alone, size, (*k)->name);
			values_free(results);
			pool_free(pool);
		}
		values_free(alone);
	}
}

enum { PARAMETERS = 16 * 67 };

static void sgd_goes_down_the_gradient_by_the_rate(void **state)
{
	(void)state;
	FOR_EACH_KERNEL(k)
	{
		float *gradient = values_new(PARAMETERS, 47),
		      *parameters = values_new(PARAMETERS, 48);
		double *expected = calloc(PARAMETERS, sizeof(*expected));

		for (int i = 0; i < PARAMETERS; i++)
			expected[i] = (double)parameters[i] - 0.3 * (double)gradient[i];
		(*k)->sgd(PARAMETERS, 0.3f, gradient, parameters);
		assert_values_near(parameters, expected, PARAMETERS, 2e-7, (*k)->name);
		values_free(gradient);
		values_free(parameters);
		free(expected);
	}
}

/* The algorithm before section 2.1 of the paper, in double precision. */
static void expect_adam(struct adam_step s, double g, double *parameter, double *m, double *v)
{
	*m = (double)s.beta1 * *m + (1 - (double)s.beta1) * g;
	*v = (double)s.beta2 * *v + (1 - (double)s.beta2) * g * g;
	*parameter -= (double)s.rate * *m / (sqrt(*v) + (double)s.epsilon);
}

/* From gradients far above epsilon down to ones where it is all that counts, and zero. */
static float gradient_at(int i, int step)
{
	return formula_value((uint32_t)(50 + step), (uint32_t)i) * powf(10, (float)(-(i % 16)));
}

static void adam_follows_the_paper_for_ten_steps(void **state)
{
	const struct adam_step s = {0.01f, 0.9f, 0.999f, 1e-8f};

	(void)state;
	FOR_EACH_KERNEL(k)
	{
		float *p = values_new(PARAMETERS, 49), *m = values_zero(PARAMETERS);
		float *v = values_zero(PARAMETERS), *g = values_unset(PARAMETERS);
		double want[3][PARAMETERS] = {{0}};

		for (int i = 0; i < PARAMETERS; i++)
			want[0][i] = (double)p[i];
		for (int step = 0; step < 10; step++) {
			for (int i = 0; i < PARAMETERS; i++) {
				g[i] = i % 16 == 15 ? 0 : gradient_at(i, step);
				expect_adam(s, (double)g[i], &want[0][i], &want[1][i], &want[2][i]);
			}
			(*k)->adam(PARAMETERS, &s, g, p, m, v);
		}
		assert_values_near(p, want[0], PARAMETERS, 1e-5, "parameters");
		assert_values_near(m, want[1], PARAMETERS, 1e-5, "m");
		assert_values_near(v, want[2], PARAMETERS, 1e-4, "v");
		values_free(p);
		values_free(m);
		values_free(v);
		values_free(g);
	}
}

static void adam_adds_epsilon_to_the_root(void **state)
{
	const struct adam_step s = {1, 0, 0, 1};
	const double want = -1.0 / 3; /* m = 1/2, sqrt(v) = 1/2 */

	(void)state;
	FOR_EACH_KERNEL(k)
	{
		float g[16], p[16] = {0}, m[16] = {0}, v[16] = {0};

		for (int i = 0; i < 16; i++)
			g[i] = 0.5f;
		(*k)->adam(16, &s, g, p, m, v);
		for (int i = 0; i < 16; i++)
			assert_values_near(p + i, &want, 1, 1e-6, (*k)->name);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(relu_passes_what_is_above_zero),
		cmocka_unit_test(relu_gradient_passes_where_the_output_is_above_zero),
		cmocka_unit_test(pool2_takes_the_largest_of_those_that_are_there),
		cmocka_unit_test(pool2_gradient_goes_to_the_first_of_the_largest),
		cmocka_unit_test(relu_and_pool2_make_the_same_bytes_with_1_2_and_3_threads),
		cmocka_unit_test(sgd_goes_down_the_gradient_by_the_rate),
		cmocka_unit_test(adam_follows_the_paper_for_ten_steps),
		cmocka_unit_test(adam_adds_epsilon_to_the_root),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
