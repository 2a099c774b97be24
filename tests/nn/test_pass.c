/* Passes: fused or not, any number of threads and images, the results are the same bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "kernel/panel.h"
#include "nn/optimizer.h"
#include "nn/pass.h"
#include "support/values.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { CLASSES = 10, MAX = 9 };
static const struct shape input = {13, 10, 1};
static const char text[] = "conv3x3x20 relu pool2 conv5x5x7 pool2 dense70 relu dropout0.5 dense10";
enum { CONV1, RELU1, POOL1, CONV2, POOL2, FC1, RELU2, DROPOUT1, FC2 };

static struct net *make(const struct kernel *kernel)
{
	struct err err = {""};
	struct net *net = net_new(text, input, CLASSES, kernel, &err);

	assert_string_equal(err.text, "");
	net_init(net, 5);
	return net;
}

struct result {
	float *y, *dx, *gradients;
};

static void result_free(struct result *r)
{
	values_free(r->y);
	values_free(r->dx);
	values_free(r->gradients);
}

/* Images first..first+n-1 of a stream, forward with a mask (if is_dropping) and backward. */
static struct result run_pass(struct pass *pass, int first, int n, bool is_dropping)
{
	size_t size = shape_size(input);
	struct result r = {values_unset((size_t)n * CLASSES), values_unset((size_t)n * size),
			   values_zero(pass->net->size)};
	struct store store = store_to(r.gradients);
	float *x = pass_input(pass), *dy = values_new((size_t)n * CLASSES, 90);
	struct rng rng;

	rng_seed(&rng, 1, RNG_DROPOUT);
	for (size_t i = 0; i < (size_t)n * size; i++)
		x[i] = formula_value(91, (uint32_t)((size_t)first * size + i));
	pass_forward(pass, n, -1, is_dropping ? &rng : NULL);
	memcpy(r.y, pass_output(pass, -1), (size_t)n * CLASSES * sizeof(float));
	pass_backward(pass, -1, dy, &store.sink, r.dx);
	values_free(dy);
	return r;
}

static struct result run(const struct net *net, int n, bool is_fused, struct pool *pool)
{
	struct pass *pass = pass_new(net, n, is_fused, pool);
	struct result r = run_pass(pass, 0, n, true);

	pass_free(pass);
	return r;
}

static void assert_same(const struct result *a, const struct result *b, const struct net *net,
			int n)
{
	assert_values_same(a->y, b->y, (size_t)n * CLASSES, "outputs");
	assert_values_same(a->dx, b->dx, (size_t)n * shape_size(input), "dx");
	assert_values_same(a->gradients, b->gradients, net->size, "gradients");
}

static void a_fused_plan_makes_the_same_bytes_as_an_unfused_one(void **state)
{
	(void)state;
	for (const struct kernel *const *k = kernel_available(); *k; k++)
		for (int n = 1; n <= MAX; n += 4) {
			struct net *net = make(*k);
			struct result fused = run(net, n, true, NULL),
				      plain = run(net, n, false, NULL);

			assert_same(&fused, &plain, net, n);
			result_free(&fused);
			result_free(&plain);
			net_free(net);
		}
}

static void the_plan_fuses_relu_and_maximum_with_what_is_before_them(void **state)
{
	static const int firsts[] = {CONV1, CONV2, POOL2, FC1, DROPOUT1, FC2};
	struct net *net = make(kernel_available()[0]);
	struct plan plan;

	(void)state;
	plan_make(&plan, net, true);
	assert_int_equal(plan.count, 6);
	for (int i = 0; i < 6; i++)
		assert_int_equal(plan.steps[i].first, firsts[i]);
	assert_ptr_equal(plan.steps[0].ops, net->layers[CONV1].ops->fusions[0].ops);
	assert_ptr_equal(plan.steps[3].ops, net->layers[FC1].ops->fusions[0].ops);
	plan_make(&plan, net, false);
	assert_int_equal(plan.count, net->count);
	net_free(net);
}

