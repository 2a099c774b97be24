/* Keras's layers whatever form its versions give them: what they say is computed so, or refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/graph_file.h"
#include "support/scratch.h"

#include <stdio.h>
#include <string.h>

/* Names as Keras 3 has them, names that are there twice, and a Normalization's numbers. */
static const float numbers[37] = {0.25f, 0.0625f}, fives[5] = {1, 1, 1, 1, 1};
#define NORM(stem)                                                                           \
	{stem "/gamma", "F32", 1, {4}, fives, 16}, {stem "/beta", "F32", 1, {4}, fives, 16}, \
		{stem "/moving_mean", "F32", 1, {4}, fives, 16},                             \
	{                                                                                    \
		stem "/moving_variance", "F32", 1, {4}, fives, 16                            \
	}
static const struct tensor tensors[] = {
	{"layers/late/vars/kernel", "F32", 4, {3, 3, 1, 4}, &numbers[1], 144},
	{"layers/late/vars/bias", "F32", 1, {4}, fives, 16},
	{"a/twin/kernel", "F32", 2, {4, 4}, numbers, 64},
	{"b/twin/kernel", "F32", 2, {4, 4}, numbers, 64},
	{"apart/kernel", "F32", 4, {3, 3, 1, 4}, numbers, 144},
	{"apart/bias", "F32", 1, {5}, fives, 20},
	NORM("a/bn"),
	NORM("b/bn"),
	{"mean", "F32", 1, {1}, numbers, 4},
	{"other/mean", "F32", 1, {1}, fives, 4},
	{"norm/mean", "F32", 1, {1}, &numbers[0], 4},
	{"norm/variance", "F32", 1, {1}, &numbers[1], 4},
	{"wide/mean", "F32", 1, {2}, numbers, 8},
};

static const struct graph_file keras_file = {"keras_config",
					     EXPORT_KERAS,
					     "conv3x3x4v scale relu dense5",
					     tensors,
					     sizeof(tensors) / sizeof(*tensors),
					     {"keras_version", "2.15.0"}};

struct test_case {
	const char *layers, *expected;
};

/* "class name settings; ..." as layers. */
static void print_layers(FILE *to, const char *layers)
{
	char copy[2048], *rest = copy, *layer;

	snprintf(copy, sizeof(copy), "%s", layers);
	for (const char *comma = ""; (layer = strtok_r(rest, ";", &rest)); comma = ",") {
		const char *kind = strtok_r(layer, " ", &layer);
		const char *name = strtok_r(layer, " ", &layer);

		fprintf(to, "%s{'class_name':'%s','config':{'name':'%s'%s%s}}", comma, kind, name,
			layer && *layer ? "," : "", layer ? layer : "");
	}
}

static void check_layers(void **state, const char *input, const char *layers, const char *expected)
{
	char text[GRAPH_TEXT_MAX] = "";
	FILE *to = fmemopen(text, sizeof(text), "w");

	assert_non_null(to);
	fprintf(to,
		"{'class_name':'Sequential','config':{'layers':[{'class_name':'InputLayer',"
		"'config':{%s}},",
		input);
	print_layers(to, layers);
	fputs("]}}", to);
	assert_int_equal(fclose(to), 0);
	graph_quote(text);
	check_graph(state, &keras_file, text, expected);
}

static void check_cases(void **state, const struct test_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++)
		check_layers(state, "'batch_shape':[null,12,12,1]", cases[i].layers,
			     cases[i].expected);
}
#define CHECK(cases) check_cases(state, cases, sizeof(cases) / sizeof(*(cases)))

static void weights_are_found_by_the_ends_of_names_or_refused(void **state)
{
	static const struct test_case cases[] = {
		{"Conv2D late;Dense fc1", "conv3x3x4v dense5"},
		{"Conv2D onv1;Dense fc1", "!layer 'onv1' has no weights"},
		{"Conv2D none;Dense fc1", "!layer 'none' has no weights"},
		{"Conv2D fc1;Dense fc1", "!layer 'fc1' has no weights in the file, or none of"},
		{"Conv2D conv1;Dense conv1", "!layer 'conv1' has no weights"},
		{"Conv2D conv1;Dense none", "!layer 'none' has no weights"},
		{"Conv2D twin;Dense fc1", "!layer 'twin': there are several of that name"},
		{"Conv2D conv1;Dense twin", "!layer 'twin': there are several of that name"},
		{"Conv2D apart;Dense fc1", "!other shapes than their layer"},
	};

	CHECK(cases);
}

