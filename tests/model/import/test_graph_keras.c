/* What Keras's layers say is computed so, or refused by its name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/graph_file.h"
#include "support/scratch.h"

#include <stdio.h>
#include <string.h>

static const struct graph_file keras_file = {
	.key = "keras_config", .names = EXPORT_KERAS, .net = "conv3x3x4v scale relu dense5"};

/* A convolution with these settings, layers behind it, and a dense one. */
static void check_keras(void **state, const char *conv, const char *between, const char *expected)
{
	static const char form[] =
		"{\"class_name\":\"Sequential\",\"config\":{\"layers\":["
		"{\"class_name\":\"InputLayer\",\"config\":{\"batch_shape\":[null,12,12,1]}},"
		"{\"class_name\":\"Conv2D\",\"config\":{\"name\":\"conv1\",\"kernel_size\":[3,3]"
		"%s}},%s," LAYER("Dense", "fc1", "") "]}}";
	char text[GRAPH_TEXT_MAX];

	snprintf(text, sizeof(text), form, conv, between);
	check_graph(state, &keras_file, text, expected);
}

static void kerass_activations_are_what_they_are(void **state)
{
	static const char *const names[][2] = {{"relu6", "relu6"},
					       {"selu", "selu"},
					       {"mish", "mish"},
					       {"hard_silu", "hardswish"},
					       {"hard_swish", "hardswish"},
					       {"softplus", "softplus"},
					       {"softsign", "softsign"},
					       {"hard_sigmoid", "hardsigmoid"},
					       {"swish", "silu"}};
	static const struct {
		const char *layer, *expected;
	} layers[] = {
		{LAYER("ReLU", "r", ",\"max_value\":6.0"), "conv3x3x4v relu6 dense5"},
		{LAYER("ReLU", "r", ",\"max_value\":1.0"), "!layer 'r': its ReLU"},
		{LAYER("ReLU", "r", ",\"threshold\":0.5"), "!layer 'r': its ReLU"},
		{LAYER("ReLU", "r", ",\"negative_slope\":0.1,\"max_value\":null"),
		 "conv3x3x4v leaky0.1 dense5"},
		{LAYER("LeakyReLU", "r", ",\"alpha\":0.5"), "conv3x3x4v leaky0.5 dense5"},
		{LAYER("LeakyReLU", "r", ",\"alpha\":{}"), "!its slope is no number"},
		{LAYER("LeakyReLU", "r", ""), "conv3x3x4v leaky0.3 dense5"},
		{LAYER("ELU", "e", ",\"alpha\":0.5"), "conv3x3x4v elu0.5 dense5"},
		{LAYER("Activation", "a",
		       ",\"activation\":{\"class_name\":\"LeakyReLU\",\"config\":{"
		       "\"negative_slope\":0.1}}"),
		 "conv3x3x4v leaky0.1 dense5"},
		{LAYER("Activation", "a",
		       ",\"activation\":{\"class_name\":\"Dense\",\"config\":{}}"),
		 "!layer 'a' is Dense"},
		{LAYER("PReLU", "p", ""), "!layer 'p' is PReLU, which netglyph does not know"},
		{LAYER("Activation", "a", ",\"activation\":\"exponential\""),
		 "!the activation 'exponential' is not known"},
		{LAYER("Softmax", "s", ""), "!layer 's': it is a softmax in the middle"},
		{LAYER("Activation", "s", ",\"activation\":\"softmax\""), "!softmax in the middle"},
	};
	char settings[128], expected[64];

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(settings, sizeof(settings), ",\"activation\":\"%s\"", names[i][0]);
		snprintf(expected, sizeof(expected), "conv3x3x4v %s dense5", names[i][1]);
		check_keras(state, settings, LAYER("Flatten", "f", ""), expected);
	}
	for (size_t i = 0; i < sizeof(layers) / sizeof(layers[0]); i++)
		check_keras(state, "", layers[i].layer, layers[i].expected);
}

