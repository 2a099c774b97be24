/* What the graphs of other programs say of their layers is computed so, or refused by its name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "model/import/import.h"
#include "support/foreign.h"
#include "support/says.h"
#include "support/scratch.h"

#include <stdio.h>
#include <string.h>

static const struct shape image = {12, 12, 1};
static const struct import_told nothing = {0};

enum { TEXT_MAX = 4096 };

/* A file with a graph: tensors are those of a net of ours. */
struct graph_file {
	const char *key; /* of the graph */
	enum export_names names;
	const char *net; /* whose tensors the file has */
};

static struct import *open(void **state, const struct graph_file *of, const char *text,
			   struct shape at_hand, struct err *err)
{
	struct net *net = foreign_net(of->net, image, 5);
	const char *path = foreign_write(state, "net", net, of->names, of->key, text);
	struct tensor_file *file = tensor_file_read(path, err);

	net_free(net);
	assert_non_null(file);
	return import_new(file, path, at_hand, 0, &nothing, err);
}

/* expected: the architecture, or, behind "!", a part of the message. */
static void check(void **state, const struct graph_file *of, const char *text, const char *expected)
{
	char architecture[SETTINGS_ARCHITECTURE_MAX];
	const struct choice usual = {.activation = 0};
	struct err err = {""};
	struct import *import = open(state, of, text, image, &err);

	if (expected[0] == '!') {
		if (import)
			fail_msg("is not refused ('%s'): %s", expected, text);
		assert_says(&err, expected + 1);
	} else {
		assert_string_equal(err.text, "");
		assert_true(candidate_architecture(&import->candidates.list[0], &usual, NULL,
						   architecture));
		assert_string_equal(architecture, expected);
	}
	import_free(import);
}

/* ----------------------------------------------------------------------------------- PyTorch */

/* Settings go where the %s are. */
#define MODULE(kind, name, settings)                                                             \
	"{\"class\":\"torch.nn.modules." kind "\",\"name\":\"" name "\",\"settings\":{" settings \
	"}}"
#define CONV \
	MODULE("conv.Conv2d", "conv1", "\"kernel_size\":[3,3],\"stride\":[1,1],\"padding\":[0,0]%s")
#define LINEAR MODULE("linear.Linear", "fc1", "")

static const struct graph_file torch_file = {"torch_modules", EXPORT_TORCH,
					     "conv3x3x4v relu dense5"};

static void check_torch(void **state, const char *conv, const char *between, const char *expected)
{
	static const char form[] =
		"{\"class\":\"%s\",\"name\":\"\",\"modules\":[" CONV ",%s," LINEAR "]}";
	static const char *const roots[] = {"torch.nn.modules.container.Sequential",
					    "__main__.Net"};
	char text[TEXT_MAX];

	for (int i = 0; i < 2; i++) {
		snprintf(text, sizeof(text), form, roots[i], conv, between);
		check(state, &torch_file, text, expected);
	}
}

