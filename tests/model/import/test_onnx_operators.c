/* What a graph of ONNX computes is followed whatever form exporters give it, or refused: inputs,
 * windows, constants that are tensors, activations and batch norms of several nodes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/graph_file.h"
#include "support/scratch.h"

#include <stdio.h>
#include <string.h>

/* The constants that nodes name, and weights in MatMul's layout. */
static const float numbers[] = {0, 0.5f, 1, 6, 1.41421356f, 0.70710678f, 100};
static const float fives[5] = {1, 2, 3, 4, 5}, matrix[400 * 5] = {1, 2, 3};
static const int64_t pads[8] = {0, 0, 1, 2, 0, 0, 3, 4}, axes[2] = {2, 3}, vector[2] = {-1, 400};

#define NUMBER(name, i)                             \
	{                                           \
		name, "F32", 1, {1}, &numbers[i], 4 \
	}
static const struct tensor constants[] = {
	NUMBER("zero", 0),
	NUMBER("half", 1),
	NUMBER("one", 2),
	NUMBER("six", 3),
	NUMBER("root", 4),
	NUMBER("1/root", 5),
	NUMBER("hundred", 6),
	{"pads8", "I64", 1, {8}, pads, sizeof(pads)},
	{"axes2", "I64", 1, {2}, axes, sizeof(axes)},
	{"axes1x2", "I64", 2, {1, 2}, axes, sizeof(axes)},
	{"vector", "I64", 1, {2}, vector, sizeof(vector)},
	{"floats2", "F32", 1, {2}, fives, 8},
	{"bytes", "U8", 1, {4}, fives, 4},
	{"flags", "BOOL", 1, {4}, fives, 4},
	{"v4", "F32", 1, {4}, fives, 16},
	{"v5", "F32", 1, {5}, fives, 20},
	{"4x1x1", "F32", 3, {4, 1, 1}, fives, 16},
	{"1x4x1x1", "F32", 4, {1, 4, 1, 1}, fives, 16},
	{"1x5x1x1", "F32", 4, {1, 5, 1, 1}, fives, 20},
	{"1x1x4x1", "F32", 4, {1, 1, 4, 1}, fives, 16},
	{"matrix", "F32", 2, {400, 5}, matrix, sizeof(matrix)},
};

static const struct graph_file onnx_file = {"onnx_graph",
					    EXPORT_TORCH,
					    "conv3x3x4v relu dense5",
					    constants,
					    sizeof(constants) / sizeof(*constants),
					    {NULL, NULL}};

/* "op input ... > output attributes; ..." as nodes; - stands for no input, ' for ". */
static void print_nodes(FILE *to, const char *nodes)
{
	char copy[1024], *rest = copy, *node;

	snprintf(copy, sizeof(copy), "%s", nodes);
	for (const char *before = ""; (node = strtok_r(rest, ";", &rest)); before = ",") {
		char *word = strtok_r(node, " ", &node);

		fprintf(to, "%s{'op':'%s','inputs':[", before, word);
		for (const char *comma = "";
		     (word = strtok_r(node, " ", &node)) && strcmp(word, ">") != 0; comma = ",")
			fprintf(to, "%s'%s'", comma, strcmp(word, "-") == 0 ? "" : word);
		word = strtok_r(node, " ", &node);
		fprintf(to, "],'outputs':['%s'],'attributes':{%s}}", word, node ? node : "");
	}
}

/* NULL: of images that are usual; the last node gives y. */
static void check_nodes(void **state, const char *inputs, const char *nodes, const char *outputs,
			const char *expected)
{
	char text[GRAPH_TEXT_MAX] = "";
	FILE *to = fmemopen(text, sizeof(text), "w");

	assert_non_null(to);
	fprintf(to, "{'inputs':[%s],'outputs':[%s],'nodes':[",
		inputs ? inputs : "{'name':'x','dims':[1,1,12,12]}",
		outputs ? outputs : "{'name':'y'}");
	print_nodes(to, nodes);
	fputs("]}", to);
	assert_int_equal(fclose(to), 0);
	graph_quote(text);
	check_graph(state, &onnx_file, text, expected);
}

