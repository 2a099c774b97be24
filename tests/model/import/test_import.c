/* Nets of ours in other programs' names and layouts come back as they were. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "format/dtype.h"
#include "format/tensor/safetensors.h"
#include "model/import/import.h"
#include "support/foreign.h"
#include "support/says.h"
#include "support/scratch.h"

#include <math.h>
#include <string.h>

static const struct shape image = {12, 12, 1};

static struct import *open(const char *path, struct shape input, const struct import_told *told)
{
	struct err err = {""};
	struct tensor_file *file = tensor_file_read(path, &err);
	struct import *import = file ? import_new(file, path, input, 0, told, &err) : NULL;

	assert_string_equal(err.text, "");
	assert_non_null(import);
	return import;
}

static void assert_refused(const char *path, struct shape input, const struct import_told *told,
			   const char *part)
{
	struct err err = {""};
	struct tensor_file *file = tensor_file_read(path, &err);

	assert_non_null(file);
	assert_null(import_new(file, path, input, 0, told, &err));
	assert_says(&err, path);
	assert_says(&err, part);
}

/* The net of the candidate with this architecture and choice; there must be one. */
static struct net *net_of(const struct import *import, const char *path, const char *architecture,
			  bool is_chw)
{
	char text[SETTINGS_ARCHITECTURE_MAX];
	struct err err = {""};

	for (int i = 0; i < import->candidates.count; i++) {
		const struct choice choice = {.is_chw = is_chw};
		const struct candidate *candidate = &import->candidates.list[i];
		struct net *net;

		assert_true(candidate_architecture(candidate, &choice, NULL, text));
		if (strcmp(text, architecture) != 0)
			continue;
		net = candidate_net(candidate, &choice, NULL, NULL, path, kernel_available()[0],
				    &err);
		assert_string_equal(err.text, "");
		assert_non_null(net);
		return net;
	}
	fail_msg("no candidate is '%s'", architecture);
	return NULL;
}

static void assert_comes_back(void **state, const char *architecture, enum export_names names,
			      const char *key, const char *text, const char *expected)
{
	struct net *net = foreign_net(architecture, image, 5), *back;
	const char *path = foreign_write(state, "net", net, names, key, text);
	struct import *import = open(path, image, &(struct import_told){0});

	assert_int_equal(import->is_followed, key != NULL);
	back = net_of(import, path, expected ? expected : architecture, names == EXPORT_TORCH);
	assert_same_outputs(back, net);
	net_free(back);
	net_free(net);
	import_free(import);
}

static void shapes_allow_what_a_file_was_written_of(void **state)
{
	static const char *const architectures[] = {
		"dense5",
		"dense9 relu dense5",
		"conv3x3x4 relu pool2 conv3x3x6 relu pool2 dense7 relu dense5",
		"conv3x3x4v relu conv3x3x6v relu pool2 dense7 relu dense5",
		"conv5x5x4v relu pool2 conv3x3x6v relu dense5",
		"conv3x3x4 relu pool2 conv3x3x6 relu globalavgpool dense5",
		"conv3x3x4n relu pool2 dense7n relu dense5n",
	};

	for (size_t i = 0; i < sizeof(architectures) / sizeof(architectures[0]); i++)
		for (int names = EXPORT_ARTICLE; names <= EXPORT_TORCH; names++)
			assert_comes_back(state, architectures[i], (enum export_names)names, NULL,
					  NULL, NULL);
}