static void training_makes_the_same_bytes_with_1_2_and_3_threads(void **state)
{
	(void)state;
	for (const struct kernel *const *k = kernel_available(); *k; k++) {
		struct net *net = make(*k);
		struct result alone = run(net, MAX, true, NULL);

		for (int threads = 1; threads <= 3; threads++) {
			struct pool *pool = pool_new(threads);
			struct result r = run(net, MAX, true, pool);

			assert_same(&r, &alone, net, MAX);
			result_free(&r);
			pool_free(pool);
		}
		result_free(&alone);
		net_free(net);
	}
}

static void fewer_images_than_the_pass_holds_leave_no_trace_of_the_others(void **state)
{
	(void)state;
	for (const struct kernel *const *k = kernel_available(); *k; k++) {
		struct net *net = make(*k);
		struct pass *large = pass_new(net, MAX, true, NULL);
		struct pass *exact = pass_new(net, 2, true, NULL);
		struct result before = run_pass(large, 5, MAX, true), small, expected;

		small = run_pass(large, 0, 2, true);
		expected = run_pass(exact, 0, 2, true);
		assert_same(&small, &expected, net, 2);
		result_free(&before);
		result_free(&small);
		result_free(&expected);
		pass_free(large);
		pass_free(exact);
		net_free(net);
	}
}

static void an_image_alone_gets_the_same_bytes_as_in_a_batch(void **state)
{
	size_t size = shape_size(input);

	(void)state;
	for (const struct kernel *const *k = kernel_available(); *k; k++) {
		struct net *net = make(*k);
		struct pass *pass = pass_new(net, MAX, true, NULL);
		struct result all = run_pass(pass, 0, MAX, false);

		for (int i = 0; i < MAX; i++) {
			struct result one = run_pass(pass, i, 1, false);

			assert_values_same(one.y, all.y + i * CLASSES, CLASSES, "outputs");
			if (i == 0) /* whose dy is the same */
				assert_values_same(one.dx, all.dx, size, "dx");
			result_free(&one);
		}
		result_free(&all);
		pass_free(pass);
		net_free(net);
	}
}

static void nothing_is_dropped_without_a_generator(void **state)
{
	struct net *net = make(kernel_available()[0]);
	struct pass *pass = pass_new(net, MAX, false, NULL);
	struct result r = run_pass(pass, 0, MAX, false);

	(void)state;
	assert_values_same(pass_output(pass, DROPOUT1), pass_output(pass, RELU2), MAX * 70,
			   "dropout");
	result_free(&r);
	pass_free(pass);
	net_free(net);
}

static void dropout_drops_its_share_and_scales_the_rest(void **state)
{
	enum { UNITS = 4096 };
	struct err err = {""};
	struct net *net = net_new("dropout0.2 dense10", (struct shape){64, 64, 1}, CLASSES,
				  kernel_available()[0], &err);
	struct pass *pass = pass_new(net, 1, false, NULL);
	struct rng rng;
	const float *y;
	int dropped = 0;

	(void)state;
	rng_seed(&rng, 1, RNG_DROPOUT);
	for (int i = 0; i < UNITS; i++)
		pass_input(pass)[i] = 1;
	pass_forward(pass, 1, 0, &rng);
	y = pass_output(pass, 0);
	for (int i = 0; i < UNITS; i++) {
		dropped += y[i] == 0;
		assert_true(y[i] == 0 || y[i] == 1.25f);
	}
	/* 819 on average; five standard deviations are 128. */
	assert_in_range(dropped, 819 - 128, 819 + 128);
	pass_free(pass);
	net_free(net);
}