static void windows_are_computed_or_refused(void **state)
{
	static const struct test_case cases[] = {
		{"Convolution2D conv1 'subsample':[2,2],'border_mode':'same';Dense fc1",
		 "conv3x3x4s2 dense5"},
		{"Conv2D conv1 'kernel_size':['a',1];Dense fc1", "!its size or stride"},
		{"Conv2D conv1 'kernel_size':[0,1];Dense fc1", "!its size or stride"},
		{"Conv2D conv1 'kernel_size':[99999,1];Dense fc1", "!its size or stride"},
		{"Conv2D conv1 'kernel_size':[3];Dense fc1", "!its size or stride"},
		{"Conv2D conv1 'kernel_size':null;Dense fc1", "conv3x3x4v dense5"},
		{"Conv2D conv1 'strides':[0,1];Dense fc1", "!its size or stride"},
		{"Conv2D conv1 'dilation_rate':0.5;Dense fc1", "!its size or stride"},
		{"Conv2D conv1 'dilation_rate':[1,2];Dense fc1", "!dilation or groups"},
		{"Conv2D conv1 'groups':true;Dense fc1", "!dilation or groups"},
		{"Conv2D conv1 'groups':1.0;Dense fc1", "conv3x3x4v dense5"},
		{"Conv2D conv1 'strides':1.5;Dense fc1", "!its size or stride"},
		{"Conv2D conv1;ZeroPadding2D z 'padding':[1.5,1];Dense fc1", "!its padding is not"},
		{"Conv2D conv1 'groups':'a';Dense fc1", "!dilation or groups"},
		{"Conv2D conv1 'padding':'causal';Dense fc1", "!neither 'same' nor 'valid'"},
		{"Conv2D conv1;MaxPooling2D p 'pool_size':'a';Dense fc1", "!its size or stride"},
		{"Conv2D conv1;AveragePooling2D p;Dense fc1", "conv3x3x4v avgpool2v dense5"},
		{"Conv2D conv1;GlobalAveragePooling2D g;Dense fc1",
		 "conv3x3x4v globalavgpool dense5"},
		{"Conv2D conv1;GlobalAveragePooling2D g 'data_format':'channels_first';Dense fc1",
		 "!its channels come first"},
		{"Conv2D conv1;ZeroPadding2D z 'padding':2;Dense fc1", "conv3x3x4v pad2 dense5"},
		{"Conv2D conv1;ZeroPadding2D z 'padding':[1,2];Dense fc1",
		 "conv3x3x4v pad1,2,1,2 dense5"},
		{"Conv2D conv1;ZeroPadding2D z;Dense fc1", "!its padding is not known"},
		{"Conv2D conv1;ZeroPadding2D z 'padding':'a';Dense fc1", "!its padding is not"},
		{"Conv2D conv1;ZeroPadding2D z 'padding':[[-1,0],[0,0]];Dense fc1", "!its padding"},
		{"Conv2D conv1;ZeroPadding2D z 'padding':[[99999,0],[0,0]];Dense fc1",
		 "!its padding is not known"},
	};

	CHECK(cases);
}

