/* What ONNX's nodes say is computed so, or refused by its name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/graph_file.h"
#include "support/scratch.h"

#include <stdio.h>
#include <string.h>

static const struct graph_file onnx_file = {
	.key = "onnx_graph", .names = EXPORT_TORCH, .net = "conv3x3x4v relu dense5"};

/* A convolution from x to c, nodes from c to r, and a dense layer; attributes of the first and the
 * last. */
static void check_onnx(void **state, const char *conv, const char *between, const char *gemm,
		       const char *expected)
{
	static const char form[] =
		"{\"inputs\":[{\"name\":\"x\",\"dims\":[1,1,12,12]}],\"outputs\":[{\"name\":\"y\"}]"
		","
		"\"nodes\":[" NODE(
			"Conv", "\"x\",\"conv1.weight\",\"conv1.bias\"", "c",
			"\"kernel_shape\":[3,3]%s") ",%s," NODE("Flatten", "\"r\"", "f",
								"") "," NODE("Gemm",
									     "\"f\",\"fc1.weight\","
									     "\"fc1.bias\"",
									     "y",
									     "\"transB\":1%s") "]}";
	char text[GRAPH_TEXT_MAX];

	snprintf(text, sizeof(text), form, conv, between, gemm);
	check_graph(state, &onnx_file, text, expected);
}

static void onnxs_activations_are_what_they_are(void **state)
{
	static const struct {
		const char *nodes, *expected;
	} cases[] = {
		{NODE("Relu", "\"c\"", "r", ""), "relu"},
		{NODE("Clip", "\"c\"", "r", "\"min\":0.0,\"max\":6.0"), "relu6"},
		{NODE("Clip", "\"c\"", "r", "\"min\":0.0"), "relu"},
		{NODE("Clip", "\"c\"", "r", "\"min\":-1.0,\"max\":1.0"), "!cut at 0 and 6"},
		{NODE("LeakyRelu", "\"c\"", "r", ""), "leaky0.01"},
		{NODE("LeakyRelu", "\"c\"", "r", "\"alpha\":2.0"), "!its slope"},
		{NODE("Elu", "\"c\"", "r", "\"alpha\":0.5"), "elu0.5"},
		{NODE("Celu", "\"c\"", "r", "\"alpha\":0.5"), "!its alpha is not 1"},
		{NODE("Selu", "\"c\"", "r", ""), "selu"},
		{NODE("Selu", "\"c\"", "r", "\"gamma\":2.0"), "!its alpha or gamma"},
		{NODE("HardSigmoid", "\"c\"", "r", ""), "hardsigmoid0.2"},
		{NODE("HardSigmoid", "\"c\"", "r", "\"alpha\":0.16666667"), "hardsigmoid"},
		{NODE("HardSigmoid", "\"c\"", "r", "\"beta\":0.4"), "!its beta"},
		{NODE("HardSigmoid", "\"c\"", "g",
		      "\"alpha\":0.16666667") "," NODE("Mul", "\"g\",\"c\"", "r", ""),
		 "hardswish"},
		{NODE("HardSwish", "\"c\"", "r", ""), "hardswish"},
		{NODE("Sigmoid", "\"c\"", "g", "") "," NODE("Mul", "\"c\",\"g\"", "r", ""), "silu"},
		{NODE("Softplus", "\"c\"", "r", ""), "softplus"},
		{NODE("Softplus", "\"c\"", "s", "") "," NODE("Tanh", "\"s\"", "g", "") "," NODE(
			 "Mul", "\"c\",\"g\"", "r", ""),
		 "mish"},
		{NODE("Mish", "\"c\"", "r", ""), "mish"},
		{NODE("Softsign", "\"c\"", "r", ""), "softsign"},
		{NODE("Gelu", "\"c\"", "r", "\"approximate\":\"tanh\""), "gelutanh"},
		{NODE("ThresholdedRelu", "\"c\"", "r", ""),
		 "!layer 'r' is the operator ThresholdedRelu, which netglyph does not know"},
		{NODE("Softmax", "\"c\"", "r", "\"axis\":1"), "!softmax in the middle"},
		{NODE("Softmax", "\"c\"", "r", "\"axis\":0"), "!not over the classes"},
	};
	char expected[64];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(expected, sizeof(expected), "conv3x3x4v %s dense5", cases[i].expected);
		check_onnx(state, "", cases[i].nodes, "",
			   cases[i].expected[0] == '!' ? cases[i].expected : expected);
	}
}

