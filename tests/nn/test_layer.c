/* What all kinds of layers share: numbers in their text, and the tensors that they own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "nn/net.h"

#include <stdio.h>
#include <string.h>

static void counts_are_read_up_to_a_limit(void **state)
{
	static const struct {
		const char *text;
		int count;
		const char *rest;
	} cases[] = {{"1", 1, ""},     {"12x3", 12, "x3"},
		     {"99 ", 99, " "}, {"100", 0, "100"},
		     {"0", 0, "0"},    {"07", 0, "07"},
		     {"", 0, ""},      {"-1", 0, "-1"},
		     {"x", 0, "x"},    {"99999999999999999999", 0, "99999999999999999999"}};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *at = cases[i].text;

		assert_int_equal(layer_parse_count(&at, 99), cases[i].count);
		assert_string_equal(at, cases[i].rest);
	}
}

static void numbers_are_printed_as_they_were_read(void **state)
{
	static const char *const texts[] = {"0",    "1", "0.5", "0.1234567", "0.0000000000001",
					    "20.25"};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		const char *at = texts[i];
		char printed[LAYER_MAX_TEXT], expected[LAYER_MAX_TEXT];
		float number;

		assert_true(layer_parse_number(&at, &number));
		assert_string_equal(at, "");
		layer_print_number("word", number, printed, sizeof(printed));
		snprintf(expected, sizeof(expected), "word%s", texts[i]);
		assert_string_equal(printed, expected);
	}
}

static void what_is_no_plain_number_is_not_read(void **state)
{
	static const char *const texts[] = {"", ".5", "-1", "nan", "0.5.5", "0.50000000000000",
					    "x"};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		const char *at = texts[i];
		float number;

		assert_false(layer_parse_number(&at, &number));
		assert_ptr_equal(at, texts[i]);
	}
}

static void layers_say_which_tensors_they_own(void **state)
{
	struct err err = {""};
	struct net *net = net_new("conv3x3x4 relu pool2 dense10", (struct shape){6, 8, 1}, 10,
				  kernel_available()[0], &err);
	struct layer_parameter own[LAYER_MAX_PARAMETERS];

	(void)state;
	assert_non_null(net);
	assert_int_equal(layer_parameters(&net->layers[0], own), 2);
	assert_string_equal(own[LAYER_WEIGHTS].prefix, "W");
	assert_int_equal(own[LAYER_WEIGHTS].ndim, 4);
	assert_int_equal(layer_parameter_rows(&own[LAYER_WEIGHTS]), 9);
	assert_int_equal(layer_parameter_columns(&own[LAYER_WEIGHTS]), 4);
	assert_string_equal(own[LAYER_BIAS].prefix, "b");
	assert_int_equal(layer_parameter_rows(&own[LAYER_BIAS]), 1);
	assert_int_equal(layer_parameter_columns(&own[LAYER_BIAS]), 4);
	assert_int_equal(layer_parameters(&net->layers[1], own), 0);
	assert_int_equal(layer_weight_rows(&net->layers[1]), 0);
	assert_int_equal(layer_weight_rows(&net->layers[3]), 3 * 4 * 4);
	net_free(net);
}

static void assert_maps(const struct layer *l, int height, int width, int channels)
{
	struct shape maps = layer_weight_maps(l);

	assert_int_equal(maps.height, height);
	assert_int_equal(maps.width, width);
	assert_int_equal(maps.channels, channels);
}

static void layers_say_which_pictures_their_weights_are(void **state)
{
	struct err err = {""};
	struct net *net = net_new("dropout0.5 conv3x3x4 conv5x5x1 dense7 dense10",
				  (struct shape){6, 8, 1}, 10, kernel_available()[0], &err);

	(void)state;
	assert_non_null(net);
	assert_maps(&net->layers[0], 0, 0, 0);
	assert_maps(&net->layers[1], 3, 3, 1);
	assert_maps(&net->layers[2], 5, 5, 4);
	assert_maps(&net->layers[3], 6, 8, 1);
	assert_maps(&net->layers[4], 0, 0, 0);
	net_free(net);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_are_read_up_to_a_limit),
		cmocka_unit_test(numbers_are_printed_as_they_were_read),
		cmocka_unit_test(what_is_no_plain_number_is_not_read),
		cmocka_unit_test(layers_say_which_tensors_they_own),
		cmocka_unit_test(layers_say_which_pictures_their_weights_are),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