static void activations_are_told_as_names_and_objects(void **state)
{
	static const struct test_case cases[] = {
		{"Conv2D conv1 'activation':null;Dense fc1", "conv3x3x4v dense5"},
		{"Conv2D conv1 'activation':{'class_name':'function','config':'relu'};Dense fc1",
		 "conv3x3x4v relu dense5"},
		{"Conv2D conv1 'activation':{'class_name':'function'};Dense fc1",
		 "!activation '?'"},
		{"Conv2D conv1 'activation':{'class_name':'Foo'};Dense fc1", "!is Foo"},
		{"Conv2D conv1 'activation':'hard_sigmoid';Dense fc1",
		 "conv3x3x4v hardsigmoid0.2 dense5"},
		{"Conv2D conv1;ReLU r 'negative_slope':'a';Dense fc1", "!its ReLU"},
		{"Conv2D conv1;ReLU r 'max_value':'a';Dense fc1", "!its ReLU"},
		{"Conv2D conv1;ReLU r 'max_value':6,'negative_slope':0.1;Dense fc1", "!its ReLU"},
		{"Conv2D conv1;ELU r 'alpha':'a';Dense fc1", "!its alpha is no number"},
		{"Conv2D conv1;LeakyReLU r 'negative_slope':0;Dense fc1", "conv3x3x4v relu dense5"},
		{"Conv2D conv1;Dense fc1 'activation':'log_softmax'", "conv3x3x4v dense5"},
		{"Conv2D conv1;Dense fc1;Softmax s 'axis':1", "conv3x3x4v dense5"},
		{"Conv2D conv1;Dense fc1;Softmax s 'axis':2", "!not over the classes"},
		{"Conv2D conv1;Dense fc1 'activation':'sigmoid'", "conv3x3x4v dense5"},
	};

	CHECK(cases);
}

static void norms_and_scalings_are_computed_or_refused(void **state)
{
	static const struct test_case cases[] = {
		{"Conv2D conv1;BatchNormalization scale1 'axis':-1;Dense fc1", "conv3x3x4v dense5"},
		{"Conv2D conv1;BatchNormalization scale1 'axis':2;Dense fc1",
		 "!along the channels"},
		{"Conv2D conv1;BatchNormalization scale1 'axis':'a';Dense fc1", "!along the"},
		{"Conv2D conv1;BatchNormalization scale1 'axis':[3,1];Dense fc1", "!along the"},
		{"Conv2D conv1;BatchNormalization scale1 'mode':1;Dense fc1", "!its own mean"},
		{"Conv2D conv1;BatchNormalization none;Dense fc1", "!has no weights in the file"},
		{"Conv2D conv1;BatchNormalization bn;Dense fc1", "!has no weights in the file"},
		{"Conv2D conv1;BatchNormalization scale1 'epsilon':'a';Dense fc1",
		 "!its epsilon is no number"},
		{"Conv2D conv1;Dense fc1;BatchNormalization scale1 'axis':1", "conv3x3x4v dense5"},
		{"Conv2D conv1;Dense fc1;BatchNormalization scale1 'axis':2", "!along the"},
		{"Rescaling n 'scale':0.5,'offset':-1;Conv2D conv1;Dense fc1",
		 "normalize2,2 conv3x3x4v dense5"},
		{"Rescaling n 'scale':'a';Conv2D conv1;Dense fc1", "!its scale or offset"},
		{"Rescaling n 'scale':0;Conv2D conv1;Dense fc1", "!its scale or offset"},
		{"Normalization norm;Conv2D conv1;Dense fc1",
		 "normalize0.25,0.25 conv3x3x4v dense5"},
		{"Normalization wide;Conv2D conv1;Dense fc1", "!a mean and a variance for each"},
		{"Normalization n 'mean':1;Conv2D conv1;Dense fc1", "!a mean and a variance for"},
		{"Conv2D conv1;Dense fc1;Softmax s;Normalization norm", "!softmax in the middle"},
	};

	CHECK(cases);
}

/* The last of these layers is one too many, whatever it is. */
static void layers_are_counted(void **state)
{
	static const char *const last[] = {"ReLU r", "Dense fc1", "BatchNormalization scale1",
					   "Normalization norm"};
	char layers[2048];

	for (size_t i = 0; i < sizeof(last) / sizeof(*last); i++) {
		size_t length = 0;

		for (int k = 0; k < NET_MAX_LAYERS; k++)
			length += (size_t)snprintf(layers + length, sizeof(layers) - length,
						   "ReLU r;");
		snprintf(layers + length, sizeof(layers) - length, "%s", last[i]);
		check_layers(state, "'batch_shape':[null,12,12,1]", layers,
			     "!has more than 64 layers");
	}
}