#define CONV "Conv x conv1.weight conv1.bias > c;"
#define DENSE ";Flatten r > f;Gemm f fc1.weight fc1.bias > y 'transB':1"
#define LAST "Transpose c > l 'perm':[0,2,3,1];"

struct test_case {
	const char *nodes, *expected; /* a word: between the layers of weights */
};

/* Nodes from c to r, between a convolution and a dense layer. */
static void check_between(void **state, const struct test_case *cases, size_t count)
{
	char nodes[1024], expected[64];

	for (size_t i = 0; i < count; i++) {
		const char *words = cases[i].expected;

		snprintf(nodes, sizeof(nodes), CONV "%s" DENSE, cases[i].nodes);
		snprintf(expected, sizeof(expected), "conv3x3x4v %s%sdense5", words,
			 *words ? " " : "");
		check_nodes(state, NULL, nodes, NULL, *words == '!' ? words : expected);
	}
}
#define CHECK_BETWEEN(cases) check_between(state, cases, sizeof(cases) / sizeof(*(cases)))

static void activations_of_several_nodes_are_known(void **state)
{
	static const struct test_case cases[] = {
		{"Sigmoid c > r", "sigmoid"},
		{"Sigmoid c > g;Mul g c > r", "silu"},
		{"Sigmoid c > g;Mul c one > r", "!what comes behind it"},
		{"Sigmoid c > g;Mul one c > r", "!what comes behind it"},
		{"Sigmoid c > g;Mul g g > r", "!it joins two branches"},
		{"Softplus c > s;Tanh s > t;Relu t > r", "softplus tanh relu"},
		{"PRelu c half > r", "leaky0.5"},
		{"PRelu c v4 > r", "!PReLU of many slopes"},
		{"PRelu c bytes > r", "!PReLU of many slopes"},
		{"LeakyRelu c > r 'alpha':0", "relu"},
		{"LeakyRelu c > r 'alpha':'a'", "leaky0.01"},
		{"Celu c > r 'alpha':1", "elu1"},
		{"Elu c > r 'alpha':-1", "!its factor is below 0"},
		{"HardSigmoid c > r 'alpha':-1", "!its slope is not above 0"},
		{"HardSigmoid c > r 'alpha':200", "!its slope is not above 0"},
		{"Selu c > r 'alpha':2", "!its alpha or gamma"},
		{"Gelu c > r", "gelu"},
		{"Gelu c > r 'approximate':'none'", "gelu"},
		{"Clip c zero six > r", "relu6"},
		{"Clip c zero > r", "relu"},
		{"Clip c none > r", "!cut at 0 and 6"},
		{"Clip c zero none > r", "!cut at 0 and 6"},
		{"Clip c zero one > r", "!cut at 0 and 6"},
		{"Div c root > d;Erf d > e;Add e one > a;Mul c a > m;Mul m half > r", "gelu"},
		{"Mul c 1/root > d;Erf d > e;Add one e > a;Mul a half > m;Mul m c > r", "gelu"},
		{"Div c half > r", "!arithmetic behind a layer of weights"},
		{"Div c root > d;Tanh d > r", "!arithmetic behind"},
		{"Div c root > d;Erf d > e;Add e half > r", "!arithmetic behind"},
		{"Div c root > d;Erf d > e;Add e v4 > r", "!arithmetic behind"},
		{"Div c root > d;Erf d > e;Sub e one > r", "!arithmetic behind"},
		{"Div c root > d;Erf d > e;Add e one > r", "!arithmetic behind"},
		{"Div c root > d;Erf d > e;Add e one > a;Mul c a > r", "!arithmetic behind"},
		{"Div c root > d;Erf d > e;Add e one > a;Mul c a > m;Mul m six > r",
		 "!arithmetic behind"},
		{"Div c root > d;Erf d > e;Add e one > a;Mul c a > m;Add m half > r",
		 "!arithmetic behind"},
	};

	CHECK_BETWEEN(cases);
}