static void every_output_of_an_unfused_pass_can_be_looked_at(void **state)
{
	struct net *net = make(kernel_available()[0]);
	struct pass *plain = pass_new(net, 2, false, NULL), *fused = pass_new(net, 2, true, NULL);
	struct result a = run_pass(plain, 0, 2, true), b = run_pass(fused, 0, 2, true);

	(void)state;
	for (int i = 0; i < net->count; i++) {
		bool is_inside = i == CONV1 || i == RELU1 || i == FC1;

		assert_non_null(pass_output(plain, i));
		if (is_inside)
			assert_null(pass_output(fused, i));
		else
			assert_values_same(pass_output(fused, i), pass_output(plain, i),
					   2 * shape_size(net->layers[i].out), net->layers[i].name);
	}
	result_free(&a);
	result_free(&b);
	pass_free(plain);
	pass_free(fused);
	net_free(net);
}

/* The middle output of the second convolution's filter 3, in doubles, from what the first one
 * gives. */
static double middle_of_second(const struct net *net, const struct pass *pass)
{
	enum { SIDE = 28, CHANNELS = 32, SIZE = 5, FILTER = 3, AT = SIDE / 2 };
	const struct layer *l = &net->layers[1];
	const float *x = pass_output(pass, 0), *weights = net->parameters + l->at[LAYER_WEIGHTS];
	double sum = (double)net->parameters[l->at[LAYER_BIAS] + FILTER];

	for (int row = 0; row < SIZE * SIZE * CHANNELS; row++) {
		int channel = row % CHANNELS, column = row / CHANNELS % SIZE;
		int y = AT + row / CHANNELS / SIZE - SIZE / 2, at = AT + column - SIZE / 2;

		sum += (double)x[(y * SIDE + at) * CHANNELS + channel] *
		       (double)weights[panel_index(SIZE * SIZE * CHANNELS, row, FILTER)];
	}
	return sum - (double)pass_output(pass, 1)[(AT * SIDE + AT) * CHANNELS + FILTER];
}

/* The error that is left, over a few images. */
static double rounding_of(const struct net *net, bool is_exact)
{
	enum { IMAGES = 20 };
	struct pass *pass = pass_new(net, 1, false, NULL);
	double square = 0;

	pass->is_exact = is_exact;
	for (uint32_t i = 0; i < IMAGES; i++) {
		double error;

		for (uint32_t k = 0; k < 784; k++)
			pass_input(pass)[k] = formula_value(95, i * 784 + k);
		pass_forward(pass, 1, -1, NULL);
		error = middle_of_second(net, pass);
		square += error * error;
	}
	pass_free(pass);
	return sqrt(square / IMAGES);
}

static void an_exact_run_rounds_less_than_transforms(void **state)
{
	(void)state;
	for (const struct kernel *const *k = kernel_available(); *k; k++) {
		struct err err = {""};
		struct net *net = net_new("conv3x3x32 conv5x5x32 dense10",
					  (struct shape){28, 28, 1}, CLASSES, *k, &err);

		assert_string_equal(err.text, "");
		net_init(net, 5);
		assert_string_equal(layer_loops(&net->layers[1]), "winograd");
		assert_true(rounding_of(net, true) < 1e-6);
		assert_true(rounding_of(net, true) < rounding_of(net, false));
		net_free(net);
	}
}

/* Activation maximisation of a filter runs only the layers up to it. */
static void a_run_up_to_a_layer_leaves_the_later_ones_alone(void **state)
{
	struct net *net = make(kernel_available()[0]);
	struct pass *pass = pass_new(net, 1, false, NULL);
	float *gradients = values_zero(net->size), *dx = values_unset(shape_size(input));
	float *dy = values_new(shape_size(net->layers[POOL1].out), 92);
	struct store store = store_to(gradients);
	const float *later;

	(void)state;
	for (size_t i = 0; i < shape_size(input); i++)
		pass_input(pass)[i] = formula_value(93, (uint32_t)i);
	pass_forward(pass, 1, POOL1, NULL);
	pass_backward(pass, POOL1, dy, &store.sink, dx);
	later = pass_output(pass, CONV2);
	for (size_t i = 0; i < shape_size(net->layers[CONV2].out); i++)
		assert_true(later[i] == 0);
	for (size_t i = net->layers[CONV2].at[LAYER_WEIGHTS]; i < net->size; i++)
		assert_true(gradients[i] == 0);
	assert_true(gradients[0] != 0);
	values_free(gradients);
	values_free(dx);
	values_free(dy);
	pass_free(pass);
	net_free(net);
}

