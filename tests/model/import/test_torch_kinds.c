/* PyTorch's modules with all that their settings may say: computed so, or refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/graph_file.h"
#include "support/scratch.h"

#include <stdio.h>
#include <string.h>

static const float slopes[4] = {0.5f, 0.25f, 0.25f, 0.25f};
static const float zeros[300 * 400];
static const struct tensor tensors[] = {
	{"one.weight", "F32", 1, {1}, slopes, 4},
	{"many.weight", "F32", 1, {4}, slopes, 16},
	{"rgb.weight", "F32", 4, {4, 3, 3, 3}, zeros, 4 * 108},
	{"big.weight", "F32", 2, {300, 400}, zeros, sizeof(zeros)},
};

static const char sequential[] = "torch.nn.modules.container.Sequential";

struct test_case {
	const char *modules, *expected;
};

/* "class name settings; ..." as modules of PyTorch's. */
static void print_modules(FILE *to, const char *modules)
{
	char copy[1024], *rest = copy, *module;

	snprintf(copy, sizeof(copy), "%s", modules);
	for (const char *comma = ""; (module = strtok_r(rest, ";", &rest)); comma = ",") {
		const char *kind = strtok_r(module, " ", &module);
		const char *name = strtok_r(module, " ", &module);

		fprintf(to, "%s{'class':'%s%s','name':'%s','settings':{%s}}", comma,
			strchr(kind, '.') ? "" : "torch.nn.modules.", kind, name,
			module ? module : "");
	}
}

/* net: whose tensors the file has. */
static void check_modules(void **state, const char *root, const char *net, const char *modules,
			  const char *expected)
{
	/* Where their order is not known no tensor may be left. */
	bool has_more = root == sequential;
	const struct graph_file file = {"torch_modules",
					EXPORT_TORCH,
					net,
					tensors,
					has_more ? sizeof(tensors) / sizeof(*tensors) : 0,
					{NULL, NULL}};
	char text[GRAPH_TEXT_MAX] = "";
	FILE *to = fmemopen(text, sizeof(text), "w");

	assert_non_null(to);
	fprintf(to, "{'class':'%s','name':'','modules':[", root);
	print_modules(to, modules);
	fputs("]}", to);
	assert_int_equal(fclose(to), 0);
	graph_quote(text);
	check_graph(state, &file, text, expected);
}

#define CONV "Conv2d conv1 'kernel_size':[3,3],'stride':[1,1],'padding':[0,0];"
#define LINEAR ";Linear fc1"
#define USUAL "conv3x3x4v relu dense5"

/* Modules between a convolution and a dense layer; expected: what is computed there. */
static void check_between(void **state, const struct test_case *cases, size_t count)
{
	char modules[512], expected[64];

	for (size_t i = 0; i < count; i++) {
		const char *words = cases[i].expected;
		bool is_refused = *words == '!';

		snprintf(modules, sizeof(modules), CONV "%s" LINEAR, cases[i].modules);
		snprintf(expected, sizeof(expected), "conv3x3x4v %s%sdense5", words,
			 *words ? " " : "");
		check_modules(state, sequential, is_refused ? USUAL : expected, modules,
			      is_refused ? words : expected);
	}
}