static void onnxs_attributes_are_computed_or_refused(void **state)
{
	static const char relu[] = NODE("Relu", "\"c\"", "r", "");
	static const struct {
		const char *conv, *between, *gemm, *expected;
	} cases[] = {
		{",\"pads\":[0,1,2,0],\"strides\":[2,1]", relu, "",
		 "conv3x3x4s2x1p0,1,2,0 relu dense5"},
		{",\"auto_pad\":\"SAME_UPPER\"", relu, "", "conv3x3x4 relu dense5"},
		{",\"auto_pad\":\"SAME_LOWER\"", relu, "", "!SAME_LOWER"},
		{",\"auto_pad\":\"VALID\",\"pads\":[1,1,1,1]", relu, "", "conv3x3x4v relu dense5"},
		{",\"group\":2", relu, "", "!it has a dilation or groups"},
		{",\"dilations\":[1,2]", relu, "", "!it has a dilation or groups"},
		{"", relu, ",\"transA\":1", "!its alpha, beta or transA"},
		{"", relu, ",\"beta\":0.5", "!its alpha, beta or transA"},
		{"", NODE("MaxPool", "\"c\"", "r", "\"kernel_shape\":[2,2],\"strides\":[2,2]"), "",
		 "conv3x3x4v pool2v dense5"},
		{"",
		 NODE("MaxPool", "\"c\"", "r",
		      "\"kernel_shape\":[2,2],\"strides\":[2,2],\"ceil_mode\":1"),
		 "", "!ceil_mode"},
		{"", NODE("AveragePool", "\"c\"", "r", "\"kernel_shape\":[3,3],\"pads\":[1,1,1,1]"),
		 "", "!leaves the padding out"},
		{"", NODE("MaxPool", "\"c\"", "r", ""), "", "!its size is not known"},
		{"", NODE("ReduceMean", "\"c\"", "r", "\"axes\":[2,3]"), "",
		 "conv3x3x4v globalavgpool dense5"},
		{"", NODE("ReduceMean", "\"c\"", "r", "\"axes\":[-1,-2]"), "",
		 "conv3x3x4v globalavgpool dense5"},
		{"", NODE("ReduceMean", "\"c\"", "r", "\"axes\":[1]"), "", "!its mean is not"},
		{"", NODE("Pad", "\"c\"", "r", "\"pads\":[0,0,1,2,0,0,3,4]"), "",
		 "conv3x3x4v pad1,2,3,4 dense5"},
		{"", NODE("Pad", "\"c\"", "r", "\"pads\":[0,0,1,2,0,0,3,4],\"mode\":\"reflect\""),
		 "", "!other than zeros"},
		{"", NODE("Pad", "\"c\"", "r", "\"pads\":[0,0,1,2,0,0,3,4],\"value\":1.0"), "",
		 "!other than zeros"},
		{"", NODE("Pad", "\"c\"", "r", "\"pads\":[0,1,0,0,0,0,0,0]"), "",
		 "!it pads channels"},
		{"", NODE("Flatten", "\"c\"", "r", "\"axis\":2"), "", "!flatten"},
		{"", NODE("Cast", "\"c\"", "r", "\"to\":1"), "", "conv3x3x4v dense5"},
		{"", NODE("Cast", "\"c\"", "r", "\"to\":7"), "", "!whole numbers"},
		{"", NODE("Transpose", "\"c\"", "r", "\"perm\":[0,1,3,2]"), "", "!transposed"},
		{"", NODE("Relu", "\"c\"", "q", ""), "", "!layer 'q': what comes behind it"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check_onnx(state, cases[i].conv, cases[i].between, cases[i].gemm,
			   cases[i].expected);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(onnxs_activations_are_what_they_are, scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(onnxs_attributes_are_computed_or_refused,
						scratch_setup, scratch_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