static void a_told_architecture_is_taken(void **state)
{
	const char *architecture = "normalize0.5,0.25 conv3x3x4s2p1 tanh conv2x2x6v silu dense5";
	struct net *net = foreign_net(architecture, image, 5), *back;
	const char *path = foreign_write(state, "net", net, EXPORT_TORCH, NULL, NULL);
	struct import_told told = {.architecture = architecture};
	struct import *import = open(path, image, &told);

	assert_int_equal(import->candidates.count, 1);
	back = net_of(import, path, architecture, true);
	assert_same_outputs(back, net);
	net_free(back);
	import_free(import);
	net_free(net);
	told.architecture = "pad1 normalize0.5,0.25 conv3x3x4s2v tanh conv2x2x6v silu dense5";
	import = open(path, image, &told);
	assert_true(import->candidates.list[0].is_input_known);
	import_free(import);
	told.architecture = "pad1 conv3x3x4s2v tanh conv2x2x6v silu dense5";
	import = open(path, image, &told);
	assert_false(import->candidates.list[0].is_input_known);
	import_free(import);
	told.architecture = "conv3x3x4 relu dense5";
	assert_refused(path, image, &told,
		       "do not fit the architecture 'conv3x3x4 relu dense5': conv1.weight 4x1x3x3");
	told.architecture = "conv3x3x4 rely dense5";
	assert_refused(path, image, &told, "column 11");
}

static const char keras[] =
	"{\"class_name\":\"Sequential\",\"config\":{\"layers\":["
	"{\"class_name\":\"InputLayer\",\"config\":{\"batch_shape\":[null,12,12,1]}},"
	"{\"class_name\":\"Rescaling\",\"config\":{\"name\":\"r\",\"scale\":2.0,\"offset\":-1.0}},"
	"{\"class_name\":\"Conv2D\",\"config\":{\"name\":\"conv1\",\"filters\":4,"
	"\"kernel_size\":[3,3],\"strides\":[2,2],\"padding\":\"same\",\"activation\":\"linear\"}},"
	"{\"class_name\":\"BatchNormalization\",\"config\":{\"name\":\"scale1\",\"epsilon\":0.001}}"
	","
	"{\"class_name\":\"Activation\",\"config\":{\"name\":\"a\",\"activation\":\"tanh\"}},"
	"{\"class_name\":\"AveragePooling2D\",\"config\":{\"name\":\"p\",\"pool_size\":[2,2],"
	"\"strides\":[2,2],\"padding\":\"valid\"}},"
	"{\"class_name\":\"Flatten\",\"config\":{\"name\":\"f\"}},"
	"{\"class_name\":\"Dropout\",\"config\":{\"name\":\"d\",\"rate\":0.5}},"
	"{\"class_name\":\"Dense\",\"config\":{\"name\":\"fc1\",\"units\":5,"
	"\"activation\":\"softmax\"}}]}}";

static void kerass_config_is_followed(void **state)
{
	assert_comes_back(state, "normalize0.5,0.5 conv3x3x4s2 scale tanh avgpool2v dense5",
			  EXPORT_KERAS, "keras_config", keras,
			  "normalize0.5,0.5 conv3x3x4s2 tanh avgpool2v dense5");
}

static const char torch[] =
	"{\"class\":\"torch.nn.modules.container.Sequential\",\"name\":\"\",\"modules\":["
	"{\"class\":\"torch.nn.modules.conv.Conv2d\",\"name\":\"conv1\",\"settings\":"
	"{\"kernel_size\":[3,3],\"stride\":[1,1],\"padding\":[0,0],\"dilation\":[1,1],\"groups\":1}"
	"},"
	"{\"class\":\"torch.nn.modules.activation.LeakyReLU\",\"name\":\"1\",\"settings\":"
	"{\"negative_slope\":0.2}},"
	"{\"class\":\"torch.nn.modules.pooling.MaxPool2d\",\"name\":\"2\",\"settings\":"
	"{\"kernel_size\":2,\"stride\":2,\"padding\":0}},"
	"{\"class\":\"torch.nn.modules.flatten.Flatten\",\"name\":\"3\"},"
	"{\"class\":\"torch.nn.modules.linear.Linear\",\"name\":\"fc1\"}]}";

static void pytorchs_modules_are_followed(void **state)
{
	assert_comes_back(state, "conv3x3x4v leaky0.2 pool2v dense5", EXPORT_TORCH, "torch_modules",
			  torch, NULL);
}