static void batch_norms_are_taken_whole_or_as_their_factors(void **state)
{
	static const struct test_case cases[] = {
		{"BatchNormalization c v4 v4 v4 v4 > r", ""},
		{"BatchNormalization c - - v4 v4 > r", ""},
		{"BatchNormalization c v4 v4 > r", "!its mean and variance"},
		{"BatchNormalization c v4 v4 v4 > r", "!its mean and variance"},
		{"BatchNormalization c none v4 v4 v4 > r", "!one of its inputs"},
		{"BatchNormalization c v4 none v4 v4 > r", "!one of its inputs"},
		{"BatchNormalization c v4 v4 v4 v4 > r 'training_mode':1", "!training_mode"},
		{"BatchNormalization c v4 v4 v4 v4 > r 'spatial':0", "!training_mode"},
		{"Mul c 1x4x1x1 > m;Add m 4x1x1 > r", ""},
		{"Mul c 4x1x1 > m;Relu m > r", "relu"},
		{"Add c 1x4x1x1 > r", ""},
		/* Another norm, whose size is looked at when a net is made of it. */
		{"Mul c 1x4x1x1 > m;Add m 1x5x1x1 > r", "scale"},
		{"Mul c 1x4x1x1 > m;Add m one > r", "!arithmetic behind"},
		{"Mul c v4 > r", "!it joins two branches"},
		{"Mul c 1x1x4x1 > r", "!it joins two branches"},
		{"Mul c none > r", "!it joins two branches"},
		{LAST "Mul l v4 > m;Transpose m > r 'perm':[0,3,1,2]", ""},
	};

	CHECK_BETWEEN(cases);
}

static void poolings_and_zeros_around_are_computed_or_refused(void **state)
{
	static const struct test_case cases[] = {
		{"MaxPool c > r 'kernel_shape':[2,2],'strides':[0,1]", "!its size or stride"},
		{"MaxPool c > r 'kernel_shape':[2,2],'strides':[1,0]", "!its size or stride"},
		{"MaxPool c > r 'kernel_shape':[2,0.5]", "!its size or stride"},
		{"MaxPool c > r 'kernel_shape':[2,-2]", "!its size or stride"},
		{"MaxPool c > r 'kernel_shape':[2,2],'strides':['a']", "!its size or stride"},
		{"MaxPool c > r 'kernel_shape':[2,2],'pads':[99999]", "!its size or stride"},
		{"MaxPool c > r 'kernel_shape':[2,2],'dilations':[-1]", "!its size or stride"},
		{"MaxPool c > r 'kernel_shape':[2,2],'dilations':[2,1]", "!a dilation"},
		{"MaxPool c > r 'kernel_shape':[2]", "!its size is not known"},
		{LAST "MaxPool l > r 'kernel_shape':[2,2]", "!channels come last"},
		{"AveragePool c > r 'kernel_shape':[2,2],'strides':[2,2]", "avgpool2v"},
		{"AveragePool c > r 'kernel_shape':[3,3],'pads':[1,1,1,1],'count_include_pad':1",
		 "avgpool3s1p1"},
		{"AveragePool c > r "
		 "'kernel_shape':[3,3],'auto_pad':'SAME_UPPER','count_include_pad':1",
		 "!takes the padding in"},
		{"AveragePool c > r 'kernel_shape':[3,3],'auto_pad':'SAME_UPPER'", "avgpool3s1"},
		{"ReduceMean c axes2 > r", "globalavgpool"},
		{"ReduceMean c axes1x2 > r", "!its mean is not"},
		{"ReduceMean c floats2 > r", "!its mean is not"},
		{"ReduceMean c none > r", "!its mean is not"},
		{"ReduceMean c > r 'axes':[2,3,1]", "!its mean is not"},
		{LAST "ReduceMean l > r 'axes':[1,2]", "globalavgpool"},
		{"Pad c pads8 zero > r 'mode':'constant'", "pad1,2,3,4"},
		{"Pad c pads8 one > r", "!other than zeros"},
		{"Pad c pads8 none > r", "!other than zeros"},
		{"Pad c pads8 - axes2 > r", "!its padding is not known"},
		{"Pad c > r 'pads':[1,1]", "!its padding is not known"},
		{"Pad c > r 'pads':[0,0,-1,0,0,0,0,0]", "!its padding is not known"},
		{"Pad c > r 'pads':[0,0,99999,0,0,0,0,0]", "!its padding is not known"},
		{LAST "Pad l > p 'pads':[0,1,2,0,0,3,4,0];Transpose p > r 'perm':[0,3,1,2]",
		 "pad1,2,3,4"},
	};

	CHECK_BETWEEN(cases);
}

