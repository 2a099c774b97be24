/*
 * Dense layers against the sums they stand for, in double precision: every instruction set of this
 * machine, with units and inputs that fill no tile, panel, stretch or part evenly. NaNs and guards
 * as in test_conv.c.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "kernel/recorder.h"

#include <stdio.h>

static const double tolerance = 2e-5;

struct trial {
	int n, inputs, units;
};

struct problem {
	struct trial t;
	size_t x_size, y_size;
	float *x, *dy, *weights, *bias;      /* what kernels get; the last two in panels */
	double *y, *dx, *weight_sums, *sums; /* what they should make of it; row-major */
};

static void add_row(struct problem *p, const float *rows, int i)
{
	const float *x = p->x + (size_t)(i * p->t.inputs), *dy = p->dy + (size_t)(i * p->t.units);
	double *y = p->y + (size_t)(i * p->t.units), *dx = p->dx + (size_t)(i * p->t.inputs);

	for (int u = 0; u < p->t.units; u++) {
		y[u] += (double)p->bias[panel_index(1, 0, u)];
		p->sums[u] += (double)dy[u];
	}
	for (int k = 0; k < p->t.inputs; k++)
		for (int u = 0; u < p->t.units; u++) {
			size_t w = (size_t)(k * p->t.units + u);

			y[u] += (double)x[k] * (double)rows[w];
			dx[k] += (double)dy[u] * (double)rows[w];
			p->weight_sums[w] += (double)x[k] * (double)dy[u];
		}
}

/* What is behind a ReLU: zeros, here and there and in a row. */
static void kill_inputs(float *x, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (i % 3 == 1 || i / 40 % 2 == 1)
			x[i] = 0;
}

static struct problem problem_new(struct trial t, bool is_x_relu)
{
	struct problem p = {.t = t};
	float *rows;

	p.x_size = (size_t)(t.n * t.inputs);
	p.y_size = (size_t)(t.n * t.units);
	p.x = values_new(p.x_size, 30);
	if (is_x_relu)
		kill_inputs(p.x, p.x_size);
	p.dy = values_new(p.y_size, 31);
	p.weights = panels_new(t.inputs, t.units, 32);
	p.bias = panels_new(1, t.units, 33);
	p.y = calloc(p.y_size, sizeof(double));
	p.dx = calloc(p.x_size, sizeof(double));
	p.weight_sums = calloc((size_t)(t.inputs * t.units), sizeof(double));
	p.sums = calloc(p.y_size, sizeof(double)); /* units would do, but gcc warns */
	rows = panels_to_rows(t.inputs, t.units, p.weights);
	for (int i = 0; i < t.n; i++)
		add_row(&p, rows, i);
	free(rows);
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

static const char *describe(char text[128], const struct kernel *k, const struct problem *p,
			    const char *what)
{
	snprintf(text, 128, "%s: %s: %d rows of %d inputs, %d units", k->name, what, p->t.n,
		 p->t.inputs, p->t.units);
	return text;
}

/* Results of one run over rows first..first+n-1 of a problem. */
struct result {
	float *y, *relu, *dx;
	struct recorder gradients; /* weights, then bias */
};

static void result_free(struct result *r)
{
	values_free(r->y);
	values_free(r->relu);
	values_free(r->dx);
	recorder_free(&r->gradients);
}

/* The ReLUs behind the layer and before it. */
struct relus {
	bool is_behind, is_before;
};

static struct result run_with(const struct kernel *k, const struct problem *p, int first, int n,
			      struct relus relus, struct pool *pool)
{
	float *scratch = values_unset(k->dense_scratch(n, p->t.units));
	float *workspace = values_unset(k->dense_workspace(n, p->t.inputs, p->t.units));
	struct gradients g;
	int inputs = p->t.inputs, units = p->t.units;
	size_t weights = panel_size(inputs, units);
	const float *x = p->x + (size_t)(first * inputs), *dy = p->dy + (size_t)(first * units);
	struct result r = {values_unset((size_t)(n * units)), values_unset((size_t)(n * units)),
			   values_unset((size_t)(n * inputs)),
			   recorder_new(weights + panel_size(1, units))};