static const char onnx[] =
	"{\"inputs\":[{\"name\":\"x\",\"dims\":[1,1,12,12]}],\"outputs\":[{\"name\":\"y\"}],"
	"\"nodes\":["
	"{\"op\":\"Conv\",\"inputs\":[\"x\",\"conv1.weight\",\"conv1.bias\"],\"outputs\":[\"c\"],"
	"\"attributes\":{\"kernel_shape\":[3,3],\"pads\":[1,1,1,1],\"strides\":[1,1]}},"
	"{\"op\":\"Relu\",\"inputs\":[\"c\"],\"outputs\":[\"r\"]},"
	"{\"op\":\"MaxPool\",\"inputs\":[\"r\"],\"outputs\":[\"p\"],\"attributes\":"
	"{\"kernel_shape\":[2,2],\"strides\":[2,2]}},"
	"{\"op\":\"Flatten\",\"inputs\":[\"p\"],\"outputs\":[\"f\"]},"
	"{\"op\":\"Gemm\",\"inputs\":[\"f\",\"fc1.weight\",\"fc1.bias\"],\"outputs\":[\"y\"],"
	"\"attributes\":{\"transB\":1}}]}";

static void onnxs_nodes_are_followed(void **state)
{
	assert_comes_back(state, "conv3x3x4 relu pool2v dense5", EXPORT_TORCH, "onnx_graph", onnx,
			  NULL);
}

static void a_graph_with_an_unknown_layer_is_refused_by_name(void **state)
{
	static const char text[] =
		"{\"class_name\":\"Sequential\",\"config\":{\"layers\":["
		"{\"class_name\":\"LSTM\",\"config\":{\"name\":\"memory\",\"units\":5}}]}}";
	struct net *net = foreign_net("dense5", image, 5);
	const char *path = foreign_write(state, "net", net, EXPORT_KERAS, "keras_config", text);

	assert_refused(path, image, &(struct import_told){0}, "layer 'memory'");
	assert_refused(path, image, &(struct import_told){0}, "LSTM");
	net_free(net);
}

static void tensors_that_are_not_used_are_named(void **state)
{
	struct net *net = foreign_net("dense9 relu dense5", image, 5);
	const char *path = foreign_write(state, "net", net, EXPORT_KERAS, NULL, NULL);
	struct import *import = open(path, image, &(struct import_told){0});

	assert_string_equal(import->notes, "");
	import_free(import);
	net_free(net);
	/* Beside a dense layer of the whole image, one that fits nowhere. */
	net = foreign_net("conv3x3x4v relu dense5", image, 5);
	path = foreign_write(state, "net", net, EXPORT_KERAS, NULL, NULL);
	import = open(path, (struct shape){20, 20, 1}, &(struct import_told){0});
	import_free(import);
	net_free(net);
}

/* A file of zeros of some names and shapes. */
static const char *write_tensors(void **state, const struct tensor *list, size_t count)
{
	static float zeros[2048 * 16];
	const char *path = scratch_path(state, "tensors");
	struct tensor tensors[4];
	struct err err;
	struct writer *writer = writer_open(path, &err);

	for (size_t i = 0; i < count; i++) {
		tensors[i] = list[i];
		tensors[i].dtype = "F32";
		tensors[i].data = zeros;
		tensors[i].size = 4 * tensor_elements(&list[i]);
		assert_true(tensors[i].size <= sizeof(zeros));
	}
	assert_non_null(writer);
	assert_true(safetensors_write(writer, tensors, count, NULL, 0, &err));
	assert_true(writer_commit(writer, &err));
	return path;
}