static void kerass_settings_are_computed_or_refused(void **state)
{
	static const struct {
		const char *conv, *behind, *expected;
	} cases[] = {
		{",\"strides\":[2,1],\"padding\":\"same\"", LAYER("Flatten", "f", ""),
		 "conv3x3x4s2x1 dense5"},
		{",\"groups\":4", LAYER("Flatten", "f", ""), "!dilation or groups"},
		{",\"dilation_rate\":[2,2]", LAYER("Flatten", "f", ""), "!dilation or groups"},
		{",\"data_format\":\"channels_first\"", LAYER("Flatten", "f", ""),
		 "!its channels come first"},
		{",\"dim_ordering\":\"th\"", LAYER("Flatten", "f", ""), "!its channels come first"},
		{"", LAYER("Flatten", "f", ",\"data_format\":\"channels_first\""),
		 "!layer 'f': its channels come first"},
		{"", LAYER("MaxPooling2D", "p", ",\"pool_size\":[3,2],\"strides\":null"),
		 "conv3x3x4v pool3x2s3x2v dense5"},
		{"", LAYER("ZeroPadding2D", "z", ",\"padding\":[[1,0],[2,3]]"),
		 "conv3x3x4v pad1,2,0,3 dense5"},
		{"", LAYER("BatchNormalization", "scale1", ",\"axis\":[3],\"epsilon\":0.01"),
		 "conv3x3x4v dense5"},
		{"", LAYER("BatchNormalization", "scale1", ",\"axis\":1"),
		 "!layer 'scale1': it is not along the channels"},
		{"", LAYER("Reshape", "v", ",\"target_shape\":[400]"), "conv3x3x4v dense5"},
		{"", LAYER("Reshape", "v", ",\"target_shape\":[20,20]"), "!layer 'v'"},
		{"", LAYER("Resizing", "z", ""), "!layer 'z' is Resizing"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check_keras(state, cases[i].conv, cases[i].behind, cases[i].expected);
}

/* Zeros around go into a convolution where it can have them, else they are a layer. */
static void zeros_around_stay_where_they_are(void **state)
{
	static const char form[] =
		"{\"class_name\":\"Sequential\",\"config\":{\"layers\":["
		"{\"class_name\":\"InputLayer\",\"config\":{\"batch_shape\":[null,12,12,1]}}"
		"," LAYER("ZeroPadding2D", "z", ",\"padding\":%d") "," LAYER(
			"Conv2D", "conv1", ",\"padding\":\"%s\"") "," LAYER("Dense", "fc1",
									    "") "]}}";
	static const struct {
		int padding;
		const char *word, *expected;
	} cases[] = {
		{1, "valid", "conv3x3x4 dense5"},
		{2, "valid", "conv3x3x4p2 dense5"},
		{3, "valid", "pad3 conv3x3x4v dense5"},
		{1, "same", "pad1 conv3x3x4 dense5"},
	};
	char text[GRAPH_TEXT_MAX];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(text, sizeof(text), form, cases[i].padding, cases[i].word);
		check_graph(state, &keras_file, text, cases[i].expected);
	}
}

static void a_scaling_layer_with_one_mean_is_a_normalization(void **state)
{
	static const char form[] =
		"{\"class_name\":\"Sequential\",\"config\":{\"layers\":["
		"{\"class_name\":\"InputLayer\",\"config\":{\"batch_shape\":[null,12,12,1]}},%"
		"s," LAYER("Conv2D", "conv1", "") "," LAYER("Dense", "fc1", "") "]}}";
	static const char *const cases[][2] = {
		{LAYER("Normalization", "n", ",\"mean\":[[0.25]],\"variance\":0.0625"),
		 "normalize0.25,0.25 conv3x3x4v dense5"},
		{LAYER("Normalization", "n", ",\"mean\":[0.25,0.5],\"variance\":[1,1]"),
		 "!layer 'n': it has a mean and a variance for each"},
		{LAYER("Normalization", "n", ",\"mean\":1,\"variance\":1,\"invert\":true"),
		 "!layer 'n': it has invert"},
		{LAYER("Rescaling", "n", ",\"scale\":0.5,\"offset\":[1,2]"),
		 "!layer 'n': its scale or offset is no number"},
	};
	char text[GRAPH_TEXT_MAX];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(text, sizeof(text), form, cases[i][0]);
		check_graph(state, &keras_file, text, cases[i][1]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(kerass_activations_are_what_they_are, scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(kerass_settings_are_computed_or_refused,
						scratch_setup, scratch_teardown),
		cmocka_unit_test_setup_teardown(zeros_around_stay_where_they_are, scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(a_scaling_layer_with_one_mean_is_a_normalization,
						scratch_setup, scratch_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