static void a_run_without_sink_or_dx_computes_only_the_other(void **state)
{
	struct net *net = make(kernel_available()[0]);
	struct pass *pass = pass_new(net, 2, true, NULL);
	struct result both = run_pass(pass, 0, 2, false);
	float *dy = values_new(2 * CLASSES, 90), *dx = values_unset(2 * shape_size(input));
	float *gradients = values_zero(net->size);
	struct store store = store_to(gradients);

	(void)state;
	pass_backward(pass, -1, dy, NULL, dx);
	assert_values_same(dx, both.dx, 2 * shape_size(input), "dx");
	pass_backward(pass, -1, dy, &store.sink, NULL);
	assert_values_same(gradients, both.gradients, net->size, "gradients");
	values_free(dy);
	values_free(dx);
	values_free(gradients);
	result_free(&both);
	pass_free(pass);
	net_free(net);
}

/* A net and its layers from `cut` on as a net of its own, with the same parameters. */
struct cut_net {
	struct net *whole, *tail;
};

static struct cut_net cut_at(const char *head, const char *tail, struct shape middle,
			     const struct kernel *kernel)
{
	struct err err = {""};
	char both[200];
	struct cut_net cut;
	int offset;

	snprintf(both, sizeof(both), "%s %s", head, tail);
	cut.whole = net_new(both, input, CLASSES, kernel, &err);
	cut.tail = net_new(tail, middle, CLASSES, kernel, &err);
	assert_string_equal(err.text, "");
	net_init(cut.whole, 5);
	offset = net_parameters(cut.whole) - net_parameters(cut.tail);
	for (int i = 0; i < net_parameters(cut.tail); i++) {
		struct parameter to = net_parameter(cut.tail, i);
		struct parameter from = net_parameter(cut.whole, offset + i);
		float *values = values_unset(parameter_count(&to));

		assert_int_equal(parameter_count(&to), parameter_count(&from));
		parameter_get(&from, cut.whole->parameters, values);
		parameter_set(&to, cut.tail->parameters, values);
		values_free(values);
	}
	return cut;
}

/* Where a ReLU stopped something, too: the maps' values are the tail's input. */
static void the_gradient_by_a_layers_output_is_that_of_the_layers_behind_it(void **state)
{
	static const char *const tails[] = {"pool2 dense70 relu dense10", "dense70 relu dense10",
					    "conv3x3x4 relu avgpool2 dense10", "dense10"};
	enum { SIZE = 13 * 10, IMAGES = 3, TO = 1 };

	(void)state;
	for (const struct kernel *const *k = kernel_available(); *k; k++)
		for (int i = 0; i < 4; i++) {
			struct cut_net cut = cut_at("conv3x3x1 relu", tails[i], input, *k);
			/* With a pooling behind it the ReLU is inside a group. */
			struct pass *whole = pass_new(cut.whole, IMAGES, i > 0, NULL);
			struct pass *tail = pass_new(cut.tail, IMAGES, false, NULL);
			float *dy = values_new(IMAGES * CLASSES, 90);
			float *dx = values_unset((size_t)IMAGES * SIZE);
			float *expected = values_unset((size_t)IMAGES * SIZE);
			int zeros = 0;

			for (int at = 0; at < IMAGES * SIZE; at++)
				pass_input(whole)[at] = formula_value(91, (uint32_t)at);
			pass_forward(whole, IMAGES, -1, NULL);
			memcpy(pass_input(tail), pass_output(whole, TO),
			       sizeof(float) * IMAGES * SIZE);
			pass_forward(tail, IMAGES, -1, NULL);
			pass_backward(tail, -1, dy, NULL, expected);
			pass_backward_to(whole, -1, dy, TO, dx);
			for (int at = 0; at < IMAGES * SIZE; at++) {
				assert_float_equal(dx[at], expected[at], 1e-5);
				zeros += pass_input(tail)[at] == 0 && expected[at] != 0;
			}
			assert_true(zeros > 0);
			values_free(dy);
			values_free(dx);
			values_free(expected);
			pass_free(whole);
			pass_free(tail);
			net_free(cut.whole);
			net_free(cut.tail);
		}
}

