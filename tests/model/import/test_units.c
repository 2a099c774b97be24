/* Which tensors belong together, by the names that frameworks give and by order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "model/import/sequence.h"
#include "model/import/units.h"

#include <stdio.h>
#include <string.h>

enum { TENSORS = 12 };

struct list {
	struct tensor tensors[TENSORS];
	struct tensor_file file;
};

static void add(struct list *list, const char *name, int ndim, size_t a, size_t b)
{
	list->tensors[list->file.count++] =
		(struct tensor){.name = name, .dtype = "F32", .ndim = ndim, .dim = {a, b}};
	list->file.tensors = list->tensors;
}

static void assert_unit(const struct units *units, int i, const char *weights, const char *bias)
{
	assert_true(i < units->count);
	assert_string_equal(units->unit[i].weights->name, weights);
	if (bias)
		assert_string_equal(units->unit[i].bias->name, bias);
	else
		assert_null(units->unit[i].bias);
}

static void a_bias_is_found_whatever_the_spelling(void **state)
{
	static const char *const pairs[][2] = {
		{"fc1.weight", "fc1.bias"},
		{"layers/0/dense/kernel:0", "layers/0/dense/bias:0"},
		{"W_fc1", "b_fc1"},
		{"W", "b"},
		{"W1", "b1"},
		{"fc1_weight", "fc1_bias"},
		{"params/Dense_0/kernel", "params/Dense_0/bias"},
		{"coef", "intercept"},
		{"Variable", "Variable_1"},
		{"arr_0", "arr_1"},
		{"dense/vars/0", "dense/vars/1"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		struct list list = {.file = {.count = 0}};
		struct units units;

		add(&list, pairs[i][0], 2, 30, 7);
		add(&list, pairs[i][1], 1, 7, 0);
		assert_true(units_find(&list.file, &units));
		assert_int_equal(units.count, 1);
		assert_unit(&units, 0, pairs[i][0], pairs[i][1]);
		assert_int_equal(units.left_count, 0);
	}
}

static void layers_whose_names_differ_by_a_number_are_apart(void **state)
{
	struct list list = {.file = {.count = 0}};
	struct units units;

	(void)state;
	add(&list, "b_fc1", 1, 9, 0);
	add(&list, "b_fc2", 1, 4, 0);
	add(&list, "W_fc1", 2, 30, 9);
	add(&list, "W_fc2", 2, 9, 4);
	assert_true(units_find(&list.file, &units));
	assert_int_equal(units.count, 2);
	assert_unit(&units, 0, "W_fc1", "b_fc1");
	assert_unit(&units, 1, "W_fc2", "b_fc2");
}

static void vectors_without_names_are_a_bias_and_batch_norms(void **state)
{
	struct list list = {.file = {.count = 0}};
	struct units units;

	(void)state;
	add(&list, "arr_0", 2, 30, 7);
	for (int i = 1; i < 6; i++)
		add(&list, "arr_1", 1, 7, 0);
	list.tensors[2].name = "arr_2";
	list.tensors[4].name = "arr_4";
	add(&list, "arr_6", 2, 7, 3);
	assert_true(units_find(&list.file, &units));
	assert_int_equal(units.count, 2);
	assert_unit(&units, 0, "arr_0", "arr_1");
	assert_ptr_equal(units.unit[0].norm.gamma, &list.tensors[2]);
	assert_ptr_equal(units.unit[0].norm.beta, &list.tensors[3]);
	assert_ptr_equal(units.unit[0].norm.mean, &list.tensors[4]);
	assert_ptr_equal(units.unit[0].norm.variance, &list.tensors[5]);
	assert_unit(&units, 1, "arr_6", NULL);
}

/* Sorted by name, as safetensors has them, batch norms come before what they stand behind. */
static void batch_norms_go_behind_weights_of_their_size(void **state)
{
	static const char *const names[] = {"bn1.bias", "bn1.running_mean", "bn1.running_var",
					    "bn1.weight"};
	struct list list = {.file = {.count = 0}};
	struct units units;

	(void)state;
	for (int i = 0; i < 4; i++)
		add(&list, names[i], 1, 7, 0);
	add(&list, "fc1.weight", 2, 7, 30);
	add(&list, "fc2.weight", 2, 3, 7);
	assert_true(units_find(&list.file, &units));
	assert_int_equal(units.count, 2);
	assert_ptr_equal(units.unit[0].norm.gamma, &list.tensors[3]);
	assert_ptr_equal(units.unit[0].norm.beta, &list.tensors[0]);
	assert_true(units.unit[0].norm.epsilon == 1e-5);
	assert_null(units.unit[1].norm.mean);
	assert_int_equal(units.norm_count, 1);
	assert_string_equal(units.norm[0].name, "bn1");
}

static void what_has_no_place_is_left(void **state)
{
	struct list list = {.file = {.count = 0}};
	struct units units;

	(void)state;
	add(&list, "fc.weight", 2, 3, 7);
	add(&list, "layer_norm.weight", 1, 5, 0);
	add(&list, "layer_norm.bias", 1, 5, 0);
	add(&list, "epoch", 0, 0, 0);
	assert_true(units_find(&list.file, &units));
	assert_int_equal(units.count, 1);
	assert_int_equal(units.left_count, 2);
	assert_string_equal(units.left[0]->name, "layer_norm.weight");
}