	k->dense(n, inputs, units, x, p->weights, p->bias, true, workspace, r.relu, pool);
	k->dense(n, inputs, units, x, p->weights, p->bias, false, workspace, r.y, pool);
	g = (struct gradients){.dy = dy,
			       .y = relus.is_behind ? r.relu : NULL,
			       .dx = r.dx,
			       .is_x_relu = relus.is_before,
			       .sink = &r.gradients.sink,
			       .has_bias = true,
			       .bias_at = weights,
			       .scratch = scratch};
	k->dense_gradients(n, inputs, units, x, p->weights, &g, pool);
	values_free(workspace);
	values_free(scratch);
	return r;
}

static struct result run(const struct kernel *k, const struct problem *p, int first, int n,
			 struct pool *pool)
{
	return run_with(k, p, first, n, (struct relus){false, false}, pool);
}

static void check_sums(const struct kernel *k, const struct problem *p)
{
	int inputs = p->t.inputs, units = p->t.units;
	struct result r = run(k, p, 0, p->t.n, NULL);
	float *weights = panels_to_rows(inputs, units, r.gradients.block);
	float *bias = panels_to_rows(1, units, r.gradients.block + panel_size(inputs, units));
	char text[128];

	assert_values_near(r.y, p->y, p->y_size, tolerance, describe(text, k, p, "dense"));
	assert_values_near(r.dx, p->dx, p->x_size, tolerance, describe(text, k, p, "dx"));
	assert_all_came_once(&r.gradients);
	assert_values_near(weights, p->weight_sums, (size_t)(inputs * units), tolerance,
			   describe(text, k, p, "weight gradient"));
	assert_values_near(bias, p->sums, (size_t)units, tolerance,
			   describe(text, k, p, "bias gradient"));
	free(weights);
	free(bias);
	result_free(&r);
}

static void check_relu(const struct kernel *k, const struct problem *p)
{
	struct result r = run(k, p, 0, p->t.n, NULL);
	char text[128];

	describe(text, k, p, "dense, relu");
	for (size_t i = 0; i < p->y_size; i++) {
		float expected = r.y[i] > 0 ? r.y[i] : 0;

		assert_values_same(r.relu + i, &expected, 1, text);
	}
	result_free(&r);
}

/* Where ReLU was dead there is no gradient: as if dy were zero there. */
static void check_relu_gradients(const struct kernel *k, const struct problem *p)
{
	struct result r = run_with(k, p, 0, p->t.n, (struct relus){true, false}, NULL), expected;
	struct problem dead = *p;
	char text[128];

	dead.dy = values_new(p->y_size, 31);
	for (size_t i = 0; i < p->y_size; i++)
		dead.dy[i] = r.relu[i] > 0 ? p->dy[i] : 0;
	expected = run(k, &dead, 0, p->t.n, NULL);
	describe(text, k, p, "gradients behind ReLU");
	assert_all_came_once(&r.gradients);
	assert_values_same(r.dx, expected.dx, p->x_size, text);
	assert_values_same(r.gradients.block, expected.gradients.block, r.gradients.size, text);
	values_free(dead.dy);
	result_free(&r);
	result_free(&expected);
}

/* dx is not needed where x is 0: the rest is the same, and so are the parameters' gradients. */
static void check_asked(const struct kernel *k, const struct problem *p)
{
	struct result all = run(k, p, 0, p->t.n, NULL);
	struct result r = run_with(k, p, 0, p->t.n, (struct relus){false, true}, NULL);
	char text[128];

	describe(text, k, p, "dx behind a ReLU");
	for (size_t i = 0; i < p->x_size; i++)
		if (p->x[i] != 0)
			assert_values_same(r.dx + i, all.dx + i, 1, text);
	assert_all_came_once(&r.gradients);
	assert_values_same(r.gradients.block, all.gradients.block, r.gradients.size, text);
	result_free(&r);
	result_free(&all);
}

static void check_threads(const struct kernel *k, const struct problem *p)
{
	struct result alone = run(k, p, 0, p->t.n, NULL);
	char text[128];

	describe(text, k, p, "threads");
	for (int threads = 1; threads <= 3; threads++) {
		struct pool *pool = pool_new(threads);
		struct result r = run(k, p, 0, p->t.n, pool);

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

static void check_alone(const struct kernel *k, const struct problem *p)
{
	struct result all = run(k, p, 0, p->t.n, NULL);
	char text[128];

	describe(text, k, p, "a row alone");
	for (int i = 0; i<p->t.n; i += p->t.n> 8 ? 7 : 1) {
		struct result r = run(k, p, i, 1, NULL);

		assert_values_same(r.y, all.y + (size_t)(i * p->t.units), (size_t)p->t.units, text);
		assert_values_same(r.dx, all.dx + (size_t)(i * p->t.inputs), (size_t)p->t.inputs,
				   text);
		result_free(&r);
	}
	result_free(&all);
}

static void for_all_with(bool is_x_relu,
			 void (*check)(const struct kernel *, const struct problem *))
{
	static const struct trial trials[] = {
		{1, 1, 1},    {2, 3, 2},       {1, 17, 100},  {7, 70, 33},   {50, 100, 10},
		{2, 255, 64}, {7, 256, 65},    {1, 257, 128}, {50, 47, 129}, {3, 600, 10},
		{5, 49, 200}, {13, 1000, 192}, {1, 513, 63},  {6, 15, 16},   {8, 33, 80},
		{14, 40, 48}, {15, 300, 112},  {1, 700, 130},
	};

	for (size_t i = 0; i < sizeof(trials) / sizeof(trials[0]); i++) {
		struct problem p = problem_new(trials[i], is_x_relu);

		for (const struct kernel *const *k = kernel_available(); *k; k++)
			check(*k, &p);
		problem_free(&p);
	}
}

static void for_all(void (*check)(const struct kernel *, const struct problem *))
{
	for_all_with(false, check);
}

static void dense_and_its_gradients_are_the_sums_they_stand_for(void **state)
{
	(void)state;
	for_all(check_sums);
}

/* 200 widths: each edge of a tile and of a panel. */
static void dense_is_right_for_every_number_of_units_to_200(void **state)
{
	(void)state;
	for (int units = 1; units <= 200; units++) {
		struct problem p =
			problem_new((struct trial){1 + units % 8, 1 + units % 19, units}, false);

		for (const struct kernel *const *k = kernel_available(); *k; k++)
			check_sums(*k, &p);
		problem_free(&p);
	}
}

static void dense_with_relu_is_dense_and_then_relu(void **state)
{
	(void)state;
	for_all(check_relu);
}

static void dense_gradients_stop_where_relu_is_dead(void **state)
{
	(void)state;
	for_all(check_relu_gradients);
}

static void dense_is_right_where_inputs_are_dead(void **state)
{
	(void)state;
	for_all_with(true, check_sums);
	for_all_with(true, check_alone);
	for_all_with(true, check_asked);
}

static void dense_makes_the_same_bytes_with_1_2_and_3_threads(void **state)
{
	(void)state;
	for_all(check_threads);
}

static void dense_gives_a_row_the_same_bytes_alone_and_in_a_batch(void **state)
{
	(void)state;
	for_all(check_alone);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dense_and_its_gradients_are_the_sums_they_stand_for),
		cmocka_unit_test(dense_is_right_for_every_number_of_units_to_200),
		cmocka_unit_test(dense_with_relu_is_dense_and_then_relu),
		cmocka_unit_test(dense_gradients_stop_where_relu_is_dead),
		cmocka_unit_test(dense_is_right_where_inputs_are_dead),
		cmocka_unit_test(dense_makes_the_same_bytes_with_1_2_and_3_threads),
		cmocka_unit_test(dense_gives_a_row_the_same_bytes_alone_and_in_a_batch),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