/* Down to a layer, and from there on: the whole way. */
static void a_backward_run_may_stop_at_each_layer(void **state)
{
	struct net *net = make(kernel_available()[0]);
	struct pass *pass = pass_new(net, 2, false, NULL);
	struct result all = run_pass(pass, 0, 2, false);
	float *dy = values_new(2 * CLASSES, 90);

	(void)state;
	for (int to = 0; to < net->count; to++) {
		size_t size = 2 * shape_size(net->layers[to].out);
		float *middle = values_unset(size), *dx = values_unset(2 * shape_size(input));

		pass_backward_to(pass, -1, dy, to, middle);
		pass_backward(pass, to, middle, NULL, dx);
		for (size_t i = 0; i < 2 * shape_size(input); i++)
			assert_float_equal(dx[i], all.dx[i], 1e-6);
		values_free(middle);
		values_free(dx);
	}
	values_free(dy);
	result_free(&all);
	pass_free(pass);
	net_free(net);
}

/* All parameters differ: those of scale, which net_init() makes alike, too. */
static void set_by_formula(struct net *net)
{
	for (int i = 0; i < net_parameters(net); i++) {
		struct parameter p = net_parameter(net, i);
		float *values = values_new(parameter_count(&p), (uint32_t)(FORMULA_PARAMETERS + i));

		parameter_set(&p, net->parameters, values);
		values_free(values);
	}
}

/* The outputs of one unit among all, and the gradient of their sum, by the pixels. */
static void run_unit(const struct net *net, int layer, int units, int unit, float *y, float *dx)
{
	struct pass *pass = pass_new(net, 1, false, NULL);
	size_t size = shape_size(net->layers[layer].out);
	float *dy = values_zero(size);

	assert_int_equal(net->layers[layer].out.channels, units);
	for (size_t i = 0; i < shape_size(input); i++)
		pass_input(pass)[i] = formula_value(91, (uint32_t)i);
	pass_forward(pass, 1, layer, NULL);
	for (size_t i = (size_t)unit, k = 0; i < size; i += (size_t)units, k++) {
		y[k] = pass_output(pass, layer)[i];
		dy[i] = 1;
	}
	pass_backward(pass, layer, dy, NULL, dx);
	values_free(dy);
	pass_free(pass);
}

static void assert_unit_is_alike_alone(const struct net *net, int layer, int unit)
{
	enum { MOST = 13 * 10 };
	struct net alone = net_of_unit(net, layer, unit);
	int last = net_activation(net, layer), units = net->layers[layer].units;
	size_t pixels = shape_size(input), outputs = shape_size(alone.layers[last].out);
	float y[MOST], expected_y[MOST], dx[MOST], expected_dx[MOST];

	assert_int_equal(alone.count, last + 1);
	assert_int_equal(outputs * (size_t)units, shape_size(net->layers[last].out));
	run_unit(net, last, units, unit, expected_y, expected_dx);
	run_unit(&alone, last, 1, 0, y, dx);
	for (size_t i = 0; i < outputs; i++)
		assert_float_equal(y[i], expected_y[i], 1e-4);
	for (size_t i = 0; i < pixels; i++)
		assert_float_equal(dx[i], expected_dx[i], 1e-4);
}

