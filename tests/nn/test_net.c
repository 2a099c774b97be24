/* Parameters: their names, shapes, places and initial values. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "kernel/panel.h"
#include "nn/net.h"
#include "support/values.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct net *make(const char *text, struct shape input)
{
	struct err err = {""};
	struct net *net = net_new(text, input, 10, kernel_available()[0], &err);

	assert_string_equal(err.text, "");
	return net;
}

static struct net *make_mnist(const char *text)
{
	return make(text, (struct shape){28, 28, 1});
}

static void assert_parameter(const struct net *net, int i, const char *name, int ndim,
			     const int *dim)
{
	struct parameter p = net_parameter(net, i);
	int count = 1;

	assert_string_equal(p.name, name);
	assert_int_equal(p.ndim, ndim);
	for (int d = 0; d < ndim; d++) {
		assert_int_equal(p.dim[d], dim[d]);
		count *= dim[d];
	}
	assert_int_equal(parameter_count(&p), count);
	assert_int_equal(p.rows * p.columns, count);
}

static void parameters_have_the_names_and_shapes_of_the_article(void **state)
{
	static const struct {
		const char *name;
		int ndim, dim[4];
	} expected[] = {
		{"W_conv1", 4, {5, 5, 1, 32}},  {"b_conv1", 1, {32}},
		{"W_conv2", 4, {5, 5, 32, 64}}, {"b_conv2", 1, {64}},
		{"W_fc1", 2, {3136, 1024}},     {"b_fc1", 1, {1024}},
		{"W_fc2", 2, {1024, 10}},       {"b_fc2", 1, {10}},
	};
	static const int softmax[] = {784, 10}, bias[] = {10};
	struct net *cnn = make_mnist("cnn"), *single = make_mnist("softmax");

	(void)state;
	assert_int_equal(net_parameters(cnn), 8);
	for (int i = 0; i < 8; i++)
		assert_parameter(cnn, i, expected[i].name, expected[i].ndim, expected[i].dim);
	assert_int_equal(net_parameters(single), 2);
	assert_parameter(single, 0, "W", 2, softmax);
	assert_parameter(single, 1, "b", 1, bias);
	net_free(cnn);
	net_free(single);
}

static void parameters_fill_the_block_without_overlap(void **state)
{
	struct net *net = make_mnist("conv3x3x70 relu pool2 conv1x1x3 dense100 relu dense10");
	float *seen = calloc(net->size, sizeof(*seen));
	size_t count = 0;

	(void)state;
	for (int i = 0; i < net_parameters(net); i++) {
		struct parameter p = net_parameter(net, i);
		float *values = values_new(parameter_count(&p), 1), *back;

		for (size_t k = 0; k < parameter_count(&p); k++)
			values[k] = 1 + (float)i;
		parameter_set(&p, seen, values);
		back = values_unset(parameter_count(&p));
		parameter_get(&p, seen, back);
		assert_values_same(back, values, parameter_count(&p), p.name);
		count += parameter_count(&p);
		values_free(values);
		values_free(back);
	}
	/* What a later parameter wrote over an earlier one's would be missing here. */
	for (size_t i = 0; i < net->size; i++)
		count -= seen[i] != 0;
	assert_int_equal(count, 0);
	free(seen);
	net_free(net);
}

static void parameter_get_gives_back_what_set_was_given(void **state)
{
	static const char *const texts[] = {"softmax", "conv5x5x65 dense10", "dense100 dense10"};

	(void)state;
	for (int t = 0; t < 3; t++) {
		struct net *net = make(texts[t], (struct shape){5, 7, 1});

		for (int i = 0; i < net_parameters(net); i++) {
			struct parameter p = net_parameter(net, i);
			size_t count = parameter_count(&p);
			float *values = values_new(count, (uint32_t)(60 + i));
			float *back = values_unset(count);

			parameter_set(&p, net->parameters, values);
			parameter_get(&p, net->parameters, back);
			assert_values_same(back, values, count, p.name);
			assert_true(net->parameters[p.at + panel_index(p.rows, p.rows - 1,
								       p.columns - 1)] ==
				    values[count - 1]);
			values_free(values);
			values_free(back);
		}
		net_free(net);
	}
}

static void a_new_net_is_all_zero(void **state)
{
	struct net *net = make_mnist("mlp");

	(void)state;
	for (size_t i = 0; i < net->size; i++)
		assert_true(net->parameters[i] == 0);
	net_free(net);
}