static void forms_of_values_are_followed_or_refused(void **state)
{
	static const struct test_case cases[] = {
		{"Shape c > s;Reshape c s > r", ""},
		{"Reshape c vector > r", ""},
		{"Reshape c > r 'shape':[-1,1,20,20]", "!for other sides"},
		{"Reshape c > r 'shape':[-1,20,20]", "!for other sides"},
		{"Flatten c > r 'axis':-3", ""},
		{"Flatten c > r 'axis':3", "!does not flatten"},
		{"Cast c > r 'to':10", ""},
		{"Cast c > r 'to':11", ""},
		{"Cast c > r 'to':16", ""},
		{"Transpose c > r", "!transposed"},
		{"Transpose c > r 'perm':['a',2,3,1]", "!transposed"},
		{"Transpose c > r 'perm':[1,3,1,2]", "!transposed"},
		{"Transpose c > r 'perm':[0,3,2,1]", "!transposed"},
		{"Transpose c > r 'perm':[0,3,1,1]", "!transposed"},
		{"Transpose c > r 'perm':[0,2,1,3]", "!transposed"},
		{"Transpose c > r 'perm':[0,2,3,2]", "!transposed"},
	};

	CHECK_BETWEEN(cases);
}

static void inputs_and_outputs_of_all_forms_are_followed_or_refused(void **state)
{
	static const char image[] = "{'name':'x','dims':[1,1,12,12]}";
	static const struct {
		const char *inputs, *nodes, *outputs, *expected;
	} cases[] = {
		{"", CONV "Relu c > r" DENSE, NULL, "!its graph has no input"},
		{"{'name':'conv1.weight'},{'dims':[1]},{'name':'x','dims':[1,12,12]}",
		 CONV "Relu c > r" DENSE, NULL, "conv3x3x4v relu dense5"},
		{"{'name':'x','dims':[1,12,12,1]}",
		 "Transpose x > t 'perm':[0,3,1,2];Conv t conv1.weight > r" DENSE, NULL,
		 "conv3x3x4vn dense5"},
		{"{'name':'x','dims':[1,144]}",
		 "Reshape x > i 'shape':[-1,1,12,12];Conv i conv1.weight conv1.bias > r" DENSE,
		 NULL, "conv3x3x4v dense5"},
		{"{'name':'x','dims':[1,144]}",
		 "Reshape x > i 'shape':[-1,12,12];Conv i conv1.weight conv1.bias > r" DENSE, NULL,
		 "conv3x3x4v dense5"},
		{"{'name':'x','dims':[1,144]}",
		 "Reshape x > i 'shape':[-1,12,12,1];Conv i conv1.weight conv1.bias > r" DENSE,
		 NULL, "conv3x3x4v dense5"},
		{image, "Reshape x > i 'shape':[-1,3,4,12]", NULL, "!for other sides"},
		{image, CONV "Relu c > r" DENSE, "", "!what comes behind it"},
		{image, CONV "Relu c > r" DENSE, "{'name':'y'},{'name':'z'}", "!gives 2 outputs"},
		{image, CONV "Relu c > r" DENSE ";Softmax y > z", "{'name':'z'}",
		 "conv3x3x4v relu dense5"},
		{image, CONV "Relu c > r" DENSE ";Softmax y > z 'axis':1;LogSoftmax z > w", NULL,
		 "!it is a second softmax"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		check_nodes(state, cases[i].inputs, cases[i].nodes, cases[i].outputs,
			    cases[i].expected);
}

static void weights_are_found_or_refused(void **state)
{
	static const struct test_case cases[] = {
		{"Conv x conv1.weight > r 'pads':[1,1,1,1],'strides':[2,2]" DENSE,
		 "conv3x3x4s2p1n dense5"},
		{"Conv x conv1.weight > r 'pads':[1,1,1,1],'strides':[1,2]" DENSE,
		 "conv3x3x4s1x2p1n dense5"},
		{"Conv x conv1.weight > r 'pads':[1,1,2,2]" DENSE, "conv3x3x4p1,1,2,2n dense5"},
		{"Conv x conv1.weight > r 'pads':[1,1,1,2]" DENSE, "conv3x3x4p1,1,1,2n dense5"},
		{CONV "MaxPool c > r 'kernel_shape':[3,2],'strides':[3,3]" DENSE,
		 "conv3x3x4v pool3x2s3v dense5"},
		{CONV "Pad c > r 'pads':[0,0,1,1,0,0,1,2]" DENSE, "conv3x3x4v pad1,1,1,2 dense5"},
		{CONV "Pad c > r 'pads':[0,0,1,1,0,0,2,1]" DENSE, "conv3x3x4v pad1,1,2,1 dense5"},
		{"Conv x none > r" DENSE, "!its weights are not in the file"},
		{"Conv x fc1.weight > r" DENSE, "!its weights are not in the file"},
		{"Conv x conv1.weight none > r" DENSE, "!one of its inputs is not in the file"},
		{"Conv x conv1.weight v5 > r" DENSE, "!other shapes than their layer"},
		{CONV "Gemm c none > y", "!its weights are not in the file"},
		{CONV "Gemm c conv1.weight > y", "!its weights are not in the file"},
		{CONV "Gemm c fc1.weight none > y 'transB':1", "!one of its inputs is not"},
		{CONV "Gemm c fc1.weight fc1.bias > y 'alpha':2", "!its alpha, beta or transA"},
		{CONV "Gemm c fc1.weight fc1.bias > y", "!other shapes than their layer"},
		{CONV "Gemm c matrix fc1.bias > y", "conv3x3x4v dense5"},
		{CONV "MatMul c matrix > y", "conv3x3x4v dense5n"},
		{CONV "MatMul c matrix > m;Add m v5 > y", "conv3x3x4v dense5"},
		{CONV "MatMul c matrix > m;Add v5 m > y", "conv3x3x4v dense5"},
		{CONV "MatMul c matrix > m;Add m one > y", "!arithmetic behind"},
		{CONV "MatMul c matrix > m;Add m none > y", "!it joins two branches"},
		{CONV "MatMul c matrix > m;Add m 1x5x1x1 > y", "!it joins two branches"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		check_nodes(state, NULL, cases[i].nodes, NULL, cases[i].expected);
}

static void arithmetic_scales_images(void **state)
{
	static const struct test_case cases[] = {
		{"Sub x half > n", "normalize0.5,1 conv3x3x4v dense5"},
		{"Add x half > n", "normalize-0.5,1 conv3x3x4v dense5"},
		{"Div x half > n", "normalize0,0.5 conv3x3x4v dense5"},
		{"Mul x half > n", "normalize0,2 conv3x3x4v dense5"},
		{"Div x six > n", "normalize0,6 conv3x3x4v dense5"},
		{"Div x hundred > n", "normalize0,100 conv3x3x4v dense5"},
		{"Mul half x > n", "!arithmetic behind"},
		{"Mul x zero > n", "!it multiplies by 0"},
		{"Div x zero > n", "!it divides images by 0"},
		{"Sub x v4 > n", "!or takes a tensor"},
	};
	char nodes[512];

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		snprintf(nodes, sizeof(nodes), "%s;Conv n conv1.weight conv1.bias > r" DENSE,
			 cases[i].nodes);
		check_nodes(state, NULL, nodes, NULL, cases[i].expected);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(activations_of_several_nodes_are_known),
		TEST(batch_norms_are_taken_whole_or_as_their_factors),
		TEST(poolings_and_zeros_around_are_computed_or_refused),
		TEST(forms_of_values_are_followed_or_refused),
		TEST(inputs_and_outputs_of_all_forms_are_followed_or_refused),
		TEST(weights_are_found_or_refused),
		TEST(arithmetic_scales_images),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