static void forms_of_images_are_followed_or_refused(void **state)
{
	static const char net[] = "Conv2D conv1;Dense fc1", words[] = "conv3x3x4v dense5";
	static const struct {
		const char *input, *layers, *expected;
	} cases[] = {
		{"'batch_shape':1", net, words},
		{"'batch_input_shape':[null,12,12,1]", net, words},
		{"'batch_shape':[null,12,12]", net, words},
		{"'batch_shape':[null,1,12,12]", net, "!its channels come first"},
		{"'batch_shape':[null,12,12,3]", net, "!several channels"},
		{"'batch_shape':[null,'a',1048576,1]", net, words},
		{"'batch_shape':[null,12,null,1]", net, words},
		{"'batch_shape':[null,144]",
		 "Reshape v 'target_shape':[12,12,1];Conv2D conv1;"
		 "Dense fc1",
		 words},
		{"'batch_shape':[null,144]", "Reshape v 'target_shape':[0,12]", "!other sides"},
		{"'batch_shape':[null,144]", "Reshape v 'target_shape':[12,0]", "!other sides"},
		{"'batch_shape':[null,144]", "Reshape v 'target_shape':[99999,12]", "!other sides"},
		{"'batch_shape':[null,144]", "Reshape v 'target_shape':[12,99999]", "!other sides"},
		{"'batch_shape':[null,12,12,1]", "Reshape v 'target_shape':[9,12]", "!other sides"},
		{"'batch_shape':[null,12,12,1]", "Reshape v 'target_shape':[12,9]", "!other sides"},
		{"'batch_shape':[null,12,12,1]",
		 "Reshape v 'target_shape':[12,12];Conv2D conv1;Dense fc1", words},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		check_layers(state, cases[i].input, cases[i].layers, cases[i].expected);
}

/* Layers of layers, and layers that say which they take. */
static void models_of_models_are_chains_or_refused(void **state)
{
#define INPUT "{'class_name':'InputLayer','name':'in','config':{'batch_shape':[null,12,12,1]}}"
#define CONV(nodes)                                                                 \
	"{'class_name':'Conv2D','name':'conv1','config':{'name':'conv1'},'inbound_" \
	"nodes':" nodes "}"
#define DENSE(nodes) \
	"{'class_name':'Dense','name':'fc1','config':{'name':'fc1'},'inbound_nodes':" nodes "}"
#define NESTED(text) "{'class_name':'Sequential','config':[" text "]}"
	static const struct {
		const char *model, *expected;
	} cases[] = {
		{NESTED(INPUT "," CONV("[[['in',0,0,{}]]]") "," DENSE("[[['conv1',0,0,{}]]]")),
		 "conv3x3x4v dense5"},
		{NESTED(INPUT "," CONV("[{'args':[{'in':1}],'kwargs':{}}]") "," DENSE("[]")),
		 "conv3x3x4v dense5"},
		{NESTED(INPUT "," CONV("[]") "," DENSE("[[['in',0,0,{}]]]")),
		 "!takes what another than the layer before it gives"},
		{NESTED(INPUT "," CONV("[]") "," DENSE("[{'args':{'of':'in'}}]")),
		 "!takes what another than the layer before it gives"},
		{NESTED(NESTED(INPUT "," CONV("[]")) "," NESTED(DENSE("[]"))), "conv3x3x4v dense5"},
		{NESTED("{'config':{}}"), "!layer '?' is ?"},
		{NESTED(""), "!tells 0 classes"},
		{"{'class_name':'Sequential'}", "!"},
		{"{", "!is no JSON"},
	};
	static const char deep[] = NESTED("%s");
	char text[GRAPH_TEXT_MAX] = CONV("[]"), outer[2 * GRAPH_TEXT_MAX];

	for (int i = 0; i < 10; i++) {
		snprintf(outer, sizeof(outer), deep, text);
		snprintf(text, sizeof(text), "%.4000s", outer);
	}
	graph_quote(text);
	check_graph(state, &keras_file, text, "!it is nested too deep");
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		snprintf(text, sizeof(text), "%s", cases[i].model);
		graph_quote(text);
		check_graph(state, &keras_file, text, cases[i].expected);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(weights_are_found_by_the_ends_of_names_or_refused),
		TEST(windows_are_computed_or_refused),
		TEST(activations_are_told_as_names_and_objects),
		TEST(norms_and_scalings_are_computed_or_refused),
		TEST(layers_are_counted),
		TEST(forms_of_images_are_followed_or_refused),
		TEST(models_of_models_are_chains_or_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
