/* The plain loops: windows against examples by hand, 2x2 maxima against the fast kernels. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "kernel/kernel.h"
#include "kernel/reference.h"
#include "support/values.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Of the row 1 2 3 4 5, as TensorFlow pads it. */
static const struct example {
	int size, stride, outputs;
	float maxima[5], averages[5];
} examples[] = {
	{2, 2, 3, {2, 4, 5}, {1.5f, 3.5f, 5}}, {3, 2, 3, {2, 4, 5}, {1.5f, 3, 4.5f}},
	{3, 3, 2, {3, 5}, {2, 4.5f}},          {4, 1, 5, {3, 4, 5, 5, 5}, {2, 2.5f, 3.5f, 4, 4.5f}},
	{2, 3, 2, {2, 5}, {1.5f, 4.5f}},       {2, 4, 2, {2, 5}, {1.5f, 5}},
	{4, 4, 2, {3, 5}, {2, 4.5f}},
};
enum { EXAMPLES = sizeof(examples) / sizeof(examples[0]) };

/* With TensorFlow's SAME padding. */
static struct pooling same(int height, int width, int channels, int size, int stride)
{
	int down = (height + stride - 1) / stride, across = (width + stride - 1) / stride;
	int past_y = (down - 1) * stride + size - height;
	int past_x = (across - 1) * stride + size - width;

	return (struct pooling){.height = height,
				.width = width,
				.channels = channels,
				.window_height = size,
				.window_width = size,
				.stride_y = stride,
				.stride_x = stride,
				.top = past_y > 0 ? past_y / 2 : 0,
				.left = past_x > 0 ? past_x / 2 : 0,
				.out_height = down,
				.out_width = across};
}

/* The row lies across or down, in the second of two channels; the first holds its negatives. */
static void check_example(const struct example *e, bool is_down)
{
	struct pooling s = same(is_down ? 5 : 1, is_down ? 1 : 5, 2, e->size, e->stride);
	float *x = values_unset(10), *y = values_unset((size_t)(2 * e->outputs));

	for (int i = 0; i < 5; i++) {
		x[2 * i] = -(float)(i + 1);
		x[2 * i + 1] = (float)(i + 1);
	}
	assert_int_equal(s.out_height * s.out_width, e->outputs);
	reference_max_pool(&s, 1, x, y, NULL);
	for (int i = 0; i < e->outputs; i++)
		assert_true(y[2 * i + 1] == e->maxima[i]);
	reference_average_pool(&s, 1, x, y, NULL);
	for (int i = 0; i < e->outputs; i++) {
		assert_true(y[2 * i + 1] == e->averages[i]);
		assert_true(y[2 * i] == -e->averages[i]);
	}
	values_free(x);
	values_free(y);
}

static void windows_lie_as_tensorflow_s_same_padding_has_them(void **state)
{
	(void)state;
	for (int i = 0; i < EXAMPLES; i++) {
		check_example(&examples[i], false);
		check_example(&examples[i], true);
	}
}

static const struct images {
	int n, height, width, channels;
} images[] = {{1, 1, 1, 1}, {2, 7, 7, 33}, {1, 2, 2, 16}, {7, 3, 5, 3}, {2, 28, 28, 32}};
enum { IMAGES = sizeof(images) / sizeof(images[0]) };

/* Few different values, so that there are ties. */
static float *tied_values(size_t count, uint32_t stream)
{
	float *values = values_unset(count);

	for (size_t i = 0; i < count; i++)
		values[i] = (float)(formula_bits(stream, (uint32_t)i) % 5) - 7;
	return values;
}

static void windows_of_2_by_2_are_those_of_the_kernels(void **state)
{
	(void)state;
	for (const struct kernel *const *k = kernel_available(); *k; k++)
		for (int i = 0; i < IMAGES; i++) {
			struct images m = images[i];
			struct pooling s = same(m.height, m.width, m.channels, 2, 2);
			size_t in = (size_t)(m.n * m.height * m.width * m.channels);
			size_t out = (size_t)(m.n * ((m.height + 1) / 2) * ((m.width + 1) / 2) *
					      m.channels);
			float *x = tied_values(in, 5), *dy = values_new(out, 6);
			float *y = values_unset(out), *expected = values_unset(out);
			float *dx = values_unset(in), *expected_dx = values_unset(in);

			(*k)->pool2(m.n, m.height, m.width, m.channels, x, expected, NULL);
			(*k)->pool2_gradient(m.n, m.height, m.width, m.channels, x, expected, dy,
					     expected_dx, NULL);
			reference_max_pool(&s, m.n, x, y, NULL);
			reference_max_pool_gradient(&s, m.n, x, dy, dx, NULL);
			assert_values_same(y, expected, out, "maxima");
			assert_values_same(dx, expected_dx, in, "their gradient");
			values_free(x);
			values_free(y);
			values_free(dy);
			values_free(dx);
			values_free(expected);
			values_free(expected_dx);
		}
}