/* Three vectors are a norm without gamma or without beta, and nobody says which. */
static void vectors_of_no_known_number_are_left(void **state)
{
	struct list list = {.file = {.count = 0}};
	struct units units;

	(void)state;
	add(&list, "conv/vars/0", 4, 3, 3);
	list.tensors[0].dim[2] = 1;
	list.tensors[0].dim[3] = 7;
	for (int i = 0; i < 3; i++)
		add(&list, i == 0 ? "bn/vars/0" : i == 1 ? "bn/vars/1" : "bn/vars/2", 1, 7, 0);
	assert_true(units_find(&list.file, &units));
	assert_int_equal(units.count, 1);
	assert_int_equal(units.left_count, 3);
}

/* NumPy users save lists of weights and then of biases, and scikit-learn's users do. */
static void biases_behind_all_weights_are_theirs_in_order(void **state)
{
	struct list list = {.file = {.count = 0}};
	struct units units;

	(void)state;
	add(&list, "arr_0", 2, 30, 7);
	add(&list, "arr_1", 2, 7, 4);
	add(&list, "arr_2", 1, 7, 0);
	add(&list, "arr_3", 1, 4, 0);
	assert_true(units_find(&list.file, &units));
	assert_int_equal(units.count, 2);
	assert_unit(&units, 0, "arr_0", "arr_2");
	assert_unit(&units, 1, "arr_1", "arr_3");
}

/* b1 beside h1, b_out beside out. */
static void a_bias_of_another_name_goes_to_weights_that_have_none(void **state)
{
	struct list list = {.file = {.count = 0}};
	struct units units;

	(void)state;
	add(&list, "b1", 1, 7, 0);
	add(&list, "b_out", 1, 4, 0);
	add(&list, "h1", 2, 30, 7);
	add(&list, "out", 2, 7, 4);
	add(&list, "b9", 1, 5, 0);
	assert_true(units_find(&list.file, &units));
	assert_int_equal(units.count, 2);
	assert_unit(&units, 0, "h1", "b1");
	assert_unit(&units, 1, "out", "b_out");
	assert_int_equal(units.left_count, 1);
	assert_string_equal(units.left[0]->name, "b9");
}

/* A convolution of 8 channels and a batch norm of the given names and means. */
static enum norm_place place(const char *weights, const char *norm, const float means[8])
{
	char names[4][32];
	struct list list = {.file = {.count = 0}};
	struct units units;

	snprintf(names[0], sizeof(names[0]), "%s.weight", weights);
	snprintf(names[1], sizeof(names[1]), "%s.weight", norm);
	snprintf(names[2], sizeof(names[2]), "%s.running_mean", norm);
	snprintf(names[3], sizeof(names[3]), "%s.running_var", norm);
	add(&list, names[0], 4, 8, 1);
	list.tensors[0].dim[2] = list.tensors[0].dim[3] = 3;
	for (int i = 1; i < 4; i++) {
		add(&list, names[i], 1, 8, 0);
		list.tensors[i].data = (const unsigned char *)means;
		list.tensors[i].size = 8 * sizeof(float);
	}
	assert_true(units_find(&list.file, &units));
	assert_int_equal(units.count, 1);
	assert_non_null(units.unit[0].norm.mean);
	return units.unit[0].norm_place;
}

static void where_a_batch_norm_stands_is_told_by_numbers_and_means(void **state)
{
	static const float mixed[8] = {1, -1, 2, 0, -3, 1, 1, 1}, positive[8] = {1, 0, 2, 1};

	(void)state;
	assert_int_equal(place("conv1", "bn1", mixed), NORM_OPEN);
	assert_int_equal(place("features.0", "features.1", mixed), NORM_FIRST);
	assert_int_equal(place("features.0", "features.2", mixed), NORM_LAST);
	assert_int_equal(place("features.0", "norms.2", mixed), NORM_OPEN);
	assert_int_equal(place("conv1", "bn1", positive), NORM_LAST);
}

static void layers_without_parameters_are_counted_by_numbers(void **state)
{
	struct unit first = {.name = "net.0", .last_number = 1}, next = {.name = "net.4"};

	(void)state;
	assert_int_equal(sequence_between(&first, &next), 2);
	first.last_number = 4;
	assert_int_equal(sequence_between(&first, &next), -1);
	first.last_number = -1;
	assert_int_equal(sequence_between(&first, &next), -1);
	assert_int_equal(sequence_number("net.12", "net.3"), 12);
	assert_int_equal(sequence_number("7", "0"), 7);
	assert_int_equal(sequence_number("net.conv1", "net.0"), -1);
	assert_int_equal(sequence_number("other.1", "net.0"), -1);
	assert_int_equal(sequence_number("net.12345", "net.0"), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_bias_is_found_whatever_the_spelling),
		cmocka_unit_test(layers_whose_names_differ_by_a_number_are_apart),
		cmocka_unit_test(vectors_without_names_are_a_bias_and_batch_norms),
		cmocka_unit_test(batch_norms_go_behind_weights_of_their_size),
		cmocka_unit_test(vectors_of_no_known_number_are_left),
		cmocka_unit_test(biases_behind_all_weights_are_theirs_in_order),
		cmocka_unit_test(a_bias_of_another_name_goes_to_weights_that_have_none),
		cmocka_unit_test(where_a_batch_norm_stands_is_told_by_numbers_and_means),
		cmocka_unit_test(layers_without_parameters_are_counted_by_numbers),
		cmocka_unit_test(what_has_no_place_is_left),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