static void convolutions_and_dense_layers_are_found_or_refused(void **state)
{
	static const struct test_case cases[] = {
		{"Conv2d conv1;ReLU r" LINEAR, "!its size or stride"},
		{"Conv2d conv1 'kernel_size':['a',3];ReLU r" LINEAR, "!its size or stride"},
		{"Conv2d conv1 'kernel_size':[0,3];ReLU r" LINEAR, "!its size or stride"},
		{"Conv2d conv1 'kernel_size':[3,0];ReLU r" LINEAR, "!its size or stride"},
		{"Conv2d conv1 'kernel_size':[3,-3];ReLU r" LINEAR, "!its size or stride"},
		{"Conv2d conv1 'kernel_size':[3,99999];ReLU r" LINEAR, "!its size or stride"},
		{"Conv2d conv1 'kernel_size':3,'stride':'a';ReLU r" LINEAR, "!its size or stride"},
		{"Conv2d conv1 'kernel_size':3,'stride':[0,1];ReLU r" LINEAR, "!its size or"},
		{"Conv2d conv1 'kernel_size':3,'stride':[1,0];ReLU r" LINEAR, "!its size or"},
		{"Conv2d conv1 'kernel_size':3,'padding':{};ReLU r" LINEAR, "!its size or"},
		{"Conv2d conv1 'kernel_size':3,'dilation':'a';ReLU r" LINEAR, "!its size or"},
		{"Conv2d conv1 'kernel_size':3,'dilation':[1,2];ReLU r" LINEAR, "!a dilation or"},
		{"Conv2d conv1 'kernel_size':3,'groups':'a';ReLU r" LINEAR,
		 "!a dilation or groups"},
		{"Conv2d conv1 'kernel_size':3,'padding':'odd';ReLU r" LINEAR, "!its padding"},
		{"Conv2d conv1 'kernel_size':3,'stride':1,'padding':'valid';ReLU r" LINEAR, USUAL},
		{"Conv2d conv1 'kernel_size':3,'stride':1,'padding':'same';ReLU r" LINEAR,
		 "conv3x3x4 relu dense5"},
		{"Conv2d none 'kernel_size':3;ReLU r" LINEAR, "!module 'none' has no weights"},
		{"Conv2d fc1 'kernel_size':3;ReLU r" LINEAR, "!module 'fc1' has no weights"},
		{"Conv2d rgb 'kernel_size':3,'stride':1;ReLU r" LINEAR, "!images of 3 channels"},
		{CONV "ReLU r;Linear big", "!tells 300 classes"},
		{CONV "ReLU r;Linear conv1", "!module 'conv1' has no weights"},
		{CONV "ReLU r;Linear none", "!module 'none' has no weights"},
		{CONV "ReLU r;Linear fc1;LogSoftmax s 'dim':-1", USUAL},
		{CONV "ReLU r;Linear fc1;Softmax s", USUAL},
		{CONV "ReLU r;Linear fc1;Softmax s 'dim':true", "!not over the classes"},
		{CONV "ReLU r;Flatten f 'end_dim':1.5" LINEAR, "!flatten"},
		{CONV "ReLU r;Linear fc1;Softmax s 'dim':null", USUAL},
		{CONV "ReLU r;Linear fc1;Softmax s 'dim':1;Softmax t 'dim':1", "!a second softmax"},
		{CONV "ReLU r;Linear fc1;torch.nn.modules.loss.CrossEntropyLoss l", USUAL},
		{CONV "ReLU r;Linear fc1;torchmetrics.Accuracy l", USUAL},
		{"Unflatten u;" CONV "ReLU r;__main__.Flatten f" LINEAR, USUAL},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		check_modules(state, sequential,
			      cases[i].expected[0] == '!' ? USUAL : cases[i].expected,
			      cases[i].modules, cases[i].expected);
}

static void settings_of_activations_are_computed_or_refused(void **state)
{
	static const struct test_case cases[] = {
		{"PReLU one", "leaky0.5"},
		{"PReLU many", "!a PReLU of many slopes"},
		{"PReLU none", "!a PReLU of many slopes"},
		{"GELU a", "gelu"},
		{"GELU a 'approximate':'none'", "gelu"},
		{"ELU a", "!its alpha is not a number"},
		{"Softplus a 'beta':1,'threshold':10", "!its beta or threshold"},
		{"Hardtanh a 'max_val':6", "!its min_val is not a number"},
		{"Hardtanh a 'min_val':0", "!its max_val is not a number"},
		{"Hardtanh a 'min_val':0,'max_val':5", "!cut at 0 and 6"},
		{"Sigmoid a;Dropout d;Flatten f 'start_dim':1,'end_dim':-1", "sigmoid"},
		{"ReLU a;Flatten f 'start_dim':1,'end_dim':2", "!flatten"},
		{"ReLU a;Flatten f 'start_dim':'a'", "!flatten"},
		{"ReLU a;Unflatten u", "!behind layers of weights"},
	};

	check_between(state, cases, sizeof(cases) / sizeof(*cases));
}

static void settings_of_poolings_and_zeros_are_computed_or_refused(void **state)
{
	static const struct test_case cases[] = {
		{"ReLU a;MaxPool2d p 'kernel_size':3,'stride':null,'padding':1", "relu pool3p1"},
		{"ReLU a;MaxPool2d p 'kernel_size':[3,2]", "relu pool3x2s3x2v"},
		{"ReLU a;MaxPool2d p", "!its size or stride"},
		{"ReLU a;AvgPool2d p 'kernel_size':3,'padding':1", "relu avgpool3p1"},
		{"ReLU a;AvgPool2d p 'kernel_size':2,'divisor_override':null", "relu avgpool2v"},
		{"ReLU a;AvgPool2d p 'kernel_size':3,'padding':[0,1],'count_include_pad':false",
		 "!leaves the padding out"},
		{"ReLU a;AdaptiveAvgPool2d p 'output_size':[1,1]", "relu globalavgpool"},
		{"ReLU a;AdaptiveAvgPool2d p 'output_size':[1,2]", "!its output is not 1x1"},
		{"ReLU a;AdaptiveAvgPool2d p 'output_size':'a'", "!its output is not 1x1"},
		{"ReLU a;ZeroPad2d z 'padding':1", "relu pad1"},
		{"ReLU a;ZeroPad2d z 'padding':[1]", "!its padding is not known"},
		{"ReLU a;ZeroPad2d z 'padding':'a'", "!its padding is not known"},
		{"ReLU a;ZeroPad2d z 'padding':-1", "!its padding is not known"},
		{"ReLU a;ZeroPad2d z 'padding':99999", "!its padding is not known"},
	};

	check_between(state, cases, sizeof(cases) / sizeof(*cases));
}

static void batch_norms_are_found_by_their_names(void **state)
{
	static const struct test_case cases[] = {
		{CONV "BatchNorm2d scale1 'eps':0.001;ReLU r" LINEAR, USUAL},
		{CONV "BatchNorm2d scale1 'eps':'a';ReLU r" LINEAR, "!its eps is not a number"},
		{CONV "BatchNorm2d none 'eps':0.001;ReLU r" LINEAR, "!no running mean"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		check_modules(state, sequential, "conv3x3x4v scale relu dense5", cases[i].modules,
			      cases[i].expected);
}

/* A class of one's own: what its modules say of themselves is known, but not their order. */
static void modules_in_no_order_tell_their_settings(void **state)
{
	static const struct {
		const char *net, *modules, *expected;
	} cases[] = {
		{USUAL, "Conv2d conv1 'kernel_size':3,'stride':1,'padding':'valid'" LINEAR, USUAL},
		{"conv3x3x4 relu dense5",
		 "Conv2d conv1 'kernel_size':3,'stride':1,'padding':'same'" LINEAR,
		 "conv3x3x4 relu dense5"},
		{USUAL, "Conv2d conv1 'kernel_size':[3,3],'stride':[1,1],'padding':[0,0]" LINEAR,
		 USUAL},
		{USUAL, "Conv2d conv1 'kernel_size':3,'padding':0,'stride':0" LINEAR, "!its size"},
		{USUAL, CONV "ZeroPad2d z 'padding':1" LINEAR, "!puts zeros around images"},
		{USUAL, CONV "ReLU r" LINEAR ";Sigmoid s", USUAL},
		{USUAL, CONV "Sigmoid s" LINEAR ";Softmax t 'dim':1;ReLU r", USUAL},
		{USUAL, CONV "MaxPool2d p 'kernel_size':2;MaxPool2d q 'kernel_size':2" LINEAR,
		 "!its modules fit no order"},
		{"conv3x3x4v relu pool2x3s2x1 dense5",
		 CONV "MaxPool2d p 'kernel_size':[2,3],'stride':[2,1]" LINEAR, "!"},
		{"conv3x3x4v relu pool2 dense5", CONV "MaxPool2d p 'kernel_size':2" LINEAR,
		 "conv3x3x4v relu pool2v dense5"},
		{"conv3x3x4v relu pool2 dense5",
		 CONV
		 "MaxPool2d p 'kernel_size':2;MaxPool2d q 'kernel_size':2;ReLU r;ReLU s" LINEAR,
		 "conv3x3x4v relu pool2v dense5"},
		{USUAL, "Conv2d conv1 'kernel_size':[3,5],'padding':'same'" LINEAR, USUAL},
		{USUAL, "Conv2d conv1 'kernel_size':2,'padding':'same'" LINEAR, USUAL},
		{USUAL, "Conv2d conv1 'kernel_size':3,'padding':[0,1]" LINEAR, USUAL},
		{USUAL, CONV "ReLU r;Softmax s 'dim':1;Softmax t 'dim':1" LINEAR, USUAL},
		{USUAL, "LSTM l", "!is torch.nn.LSTM, which netglyph does not know"},
	};

	check_modules(state, sequential, USUAL,
		      "Conv2d conv1 'kernel_size':3,'stride':1,'padding':1;ReLU r" LINEAR,
		      "conv3x3x4 relu dense5");
	check_modules(state, sequential, USUAL,
		      CONV "ReLU r;AdaptiveAvgPool2d p 'output_size':1" LINEAR,
		      "!its layer has 20");
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		check_modules(state, "__main__.Net", cases[i].net, cases[i].modules,
			      cases[i].expected);
}

static void modules_of_modules_are_followed_up_to_a_depth(void **state)
{
	static const struct graph_file file = {"torch_modules", EXPORT_TORCH, USUAL, NULL, 0,
					       {NULL, NULL}};
	static const char deep[] =
		"{'class':'torch.nn.modules.container.Sequential','modules':[%s]}";
	static const char *const inner[][2] = {
		{"{'name':'nobody'}", "!layer 'nobody' is torch.nn.?"},
		{"{'class':'Plain','name':'p'}", "!layer 'p' is Plain, whose forward()"},
		{"1", "!layer '' is torch.nn.?"},
	};
	char text[GRAPH_TEXT_MAX], outer[2 * GRAPH_TEXT_MAX] = "{'class':'Plain'}";

	for (size_t i = 0; i < sizeof(inner) / sizeof(*inner); i++) {
		snprintf(text, sizeof(text), deep, inner[i][0]);
		graph_quote(text);
		check_graph(state, &file, text, inner[i][1]);
	}
	for (int i = 0; i < 20; i++) {
		snprintf(text, sizeof(text), "%.3900s", outer);
		snprintf(outer, sizeof(outer), deep, text);
	}
	graph_quote(text);
	check_graph(state, &file, text, "!layer '' is torch.nn.Sequential");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(convolutions_and_dense_layers_are_found_or_refused),
		TEST(settings_of_activations_are_computed_or_refused),
		TEST(settings_of_poolings_and_zeros_are_computed_or_refused),
		TEST(batch_norms_are_found_by_their_names),
		TEST(modules_in_no_order_tell_their_settings),
		TEST(modules_of_modules_are_followed_up_to_a_depth),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