static void pytorchs_activations_are_what_they_are(void **state)
{
	static const struct {
		const char *module, *expected;
	} cases[] = {
		{MODULE("activation.ReLU", "a", ""), "conv3x3x4v relu dense5"},
		{MODULE("activation.ReLU6", "a", "\"min_val\":0.0,\"max_val\":6.0"),
		 "conv3x3x4v relu6 dense5"},
		{MODULE("activation.Hardtanh", "a", "\"min_val\":0,\"max_val\":6"),
		 "conv3x3x4v relu6 dense5"},
		{MODULE("activation.Hardtanh", "a", "\"min_val\":-1,\"max_val\":1"),
		 "!layer 'a': it does not cut at 0 and 6"},
		{MODULE("activation.LeakyReLU", "a", "\"negative_slope\":0.1"),
		 "conv3x3x4v leaky0.1 dense5"},
		{MODULE("activation.LeakyReLU", "a", "\"negative_slope\":-0.1"),
		 "!layer 'a': its slope"},
		{MODULE("activation.LeakyReLU", "a", ""), "!its negative_slope is not a number"},
		{MODULE("activation.GELU", "a", "\"approximate\":\"tanh\""),
		 "conv3x3x4v gelutanh dense5"},
		{MODULE("activation.ELU", "a", "\"alpha\":0.5"), "conv3x3x4v elu0.5 dense5"},
		{MODULE("activation.CELU", "a", "\"alpha\":1.0"), "conv3x3x4v elu1 dense5"},
		{MODULE("activation.CELU", "a", "\"alpha\":2.0"), "!its alpha is not 1"},
		{MODULE("activation.SELU", "a", ""), "conv3x3x4v selu dense5"},
		{MODULE("activation.Hardswish", "a", ""), "conv3x3x4v hardswish dense5"},
		{MODULE("activation.Hardsigmoid", "a", ""), "conv3x3x4v hardsigmoid dense5"},
		{MODULE("activation.Mish", "a", ""), "conv3x3x4v mish dense5"},
		{MODULE("activation.Softsign", "a", ""), "conv3x3x4v softsign dense5"},
		{MODULE("activation.Softplus", "a", "\"beta\":1.0,\"threshold\":20.0"),
		 "conv3x3x4v softplus dense5"},
		{MODULE("activation.Softplus", "a", "\"beta\":2.0,\"threshold\":20.0"),
		 "!its beta or threshold"},
		{MODULE("activation.Hardshrink", "a", "\"lambd\":0.5"),
		 "!layer 'a' is torch.nn.Hardshrink, which netglyph does not know"},
		{"{\"class\":\"__main__.Swish\",\"name\":\"a\"}",
		 "!layer 'a' is __main__.Swish, which netglyph does not know"},
		{"{\"class\":\"__main__.ReLU\",\"name\":\"a\"}", "!layer 'a' is __main__.ReLU"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check_torch(state, "", cases[i].module, cases[i].expected);
}

static void pytorchs_settings_are_computed_or_refused(void **state)
{
	static const char relu[] = MODULE("activation.ReLU", "a", "");
	static const struct {
		const char *settings, *expected;
	} convs[] = {
		{",\"groups\":1,\"dilation\":[1,1],\"padding_mode\":\"zeros\"",
		 "conv3x3x4v relu dense5"},
		{",\"groups\":2", "!layer 'conv1': it has a dilation or groups"},
		{",\"dilation\":[2,2]", "!dilation"},
		{",\"padding_mode\":\"circular\"", "!padded with other than zeros"},
		{",\"transposed\":true", "!transposed"},
	};
	static const struct {
		const char *module, *expected;
	} behind[] = {
		{MODULE("pooling.MaxPool2d", "p", "\"kernel_size\":2,\"stride\":2,\"padding\":0"),
		 "conv3x3x4v relu pool2v dense5"},
		{MODULE("pooling.MaxPool2d", "p", "\"kernel_size\":2,\"stride\":[2,1]"),
		 "conv3x3x4v relu pool2s2x1v dense5"},
		{MODULE("pooling.MaxPool2d", "p", "\"kernel_size\":2,\"ceil_mode\":true"),
		 "!layer 'p': it has ceil_mode"},
		{MODULE("pooling.MaxPool2d", "p", "\"kernel_size\":2,\"return_indices\":true"),
		 "!return_indices"},
		{MODULE("pooling.AvgPool2d", "p",
			"\"kernel_size\":3,\"stride\":2,\"padding\":1,\"count_include_pad\":true"),
		 "conv3x3x4v relu avgpool3s2p1 dense5"},
		{MODULE("pooling.AvgPool2d", "p",
			"\"kernel_size\":3,\"stride\":2,\"padding\":1,\"count_include_pad\":false"),
		 "!its average leaves the padding out"},
		{MODULE("pooling.AvgPool2d", "p", "\"kernel_size\":2,\"divisor_override\":3"),
		 "!divisor_override"},
		{MODULE("pooling.AdaptiveAvgPool2d", "p", "\"output_size\":7"), "!not 1x1"},
		{MODULE("pooling.AdaptiveMaxPool2d", "p", "\"output_size\":1"),
		 "!torch.nn.AdaptiveMaxPool2d, which netglyph does not know"},
		{MODULE("batchnorm.BatchNorm2d", "n", "\"eps\":0.001"), "!no running mean"},
		{MODULE("padding.ZeroPad2d", "z", "\"padding\":[1,2,3,0]"),
		 "conv3x3x4v relu pad3,1,0,2 dense5"},
		{MODULE("padding.ConstantPad2d", "z", "\"padding\":[1,1,1,1],\"value\":0.5"),
		 "!padded with other than zeros"},
		{MODULE("flatten.Flatten", "f", "\"start_dim\":2,\"end_dim\":-1"), "!flatten"},
		{MODULE("activation.Softmax", "s", "\"dim\":0"), "!not over the classes"},
	};
	char text[512];

	for (size_t i = 0; i < sizeof(convs) / sizeof(convs[0]); i++)
		check_torch(state, convs[i].settings, relu, convs[i].expected);
	for (size_t i = 0; i < sizeof(behind) / sizeof(behind[0]); i++) {
		snprintf(text, sizeof(text), "%s,%s", relu, behind[i].module);
		check_torch(state, "", text, behind[i].expected);
	}
}

static void a_softmax_in_the_middle_is_refused(void **state)
{
	char text[TEXT_MAX];

	snprintf(text, sizeof(text),
		 "{\"class\":\"torch.nn.modules.container.Sequential\",\"name\":\"\",\"modules\":"
		 "[" CONV ",%s," LINEAR "]}",
		 "", MODULE("activation.Softmax", "s", "\"dim\":1"));
	check(state, &torch_file, text, "!layer 's': it is a softmax in the middle");
}

/* ------------------------------------------------------------------------------------- Keras */

#define LAYER(kind, name, settings) \
	"{\"class_name\":\"" kind "\",\"config\":{\"name\":\"" name "\"" settings "}}"

static const struct graph_file keras_file = {"keras_config", EXPORT_KERAS,
					     "conv3x3x4v scale relu dense5"};

/* A convolution with these settings, layers behind it, and a dense one. */
static void check_keras(void **state, const char *conv, const char *between, const char *expected)
{
	static const char form[] =
		"{\"class_name\":\"Sequential\",\"config\":{\"layers\":["
		"{\"class_name\":\"InputLayer\",\"config\":{\"batch_shape\":[null,12,12,1]}},"
		"{\"class_name\":\"Conv2D\",\"config\":{\"name\":\"conv1\",\"kernel_size\":[3,3]"
		"%s}},%s," LAYER("Dense", "fc1", "") "]}}";
	char text[TEXT_MAX];

	snprintf(text, sizeof(text), form, conv, between);
	check(state, &keras_file, text, expected);
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
	char text[TEXT_MAX];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(text, sizeof(text), form, cases[i].padding, cases[i].word);
		check(state, &keras_file, text, cases[i].expected);
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
	char text[TEXT_MAX];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(text, sizeof(text), form, cases[i][0]);
		check(state, &keras_file, text, cases[i][1]);
	}
}

/* -------------------------------------------------------------------------------------- ONNX */

#define NODE(op, in, out, attributes)                                \
	"{\"op\":\"" op "\",\"inputs\":[" in "],\"outputs\":[\"" out \
	"\"],\"attributes\":{" attributes "}}"

static const struct graph_file onnx_file = {"onnx_graph", EXPORT_TORCH, "conv3x3x4v relu dense5"};

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
	char text[TEXT_MAX];

	snprintf(text, sizeof(text), form, conv, between, gemm);
	check(state, &onnx_file, text, expected);
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
		{",\"group\":2", relu, "", "!dilation or groups"},
		{",\"dilations\":[1,2]", relu, "", "!dilation or groups"},
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
		cmocka_unit_test_setup_teardown(pytorchs_activations_are_what_they_are,
						scratch_setup, scratch_teardown),
		cmocka_unit_test_setup_teardown(pytorchs_settings_are_computed_or_refused,
						scratch_setup, scratch_teardown),
		cmocka_unit_test_setup_teardown(a_softmax_in_the_middle_is_refused, scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(onnxs_activations_are_what_they_are, scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(onnxs_attributes_are_computed_or_refused,
						scratch_setup, scratch_teardown),
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