/* Pooling is linear in dy, and an average in x too: sum(dy * y) = sum(dx * x). */
static void gradients_of_averages_are_their_transpose(void **state)
{
	(void)state;
	for (int size = 2; size <= 4; size++)
		for (int stride = 1; stride <= 4; stride++) {
			struct pooling s = same(7, 10, 3, size, stride);
			size_t in = 2 * 7 * 10 * 3;
			size_t out = (size_t)(2 * s.out_height * s.out_width * 3);
			float *x = values_new(in, 7), *dy = values_new(out, 8);
			float *y = values_unset(out), *dx = values_unset(in);
			double forward = 0, backward = 0;

			reference_average_pool(&s, 2, x, y, NULL);
			reference_average_pool_gradient(&s, 2, dy, dx, NULL);
			for (size_t i = 0; i < out; i++)
				forward += (double)dy[i] * (double)y[i];
			for (size_t i = 0; i < in; i++)
				backward += (double)dx[i] * (double)x[i];
			assert_true(fabs(forward) > 1e-3);
			assert_true(fabs(forward - backward) < 1e-5 * fabs(forward) + 1e-6);
			values_free(x);
			values_free(y);
			values_free(dy);
			values_free(dx);
		}
}

/* Windows of 3 of the row 1 2 3 4 5, two apart, one past each end, as PyTorch's padding=1. */
static void padding_counts_in_averages_where_it_is_said(void **state)
{
	static const float x[] = {1, 2, 3, 4, 5}, dy[] = {3, 6, 9};
	struct pooling s = {1, 5, 1, 1, 3, 1, 2, 0, 1, 1, 3, true};
	float y[3], dx[5];

	(void)state;
	reference_average_pool(&s, 1, x, y, NULL);
	assert_true(y[0] == 1 && y[1] == 3 && y[2] == 3);
	reference_average_pool_gradient(&s, 1, dy, dx, NULL);
	assert_true(dx[0] == 1 && dx[1] == 3 && dx[2] == 2 && dx[3] == 5 && dx[4] == 3);
	s.has_zeros = false;
	reference_average_pool(&s, 1, x, y, NULL);
	assert_true(y[0] == 1.5f && y[1] == 3 && y[2] == 4.5f);
	reference_max_pool(&s, 1, x, y, NULL);
	assert_true(y[0] == 2 && y[1] == 4 && y[2] == 5);
}

/* Images 5 high and 4 wide, windows of 2 by 3 of whose rows one is left over. */
static void windows_may_be_oblong_and_leave_rows_out(void **state)
{
	struct pooling s = {5, 4, 1, 2, 3, 2, 1, 0, 0, 2, 2, false};
	float x[20], y[4], dx[20];
	static const float dy[] = {1, 1, 1, 1};

	(void)state;
	for (int i = 0; i < 20; i++)
		x[i] = (float)i;
	reference_max_pool(&s, 1, x, y, NULL);
	assert_true(y[0] == 6 && y[1] == 7 && y[2] == 14 && y[3] == 15);
	reference_average_pool(&s, 1, x, y, NULL);
	assert_true(y[0] == 3 && y[1] == 4 && y[2] == 11 && y[3] == 12);
	reference_max_pool_gradient(&s, 1, x, dy, dx, NULL);
	for (int i = 0; i < 20; i++)
		assert_true(dx[i] == (i == 6 || i == 7 || i == 14 || i == 15 ? 1 : 0));
}