static void what_can_be_no_network_of_ours_says_what_it_is(void **state)
{
	static const struct tensor optimizer[] = {
		{.name = "0.exp_avg", .ndim = 2, .dim = {9, 144}},
		{.name = "0.exp_avg_sq", .ndim = 2, .dim = {9, 144}}};
	static const struct tensor colours[] = {
		{.name = "conv.weight", .ndim = 4, .dim = {8, 3, 5, 5}},
		{.name = "fc.weight", .ndim = 2, .dim = {5, 512}}};
	static const struct tensor thousand[] = {
		{.name = "fc1.weight", .ndim = 2, .dim = {9, 144}},
		{.name = "fc2.weight", .ndim = 2, .dim = {1000, 9}}};
	static const struct tensor single[] = {{.name = "fc1.weight", .ndim = 2, .dim = {9, 144}},
					       {.name = "fc2.weight", .ndim = 2, .dim = {1, 9}}};
	static const struct tensor others[] = {{.name = "a.weight", .ndim = 2, .dim = {9, 145}},
					       {.name = "b.weight", .ndim = 2, .dim = {5, 9}}};
	static const struct import_told nothing, info = {.place = IMPORT_FOR_INFO},
						 explorer = {.place = IMPORT_FOR_EXPLORER};

	assert_refused(write_tensors(state, optimizer, 2), image, &nothing,
		       "holds the state of an optimizer (0.exp_avg) and no network");
	assert_refused(write_tensors(state, colours, 2), image, &nothing,
		       "takes images of 3 channels, colours; netglyph's have one, grey");
	assert_refused(write_tensors(state, thousand, 2), image, &nothing,
		       "tells 1000 classes; netglyph takes 2 to 100");
	assert_refused(write_tensors(state, single, 2), image, &nothing,
		       "tells 1 class; netglyph takes 2 to 100");
	/* What one can do depends on where one is. */
	assert_refused(write_tensors(state, others, 2), image, &nothing,
		       "a.weight 9x145, b.weight 5x9; 'netglyph info' lists them, --architecture");
	assert_refused(write_tensors(state, others, 2), image, &info,
		       "b.weight 5x9; --architecture tells one");
	assert_refused(write_tensors(state, others, 2), image, &explorer,
		       "b.weight 5x9; :open FILE --architecture LAYERS tells one");
}

static void a_scaling_is_told_as_two_numbers(void **state)
{
	static const char *const bad[] = {"", "1", "1,", "1,0", ",1", "1,2,3", "nan,1", "1,inf"};
	struct import_told told = {.architecture = NULL};

	(void)state;
	assert_true(import_told_input(&told, "0.1307,0.3081"));
	assert_true(told.has_input);
	assert_float_equal(told.mean, 0.1307, 1e-12);
	assert_float_equal(told.deviation, 0.3081, 1e-12);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_false(import_told_input(&(struct import_told){0}, bad[i]));
}

/* ------------------------------------------------------------------- tensors without a graph */

enum { TENSORS = 8, VALUES = 4096 };

/* Each ends with a name of NULL; values are all 0.5. */
static const char *write_list(void **state, struct tensor *tensors)
{
	static float values[VALUES];
	const char *path = scratch_path(state, "tensors");
	struct err err = {""};
	struct writer *writer = writer_open(path, &err);
	size_t count = 0;

	for (size_t i = 0; i < VALUES; i++)
		values[i] = 0.5f;
	for (; tensors[count].name; count++) {
		struct tensor *t = &tensors[count];

		t->dtype = "F32";
		t->data = values;
		t->size = tensor_elements(t) * sizeof(float);
		assert_true(t->size <= sizeof(values));
	}
	assert_true(safetensors_write(writer, tensors, count, NULL, 0, &err));
	assert_true(writer_commit(writer, &err));
	return path;
}