static void assert_truncated_normal(const struct net *net, int i)
{
	struct parameter p = net_parameter(net, i);
	size_t count = parameter_count(&p), inside = 0;
	float *values = values_unset(count);
	double sum = 0, squares = 0, max = 0, n = (double)count;

	parameter_get(&p, net->parameters, values);
	for (size_t k = 0; k < count; k++) {
		double value = (double)values[k];

		sum += value;
		squares += value * value;
		max = fmax(max, fabs(value));
		inside += fabs(value) < 0.1;
	}
	values_free(values);
	/* A normal distribution of 0.1 cut at two deviations has one of 0.0879626, and 71.523 % of
	 * it within 0.1; bounds lie at five standard errors. */
	assert_true(fabs(sum / n) < 5 * 0.088 / sqrt(n));
	assert_true(fabs(sqrt(squares / n) - 0.0879626) < 5 * 0.06 / sqrt(n));
	assert_true(max <= 0.2 && max > 0.19);
	assert_true(fabs((double)inside / n - 0.71523) < 5 * 0.452 / sqrt(n));
}

static void net_init_draws_weights_as_the_article_does_and_sets_biases(void **state)
{
	struct net *net = make_mnist("cnn");

	(void)state;
	net_init(net, 7);
	for (int i = 0; i < 8; i += 2) {
		struct parameter bias = net_parameter(net, i + 1);
		float values[1024];

		assert_truncated_normal(net, i);
		parameter_get(&bias, net->parameters, values);
		for (size_t k = 0; k < parameter_count(&bias); k++)
			assert_true(values[k] == 0.1f);
	}
	net_free(net);
}

static void net_init_leaves_the_padding_of_panels_zero(void **state)
{
	struct net *net = make_mnist("conv3x3x10 dense100 dense10");
	size_t count = 0;

	(void)state;
	net_init(net, 1);
	for (int i = 0; i < net_parameters(net); i++) {
		struct parameter p = net_parameter(net, i);

		count += parameter_count(&p);
	}
	for (size_t i = 0; i < net->size; i++)
		count -= net->parameters[i] != 0;
	assert_int_equal(count, 0);
	net_free(net);
}

static void net_init_depends_on_the_seed_alone(void **state)
{
	struct net *a = make_mnist("mlp"), *b = make_mnist("mlp");

	(void)state;
	net_init(a, 1);
	net_init(b, 2);
	assert_memory_not_equal(a->parameters, b->parameters, a->size * sizeof(float));
	net_init(b, 1);
	assert_memory_equal(a->parameters, b->parameters, a->size * sizeof(float));
	net_free(a);
	net_free(b);
}

static void a_single_dense_layer_starts_at_zero(void **state)
{
	static const char *const texts[] = {"softmax", "pool2 dense10"};

	(void)state;
	for (int t = 0; t < 2; t++) {
		struct net *net = make_mnist(texts[t]);

		net->parameters[5] = 1;
		net_init(net, 1);
		for (size_t i = 0; i < net->size; i++)
			assert_true(net->parameters[i] == 0);
		net_free(net);
	}
}

static void a_copy_has_parameters_of_its_own(void **state)
{
	struct net *net = make_mnist("mlp"), *copy;

	(void)state;
	net_init(net, 1);
	copy = net_copy(net);
	assert_memory_equal(copy->parameters, net->parameters, net->size * sizeof(float));
	copy->parameters[0] += 1;
	assert_true(copy->parameters[0] != net->parameters[0]);
	net_free(net);
	assert_string_equal(copy->layers[2].name, "fc2");
	net_free(copy);
}

static void layers_are_found_by_the_names_of_the_article(void **state)
{
	static const char *const names[] = {"conv1", "relu1", "pool1", "conv2",    "relu2",
					    "pool2", "fc1",   "relu3", "dropout1", "fc2"};
	struct net *net = make_mnist("cnn");

	(void)state;
	for (int i = 0; i < 10; i++) {
		assert_string_equal(net->layers[i].name, names[i]);
		assert_int_equal(net_find_layer(net, names[i]), i);
	}
	assert_int_equal(net_find_layer(net, "conv3"), -1);
	assert_int_equal(net_find_layer(net, ""), -1);
	net_free(net);
}