static void a_scale_and_its_gradients_are_the_sums_they_stand_for(void **state)
{
	static const int channels[] = {1, 15, 16, 17, 40};

	(void)state;
	for (int i = 0; i < 5; i++) {
		size_t c = (size_t)channels[i], pixels = 3001, count = pixels * c;
		float *x = values_new(count, 11), *dy = values_new(count, 12);
		float *gamma = values_new(c, 13), *beta = values_new(c, 14);
		float *dgamma = values_unset(c), *dbeta = values_unset(c);
		float *y = values_unset(count);
		double *expected = calloc(count, sizeof(*expected));
		double *sums = calloc(2 * c, sizeof(*sums));
		struct pool *pool = pool_new(3);

		for (size_t k = 0; k < count; k++) {
			expected[k] = (double)gamma[k % c] * (double)x[k] + (double)beta[k % c];
			sums[k % c] += (double)dy[k] * (double)x[k];
			sums[c + k % c] += (double)dy[k];
		}
		reference_scale(pixels, channels[i], gamma, beta, x, y, pool);
		assert_values_near(y, expected, count, 1e-6, "scale");
		reference_scale_gradients(pixels, channels[i], x, dy, dgamma, dbeta, pool);
		assert_values_near(dgamma, sums, c, 1e-6, "the gradient of gamma");
		assert_values_near(dbeta, sums + c, c, 1e-6, "the gradient of beta");
		pool_free(pool);
		values_free(x);
		values_free(dy);
		values_free(gamma);
		values_free(beta);
		values_free(dgamma);
		values_free(dbeta);
		values_free(y);
		free(expected);
		free(sums);
	}
}

static float add(float x, const float *numbers)
{
	return x + numbers[0];
}

static void maps_reach_every_value_once(void **state)
{
	static const float two[] = {2}, three[] = {3};
	static const size_t counts[] = {1, 16383, 16384, 16385, 40007};

	(void)state;
	for (int i = 0; i < 5; i++) {
		size_t count = counts[i];
		float *x = values_new(count, 9), *dy = values_new(count, 10);
		float *y = values_unset(count), *expected = values_unset(count);

		for (size_t k = 0; k < count; k++)
			expected[k] = x[k] + 2;
		reference_map(count, add, two, x, y, NULL);
		assert_values_same(y, expected, count, "map");
		for (size_t k = 0; k < count; k++)
			expected[k] = dy[k] * (x[k] + 3);
		reference_map_gradient(count, add, three, x, dy, y, NULL);
		assert_values_same(y, expected, count, "gradient");
		values_free(x);
		values_free(y);
		values_free(dy);
		values_free(expected);
	}
}

static void threads_make_the_same_bytes(void **state)
{
	enum { N = 9, IN = N * 7 * 10 * 3, OUT = N * 4 * 5 * 3 };
	struct pooling s = same(7, 10, 3, 3, 2);
	float *x = values_new(IN, 7), *dy = values_new(OUT, 8);
	float *y[2] = {values_unset(OUT), values_unset(OUT)};
	float *dx[2] = {values_unset(IN), values_unset(IN)};
	struct pool *pools[2] = {NULL, pool_new(3)};

	(void)state;
	for (int i = 0; i < 2; i++)
		reference_max_pool(&s, N, x, y[i], pools[i]);
	assert_values_same(y[1], y[0], OUT, "maxima");
	for (int i = 0; i < 2; i++)
		reference_average_pool(&s, N, x, y[i], pools[i]);
	assert_values_same(y[1], y[0], OUT, "averages");
	for (int i = 0; i < 2; i++)
		reference_max_pool_gradient(&s, N, x, dy, dx[i], pools[i]);
	assert_values_same(dx[1], dx[0], IN, "gradients of maxima");
	for (int i = 0; i < 2; i++)
		reference_average_pool_gradient(&s, N, dy, dx[i], pools[i]);
	assert_values_same(dx[1], dx[0], IN, "gradients of averages");
	for (int i = 0; i < 2; i++) {
		values_free(y[i]);
		values_free(dx[i]);
	}
	values_free(x);
	values_free(dy);
	pool_free(pools[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(windows_lie_as_tensorflow_s_same_padding_has_them),
		cmocka_unit_test(windows_of_2_by_2_are_those_of_the_kernels),
		cmocka_unit_test(gradients_of_averages_are_their_transpose),
		cmocka_unit_test(padding_counts_in_averages_where_it_is_said),
		cmocka_unit_test(windows_may_be_oblong_and_leave_rows_out),
		cmocka_unit_test(a_scale_and_its_gradients_are_the_sums_they_stand_for),
		cmocka_unit_test(maps_reach_every_value_once),
		cmocka_unit_test(threads_make_the_same_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
