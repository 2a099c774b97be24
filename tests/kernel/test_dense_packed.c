/*
 * Dense layers that read packed images against the sums they stand for, in double precision: on
 * every instruction set of this machine, with images of no, some and no other than zeros, and
 * inputs that fill no stretch evenly. An image takes just its bytes of memory, so that sanitizers
 * see what is read behind them; NaNs and guards as in test_conv.c.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/packed_image.h"
#include "kernel/recorder.h"

#include <stdio.h>

static const double tolerance = 2e-5;

struct problem {
	int n, inputs, units;
	uint8_t **images;                    /* [n], packed */
	float *weights, *bias, *dy;          /* the first two in panels */
	double *y, *weight_sums, *bias_sums; /* what kernels should make of it; row-major */
};

/* Image i of n: it has about i of n - 1 pixels that are not 0, and is zero here and there in a row.
 */
static uint8_t *draw(const struct problem *p, int i)
{
	uint8_t *pixels = calloc((size_t)p->inputs, 1);

	for (int k = 0; k < p->inputs; k++) {
		uint32_t bits = formula_bits(40, (uint32_t)(i * p->inputs + k));
		bool is_blank = i < p->n - 1 && k / 24 % 2 == 1;

		if (!is_blank && (int)(bits >> 8) % p->n <= i && i > 0)
			pixels[k] = (uint8_t)(1 + bits % 255);
	}
	return pixels;
}

static uint8_t *pack(const uint8_t *pixels, int inputs)
{
	size_t bits = packed_bit_bytes((size_t)inputs), size = bits;
	uint8_t *packed = calloc(packed_most_bytes((size_t)inputs), 1);

	for (int k = 0; k < inputs; k += PACKED_FOUR) {
		static const uint8_t zeros[PACKED_FOUR];

		if (memcmp(pixels + k, zeros, PACKED_FOUR) == 0)
			continue;
		packed[k / PACKED_FOUR / 8] |= (uint8_t)(1 << k / PACKED_FOUR % 8);
		memcpy(packed + size, pixels + k, PACKED_FOUR);
		size += PACKED_FOUR;
	}
	return realloc(packed, size);
}

static void add_image(struct problem *p, const float *rows, const uint8_t *pixels, int i)
{
	const float *dy = p->dy + (size_t)i * (size_t)p->units;

	for (int u = 0; u < p->units; u++) {
		double *y = p->y + (size_t)i * (size_t)p->units + u;

		*y = (double)p->bias[u];
		p->bias_sums[u] += (double)dy[u];
		for (int k = 0; k < p->inputs; k++) {
			size_t w = (size_t)k * (size_t)p->units + (size_t)u;

			*y += pixels[k] / 255.0 * (double)rows[w];
			p->weight_sums[w] += pixels[k] / 255.0 * (double)dy[u];
		}
	}
}

static struct problem problem_new(int n, int inputs, int units)
{
	struct problem p = {.n = n, .inputs = inputs, .units = units};
	size_t outputs = (size_t)n * (size_t)units;
	float *rows;

	p.images = calloc((size_t)n, sizeof(*p.images));
	p.weights = panels_new(inputs, units, 41);
	p.bias = panels_new(1, units, 42);
	p.dy = values_new(outputs, 43);
	p.y = calloc(outputs, sizeof(*p.y));
	p.weight_sums = calloc((size_t)inputs * (size_t)units, sizeof(*p.weight_sums));
	p.bias_sums = calloc((size_t)units, sizeof(*p.bias_sums));
	rows = panels_to_rows(inputs, units, p.weights);
	for (int i = 0; i < n; i++) {
		uint8_t *pixels = draw(&p, i);

		p.images[i] = pack(pixels, inputs);
		add_image(&p, rows, pixels, i);
		free(pixels);
	}
	free(rows);
	return p;
}

static void problem_free(struct problem *p)
{
	for (int i = 0; i < p->n; i++)
		free(p->images[i]);
	free(p->images);
	values_free(p->weights);
	values_free(p->bias);
	values_free(p->dy);
	free(p->y);
	free(p->weight_sums);
	free(p->bias_sums);
}

struct result {
	float *y, *relu;
	struct recorder gradients, relu_gradients; /* weights, then bias */
};

static void result_free(struct result *r)
{
	values_free(r->y);
	values_free(r->relu);
	recorder_free(&r->gradients);
	recorder_free(&r->relu_gradients);
}

static void run_back(const struct kernel *k, const struct problem *p, const float *dy,
		     const float *relu, struct recorder *recorder, struct pool *pool)
{
	size_t weights = panel_size(p->inputs, p->units);
	struct gradients g = {.dy = dy, .y = relu, .has_bias = true, .bias_at = weights};

	*recorder = recorder_new(weights + panel_size(1, p->units));
	g.sink = &recorder->sink;
	g.scratch = values_unset(k->dense_scratch(p->n, p->units));
	k->dense_packed_gradients(p->n, p->inputs, p->units, (const uint8_t *const *)p->images, &g,
				  pool);
	values_free(g.scratch);
	assert_all_came_once(recorder);
}