static void tensors_of_what_is_not_computed_say_what_it_is(void **state)
{
	struct {
		struct tensor tensors[TENSORS];
		const char *part;
	} cases[] = {
		{{{.name = "conv.weight", .ndim = 4, .dim = {4, 1, 3, 3}},
		  {.name = "dw.weight", .ndim = 4, .dim = {4, 1, 3, 3}},
		  {.name = "fc.weight", .ndim = 2, .dim = {5, 256}}},
		 "tensor 'dw.weight' is of a convolution with a filter for each channel"},
		{{{.name = "conv.weight", .ndim = 4, .dim = {3, 1, 3, 3}},
		  {.name = "pw.weight", .ndim = 4, .dim = {8, 3, 1, 1}},
		  {.name = "dw.weight", .ndim = 4, .dim = {8, 1, 3, 3}},
		  {.name = "fc.weight", .ndim = 2, .dim = {5, 512}}},
		 "tensor 'dw.weight' is of a convolution with a filter for each channel"},
		{{{.name = "s/depthwise_kernel", .ndim = 4, .dim = {3, 3, 1, 1}},
		  {.name = "d/kernel", .ndim = 2, .dim = {100, 5}}},
		 "tensor 's/depthwise_kernel' is of a convolution with a filter for each channel"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_refused(write_list(state, cases[i].tensors), image, &(struct import_told){0},
			       cases[i].part);
}

/* A convolution of as many channels as the first, which comes behind it in the file. */
static void a_first_convolution_is_no_depthwise_one(void **state)
{
	struct tensor tensors[] = {{.name = "b.weight", .ndim = 4, .dim = {4, 4, 3, 3}},
				   {.name = "a.weight", .ndim = 4, .dim = {4, 1, 3, 3}},
				   {.name = "fc.weight", .ndim = 2, .dim = {5, 256}},
				   {.name = NULL}};

	import_free(open(write_list(state, tensors), image, &(struct import_told){0}));
}

static void a_batch_norm_of_the_image_comes_first(void **state)
{
	struct tensor tensors[] = {{.name = "bn0.weight", .ndim = 1, .dim = {1}},
				   {.name = "bn0.bias", .ndim = 1, .dim = {1}},
				   {.name = "bn0.running_mean", .ndim = 1, .dim = {1}},
				   {.name = "bn0.running_var", .ndim = 1, .dim = {1}},
				   {.name = "conv.weight", .ndim = 4, .dim = {4, 1, 3, 3}},
				   {.name = "fc.weight", .ndim = 2, .dim = {5, 100}},
				   {.name = NULL}};
	const char *path = write_list(state, tensors);
	struct import *import = open(path, image, &(struct import_told){0});
	struct net *net = net_of(import, path, "scale conv3x3x4vn relu pool2 dense5n", true);
	float gamma;
	struct parameter p = net_parameter(net, 0);

	parameter_get(&p, net->parameters, &gamma);
	assert_float_equal(gamma, 0.5 / sqrt(0.5 + 1e-5), 1e-6);
	net_free(net);
	import_free(import);
}

static void tensors_that_are_there_twice_are_read_once(void **state)
{
	struct tensor tensors[] = {{.name = "variables/0", .ndim = 2, .dim = {144, 5}},
				   {.name = "variables/1", .ndim = 1, .dim = {5}},
				   {.name = "_all_variables/0", .ndim = 2, .dim = {144, 5}},
				   {.name = "_all_variables/1", .ndim = 1, .dim = {5}},
				   {.name = NULL}};
	struct import *import = open(write_list(state, tensors), image, &(struct import_told){0});

	assert_int_equal(import->candidates.list[0].count, 1);
	assert_string_equal(import->notes, "");
	import_free(import);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(tensors_of_what_is_not_computed_say_what_it_is,
						scratch_setup, scratch_teardown),
		cmocka_unit_test_setup_teardown(a_first_convolution_is_no_depthwise_one,
						scratch_setup, scratch_teardown),
		cmocka_unit_test_setup_teardown(a_batch_norm_of_the_image_comes_first,
						scratch_setup, scratch_teardown),
		cmocka_unit_test_setup_teardown(tensors_that_are_there_twice_are_read_once,
						scratch_setup, scratch_teardown),
		cmocka_unit_test_setup_teardown(shapes_allow_what_a_file_was_written_of,
						scratch_setup, scratch_teardown),
		cmocka_unit_test_setup_teardown(a_told_architecture_is_taken, scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(kerass_config_is_followed, scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(pytorchs_modules_are_followed, scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(onnxs_nodes_are_followed, scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(a_graph_with_an_unknown_layer_is_refused_by_name,
						scratch_setup, scratch_teardown),
		cmocka_unit_test_setup_teardown(what_can_be_no_network_of_ours_says_what_it_is,
						scratch_setup, scratch_teardown),
		cmocka_unit_test(a_scaling_is_told_as_two_numbers),
		cmocka_unit_test_setup_teardown(tensors_that_are_not_used_are_named, scratch_setup,
						scratch_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