static void the_activation_of_a_layer_is_behind_its_relu(void **state)
{
	struct net *net = make_mnist("cnn");

	(void)state;
	assert_int_equal(net_activation(net, 0), 1);
	assert_int_equal(net_activation(net, 1), 1);
	assert_int_equal(net_activation(net, 6), 7);
	assert_int_equal(net_activation(net, 9), 9);
	net_free(net);
}

static struct net *parse(const char *text)
{
	struct err err = {""};
	struct net *net = net_new(text, (struct shape){28, 28, 1}, 10, kernel_available()[0], &err);

	assert_string_equal(err.text, "");
	return net;
}

static void activations_in_a_row_count_as_one(void **state)
{
	struct net *net = parse("conv3x3x2 relu tanh dropout0.5 leaky dense10");

	(void)state;
	assert_int_equal(net_activation(net, 0), 2);
	assert_int_equal(net_activation(net, 3), 4);
	assert_int_equal(net_activation(net, 5), 5);
	net_free(net);
}

static void a_layer_sees_the_image_where_nothing_before_it_changes_a_pixel(void **state)
{
	static const struct {
		const char *text;
		int layer;
		bool sees_image;
	} cases[] = {{"dense10", 0, true},
		     {"dropout0.5 dense10", 1, true},
		     {"tanh dense10", 1, false},
		     {"pool3s1 dense10", 1, false},
		     {"conv1x1x1 dense10", 0, true},
		     {"conv1x1x1 dense10", 1, false},
		     {"sigmoid dense10", 1, false},
		     {"leaky dense10", 1, false},
		     {"dense784 dense10", 1, false},
		     {"relu dense10", 1, false},
		     {"normalize1,-1 dense10", 1, true},
		     {"scale dense10", 1, false}};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct net *net = parse(cases[i].text);

		assert_int_equal(net_sees_image(net, cases[i].layer), cases[i].sees_image);
		net_free(net);
	}
}

static void a_normalized_image_is_seen_as_its_layer_makes_it(void **state)
{
	struct net *net = parse("normalize0.5,0.25 dropout0.5 normalize1,-2 dense10");
	float image[784], seen[784];

	(void)state;
	for (int i = 0; i < 784; i++)
		image[i] = (float)i / 784;
	net_seen_image(net, 3, image, seen);
	for (int i = 0; i < 784; i++)
		assert_true(seen[i] == ((image[i] - 0.5f) / 0.25f - 1) / -2);
	net_seen_image(net, 0, image, seen);
	assert_memory_equal(seen, image, sizeof(seen));
	net_free(net);
}

static void without_biases_only_weights_are_parameters(void **state)
{
	struct net *net = parse("conv3x3x5n relu dense20n scale dense10n");
	static const char *const names[] = {"W_conv1", "W_fc1", "gamma_scale1", "beta_scale1",
					    "W_fc2"};
	const float *bias;

	(void)state;
	assert_int_equal(net_parameters(net), 5);
	for (int i = 0; i < 5; i++)
		assert_string_equal(net_parameter(net, i).name, names[i]);
	net_init(net, 1);
	bias = net->parameters + net->layers[0].at[LAYER_BIAS];
	for (int i = 0; i < 16; i++)
		assert_true(bias[i] == 0);
	net_free(net);
	net = parse("dense10n");
	assert_int_equal(net_parameters(net), 1);
	assert_string_equal(net_parameter(net, 0).name, "W");
	net_free(net);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parameters_have_the_names_and_shapes_of_the_article),
		cmocka_unit_test(parameters_fill_the_block_without_overlap),
		cmocka_unit_test(parameter_get_gives_back_what_set_was_given),
		cmocka_unit_test(a_new_net_is_all_zero),
		cmocka_unit_test(net_init_draws_weights_as_the_article_does_and_sets_biases),
		cmocka_unit_test(net_init_leaves_the_padding_of_panels_zero),
		cmocka_unit_test(net_init_depends_on_the_seed_alone),
		cmocka_unit_test(a_single_dense_layer_starts_at_zero),
		cmocka_unit_test(a_copy_has_parameters_of_its_own),
		cmocka_unit_test(layers_are_found_by_the_names_of_the_article),
		cmocka_unit_test(the_activation_of_a_layer_is_behind_its_relu),
		cmocka_unit_test(activations_in_a_row_count_as_one),
		cmocka_unit_test(a_layer_sees_the_image_where_nothing_before_it_changes_a_pixel),
		cmocka_unit_test(a_normalized_image_is_seen_as_its_layer_makes_it),
		cmocka_unit_test(without_biases_only_weights_are_parameters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