/* The first and last of a panel, and those that share the last panel with nothing. */
static void a_unit_alone_has_the_outputs_and_gradient_that_it_has_among_others(void **state)
{
	static const char units_text[] = "conv3x3x18 scale relu pool2 conv3x3x20n tanh dropout0.5 "
					 "conv2x2x17v dense150 sigmoid scale dense10";
	static const int units[] = {0, 1, 9, 15, 16};

	(void)state;
	for (const struct kernel *const *k = kernel_available(); *k; k++) {
		struct err err = {""};
		struct net *net = net_new(units_text, input, CLASSES, *k, &err);

		assert_string_equal(err.text, "");
		set_by_formula(net);
		for (int layer = 0; layer < net->count; layer++)
			for (int i = 0; net->layers[layer].units && i < 5; i++)
				if (units[i] < net->layers[layer].units)
					assert_unit_is_alike_alone(net, layer, units[i]);
		net_free(net);
	}
}

static void a_pass_may_be_given_another_net_of_its_architecture(void **state)
{
	struct net *net = make(kernel_available()[0]), *other = net_copy(net);
	struct pass *pass = pass_new(net, 2, true, NULL);
	struct result expected, r;

	(void)state;
	net_init(other, 99);
	expected = run(other, 2, true, NULL);
	r = run_pass(pass, 0, 2, true);
	result_free(&r);
	pass->net = other;
	r = run_pass(pass, 0, 2, true);
	assert_same(&r, &expected, net, 2);
	result_free(&r);
	result_free(&expected);
	pass_free(pass);
	net_free(net);
	net_free(other);
}

/* For the article's network a batch of 100: by hand from the shapes. */
static void the_memory_of_a_pass_is_told_beforehand(void **state)
{
	struct err err = {""};
	struct net *net =
		net_new("cnn", (struct shape){28, 28, 1}, CLASSES, kernel_available()[0], &err);
	size_t outputs = 784 + 6272 + 3136 + 2 * 1024 + 10, gradients = 2 * 25088;
	size_t saved = 32 * 32 + 6272 / 4 + 18 * 18 * 32 + 3136 / 4 + 1024;
	size_t images = 100 * (outputs + saved + gradients) * sizeof(float);

	(void)state;
	assert_in_range(pass_memory(net, 100), images, images + ((size_t)16 << 20));
	net_free(net);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_fused_plan_makes_the_same_bytes_as_an_unfused_one),
		cmocka_unit_test(the_plan_fuses_relu_and_maximum_with_what_is_before_them),
		cmocka_unit_test(training_makes_the_same_bytes_with_1_2_and_3_threads),
		cmocka_unit_test(fewer_images_than_the_pass_holds_leave_no_trace_of_the_others),
		cmocka_unit_test(an_image_alone_gets_the_same_bytes_as_in_a_batch),
		cmocka_unit_test(nothing_is_dropped_without_a_generator),
		cmocka_unit_test(dropout_drops_its_share_and_scales_the_rest),
		cmocka_unit_test(every_output_of_an_unfused_pass_can_be_looked_at),
		cmocka_unit_test(an_exact_run_rounds_less_than_transforms),
		cmocka_unit_test(a_run_up_to_a_layer_leaves_the_later_ones_alone),
		cmocka_unit_test(a_run_without_sink_or_dx_computes_only_the_other),
		cmocka_unit_test(the_gradient_by_a_layers_output_is_that_of_the_layers_behind_it),
		cmocka_unit_test(a_backward_run_may_stop_at_each_layer),
		cmocka_unit_test(
			a_unit_alone_has_the_outputs_and_gradient_that_it_has_among_others),
		cmocka_unit_test(a_pass_may_be_given_another_net_of_its_architecture),
		cmocka_unit_test(the_memory_of_a_pass_is_told_beforehand),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