static struct result run(const struct kernel *k, const struct problem *p, struct pool *pool)
{
	const uint8_t *const *images = (const uint8_t *const *)p->images;
	size_t outputs = (size_t)p->n * (size_t)p->units;
	struct result r = {.y = values_unset(outputs), .relu = values_unset(outputs)};

	k->dense_packed(p->n, p->inputs, p->units, images, p->weights, p->bias, false, r.y, pool);
	k->dense_packed(p->n, p->inputs, p->units, images, p->weights, p->bias, true, r.relu, pool);
	run_back(k, p, p->dy, NULL, &r.gradients, pool);
	run_back(k, p, p->dy, r.relu, &r.relu_gradients, pool);
	return r;
}

static void check_sums(const struct kernel *k, const struct problem *p)
{
	struct result r = run(k, p, NULL);
	const float *block = r.gradients.block;
	float *weights = panels_to_rows(p->inputs, p->units, block);
	float *bias = panels_to_rows(1, p->units, block + panel_size(p->inputs, p->units));

	assert_values_near(r.y, p->y, (size_t)p->n * (size_t)p->units, tolerance, k->name);
	assert_values_near(weights, p->weight_sums, (size_t)p->inputs * (size_t)p->units, tolerance,
			   k->name);
	assert_values_near(bias, p->bias_sums, (size_t)p->units, tolerance, k->name);
	free(weights);
	free(bias);
	result_free(&r);
}

/* Backward as if dy were zero where the ReLU is dead. */
static void check_relu(const struct kernel *k, const struct problem *p)
{
	size_t outputs = (size_t)p->n * (size_t)p->units;
	struct result r = run(k, p, NULL);
	float *dy = values_new(outputs, 43);
	struct recorder expected;

	for (size_t i = 0; i < outputs; i++) {
		float relu = r.y[i] > 0 ? r.y[i] : 0;

		assert_values_same(r.relu + i, &relu, 1, k->name);
		dy[i] = relu > 0 ? dy[i] : 0;
	}
	run_back(k, p, dy, NULL, &expected, NULL);
	assert_values_same(r.relu_gradients.block, expected.block, expected.size, k->name);
	values_free(dy);
	recorder_free(&expected);
	result_free(&r);
}

static void check_threads(const struct kernel *k, const struct problem *p)
{
	struct result alone = run(k, p, NULL);

	for (int threads = 2; threads <= 7; threads++) {
		struct pool *pool = pool_new(threads);
		struct result r = run(k, p, pool);

		assert_values_same(r.y, alone.y, (size_t)p->n * (size_t)p->units, k->name);
		assert_values_same(r.gradients.block, alone.gradients.block, r.gradients.size,
				   k->name);
		result_free(&r);
		pool_free(pool);
	}
	result_free(&alone);
}

static void check_alone(const struct kernel *k, const struct problem *p)
{
	struct result all = run(k, p, NULL);

	for (int i = 0; i < p->n; i++) {
		float *y = values_unset((size_t)p->units);

		k->dense_packed(1, p->inputs, p->units, (const uint8_t *const *)p->images + i,
				p->weights, p->bias, false, y, NULL);
		assert_values_same(y, all.y + (size_t)i * (size_t)p->units, (size_t)p->units,
				   k->name);
		values_free(y);
	}
	result_free(&all);
}

static void for_all(void (*check)(const struct kernel *, const struct problem *))
{
	static const struct {
		int n, inputs, units;
	} trials[] = {{2, 4, 1},     {3, 12, 3},   {7, 252, 16}, {33, 256, 2},
		      {65, 260, 10}, {5, 784, 10}, {9, 1024, 9}, {2, 1300, 15}};

	for (size_t i = 0; i < sizeof(trials) / sizeof(trials[0]); i++) {
		struct problem p = problem_new(trials[i].n, trials[i].inputs, trials[i].units);

		for (const struct kernel *const *k = kernel_available(); *k; k++)
			check(*k, &p);
		problem_free(&p);
	}
}

static void packed_images_give_the_sums_they_stand_for(void **state)
{
	(void)state;
	for_all(check_sums);
}

static void with_relu_it_is_dense_and_then_relu(void **state)
{
	(void)state;
	for_all(check_relu);
}

static void any_number_of_threads_makes_the_same_bytes(void **state)
{
	(void)state;
	for_all(check_threads);
}

static void an_image_gets_the_same_bytes_alone_and_in_a_batch(void **state)
{
	(void)state;
	for_all(check_alone);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(packed_images_give_the_sums_they_stand_for),
		cmocka_unit_test(with_relu_it_is_dense_and_then_relu),
		cmocka_unit_test(any_number_of_threads_makes_the_same_bytes),
		cmocka_unit_test(an_image_gets_the_same_bytes_alone_and_in_a_batch),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
