/* Images get zeros around them where a network takes larger ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/graph_file.h"
#include "support/scratch.h"

#include <stdio.h>
#include <string.h>

static void assert_padded(void **state, const struct graph_file *of, const char *text,
			  const char *const expected[2])
{
	char architecture[SETTINGS_ARCHITECTURE_MAX];
	const struct choice choice = {.input = 1};
	struct err err = {""};
	struct import *import = graph_file_import(state, of, text, (struct shape){8, 8, 1}, &err);

	assert_string_equal(err.text, "");
	assert_int_equal(import->candidates.count, expected[1] ? 2 : 1);
	for (int i = 0; i < import->candidates.count; i++) {
		const struct candidate *candidate = &import->candidates.list[i];
		struct net *net;

		assert_true(candidate_architecture(candidate, &choice, NULL, architecture));
		assert_string_equal(architecture, expected[i]);
		assert_int_equal(candidate->input.height, 8);
		net = candidate_net(candidate, &choice, NULL, NULL, "net", kernel_available()[0],
				    &err);
		assert_non_null(net);
		net_free(net);
	}
	assert_non_null(strstr(import->notes, "images of 8x8 get zeros around them to be 12x12"));
	import_free(import);
}

/* A graph for 12x12, images of 8x8: zeros come before the image is scaled, or behind that. */
static void a_graph_of_larger_images_gets_them_padded(void **state)
{
	static const char *const open_scaling[] = {
		"pad2 normalize0.1307,0.3081 conv3x3x4v relu dense5",
		"normalize0.1307,0.3081 pad2 conv3x3x4v relu dense5"};
	static const char *const told_scaling[] = {
		"pad2 normalize0.28475,0.15405 conv3x3x4v relu dense5", NULL};
	static const char onnx[] =
		"{\"inputs\":[{\"name\":\"x\",\"dims\":[1,1,12,12]}],\"outputs\":[{\"name\":\"y\"}]"
		","
		"\"nodes\":[" NODE(
			"Conv", "\"x\",\"conv1.weight\",\"conv1.bias\"", "c",
			"\"kernel_shape\":[3,3]") "," NODE("Relu", "\"c\"", "r",
							   "") "," NODE("Flatten", "\"r\"", "f",
									"") "," NODE("Gemm",
										     "\"f\","
										     "\"fc1."
										     "weight\""
										     ",\"fc1."
										     "bias\"",
										     "y",
										     "\"transB"
										     "\":1") "]}";
	static const char keras[] =
		"{\"class_name\":\"Sequential\",\"config\":{\"layers\":["
		"{\"class_name\":\"InputLayer\",\"config\":{\"batch_shape\":[null,12,12,1]}}"
		"," LAYER("Rescaling", "s", ",\"scale\":2.0,\"offset\":-1.0") "," LAYER(
			"Conv2D", "conv1", ",\"activation\":\"relu\"") "," LAYER("Dense", "fc1",
										 "") "]}}";

	assert_padded(state,
		      &(struct graph_file){.key = "onnx_graph",
					   .names = EXPORT_TORCH,
					   .net = "conv3x3x4v relu dense5"},
		      onnx, open_scaling);
	assert_padded(state,
		      &(struct graph_file){.key = "keras_config",
					   .names = EXPORT_KERAS,
					   .net = "conv3x3x4v relu dense5"},
		      keras, told_scaling);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_graph_of_larger_images_gets_them_padded,
						scratch_setup, scratch_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
