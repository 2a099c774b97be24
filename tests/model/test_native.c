/* Nets to and from files: exact where they are float32, and every file that is no such net refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "format/dtype.h"
#include "format/tensor/safetensors.h"
#include "model/native.h"
#include "support/says.h"
#include "support/scratch.h"
#include "support/values.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const struct shape tiny = {3, 2, 1};
static const char architecture[] = "conv3x3x17 relu pool2 dense70 relu dropout0.5 dense4";

static struct net *make(const char *text, struct shape input, int classes)
{
	struct err err = {""};
	struct net *net = net_new(text, input, classes, kernel_available()[0], &err);

	assert_string_equal(err.text, "");
	net_init(net, 3);
	return net;
}

static const char *write_net(void **state, const char *name, const struct net *net,
			     struct native_extra extra)
{
	const char *path = scratch_path(state, name);
	struct err err = {""};
	struct writer *writer = writer_open(path, &err);

	assert_non_null(writer);
	assert_true(native_write(writer, net, &extra, &err));
	assert_true(writer_commit(writer, &err));
	assert_string_equal(err.text, "");
	return path;
}

static struct net *read_net(const char *path, struct tensor_file **file)
{
	struct err err = {""};
	struct net *net = native_read(path, kernel_available()[0], file, &err);

	assert_string_equal(err.text, "");
	assert_non_null(net);
	return net;
}

/* Refused with one line that begins with the path and holds `part`; no file is handed out. */
static void assert_refused(const char *path, const char *part)
{
	struct tensor_file *file = NULL;
	struct err err = {""};

	assert_null(native_read(path, kernel_available()[0], &file, &err));
	assert_null(file);
	assert_ptr_equal(strstr(err.text, path), err.text);
	assert_says(&err, part);
}

static void a_float32_file_gives_back_the_same_net(void **state)
{
	struct net *net = make(architecture, tiny, 4), *back;
	const char *path = write_net(state, "net", net, (struct native_extra){0});
	char *text;

	back = read_net(path, NULL);
	assert_values_same(back->parameters, net->parameters, net->size, "parameters");
	assert_int_equal(back->size, net->size);
	assert_int_equal(back->input.height, 3);
	assert_int_equal(back->input.width, 2);
	assert_int_equal(back->input.channels, 1);
	assert_int_equal(back->classes, 4);
	text = net_architecture(back);
	assert_string_equal(text, architecture);
	free(text);
	net_free(net);
	net_free(back);
}

static void every_kind_of_layer_comes_back(void **state)
{
	static const char *const texts[] = {
		"conv3x3x2 leaky avgpool2 conv3x3x2 tanh pool3s1 dense9 sigmoid dropout0.25 dense4",
		"leaky0.01 avgpool3s2 conv1x1x3 relu pool2 dense4"};

	for (int i = 0; i < 2; i++) {
		struct net *net = make(texts[i], tiny, 4);
		struct net *back =
			read_net(write_net(state, "net", net, (struct native_extra){0}), NULL);
		char *text = net_architecture(back);

		assert_string_equal(text, texts[i]);
		assert_values_same(back->parameters, net->parameters, net->size, texts[i]);
		free(text);
		net_free(net);
		net_free(back);
	}
}

static void a_half_file_gives_back_what_float16_holds(void **state)
{
	struct net *net = make("dense30 relu dense4", tiny, 4), *back;
	const char *path = write_net(state, "net", net, (struct native_extra){.is_half = true});
	double *expected = calloc(net->size, sizeof(*expected));
	int changed = 0;

	back = read_net(path, NULL);
	for (size_t i = 0; i < net->size; i++) {
		expected[i] = (double)net->parameters[i];
		changed += back->parameters[i] != net->parameters[i];
	}
	assert_values_near(back->parameters, expected, net->size, 0x1p-11, "parameters");
	assert_true(changed > 100);
	free(expected);
	net_free(net);
	net_free(back);
}

static void tensors_have_the_names_and_layouts_of_the_article(void **state)
{
	struct net *net = make("conv3x3x2 dense4", tiny, 4);
	const char *path = write_net(state, "net", net, (struct native_extra){0});
	struct parameter p = net_parameter(net, 0);
	struct tensor_file *file;
	struct net *back = read_net(path, &file);
	const struct tensor *filters = tensor_file_find(file, "W_conv1");
	float values[18], expected[18];
	struct err err = {""};

	assert_int_equal(tensor_file_count(file), 4);
	assert_non_null(tensor_file_find(file, "b_conv1"));
	assert_non_null(tensor_file_find(file, "W_fc1"));
	assert_non_null(tensor_file_find(file, "b_fc1"));
	assert_int_equal(filters->ndim, 4);
	assert_int_equal(filters->dim[2], 1);
	assert_int_equal(filters->dim[3], 2);
	assert_true(tensor_floats(filters, path, values, &err));
	parameter_get(&p, net->parameters, expected);
	assert_values_same(values, expected, 18, "W_conv1");
	tensor_file_free(file);
	net_free(net);
	net_free(back);
}

static void the_metadata_says_what_the_net_is_and_what_the_caller_adds(void **state)
{
	static const struct tensor_string strings[] = {{"data", "mnist"}, {"step", "20000"}};
	static const float cursor[] = {1, 2, 3};
	const struct tensor extra = {"cursor", "F32", 1, {3}, cursor, sizeof(cursor)};
	struct net *net = make("softmax", tiny, 4), *back;
	struct tensor_file *file;

	back = read_net(write_net(state, "net", net,
				  (struct native_extra){.strings = strings,
							.string_count = 2,
							.tensors = &extra,
							.tensor_count = 1}),
			&file);
	assert_string_equal(tensor_file_metadata(file, "format"), "netglyph");
	assert_string_equal(tensor_file_metadata(file, "architecture"), "dense4");
	assert_string_equal(tensor_file_metadata(file, "input"), "3x2x1");
	assert_string_equal(tensor_file_metadata(file, "classes"), "4");
	assert_string_equal(tensor_file_metadata(file, "data"), "mnist");
	assert_string_equal(tensor_file_metadata(file, "step"), "20000");
	assert_memory_equal(tensor_file_find(file, "cursor")->data, cursor, sizeof(cursor));
	tensor_file_free(file);
	net_free(net);
	net_free(back);
}

static void equal_nets_make_equal_bytes(void **state)
{
	struct net *net = make(architecture, tiny, 4);
	size_t sizes[2];
	unsigned char *first =
		scratch_read(write_net(state, "a", net, (struct native_extra){0}), &sizes[0]);
	unsigned char *second =
		scratch_read(write_net(state, "b", net, (struct native_extra){0}), &sizes[1]);

	assert_int_equal(sizes[0], sizes[1]);
	assert_memory_equal(first, second, sizes[0]);
	free(first);
	free(second);
	net_free(net);
}

static struct optimizer optimizer_of(struct net *net, uint32_t stream)
{
	struct optimizer o;

	optimizer_init(&o, OPTIMIZER_ADAM, 1e-3f, net);
	for (int i = 0; stream > 0 && i < net_parameters(net); i++) {
		struct parameter p = net_parameter(net, i);
		float *values = values_new(parameter_count(&p), stream + (uint32_t)i);

		parameter_set(&p, o.m, values);
		parameter_set(&p, o.v, values);
		o.v[p.at] += 1;
		values_free(values);
	}
	return o;
}

static void adams_moments_come_back_with_the_names_of_tensorflow(void **state)
{
	struct net *net = make(architecture, tiny, 4), *back;
	struct optimizer o = optimizer_of(net, 120), again;
	const char *path = write_net(state, "net", net, (struct native_extra){.optimizer = &o});
	struct tensor_file *file;
	struct err err = {""};

	back = read_net(path, &file);
	assert_non_null(tensor_file_find(file, "W_conv1/Adam"));
	assert_non_null(tensor_file_find(file, "b_fc2/Adam_1"));
	again = optimizer_of(back, 0);
	assert_true(native_read_optimizer(file, path, &again, &err));
	assert_values_same(again.m, o.m, net->size, "m");
	assert_values_same(again.v, o.v, net->size, "v");
	optimizer_clear(&again);
	optimizer_clear(&o);
	tensor_file_free(file);
	net_free(net);
	net_free(back);
}

static void a_file_without_moments_is_no_checkpoint_of_adam(void **state)
{
	struct net *net = make("softmax", tiny, 4), *back;
	const char *path = write_net(state, "net", net, (struct native_extra){0});
	struct tensor_file *file;
	struct optimizer o;
	struct err err = {""};

	back = read_net(path, &file);
	o = optimizer_of(back, 0);
	assert_false(native_read_optimizer(file, path, &o, &err));
	assert_says(&err, path);
	assert_says(&err, "tensor 'W/Adam', which its architecture has, is missing");
	optimizer_clear(&o);
	tensor_file_free(file);
	net_free(net);
	net_free(back);
}

static void every_truncation_is_refused(void **state)
{
	struct net *net = make("softmax", tiny, 4);
	size_t size;
	unsigned char *bytes =
		scratch_read(write_net(state, "net", net, (struct native_extra){0}), &size);

	for (size_t length = 0; length < size; length++)
		assert_refused(scratch_write(state, "cut", bytes, length), "");
	free(bytes);
	net_free(net);
}

static void more_bytes_than_there_should_be_are_refused(void **state)
{
	struct net *net = make("softmax", tiny, 4);
	size_t size;
	unsigned char *bytes =
		scratch_read(write_net(state, "net", net, (struct native_extra){0}), &size);

	/* scratch_read puts a 0 behind them. */
	assert_refused(scratch_write(state, "long", bytes, size + 1), "");
	free(bytes);
	net_free(net);
}

static void parameters_that_are_not_finite_are_refused(void **state)
{
	static const struct {
		float value;
		const char *word;
	} bad[] = {{NAN, "nan"}, {INFINITY, "infinity"}, {-INFINITY, "infinity"}};

	for (int i = 0; i < 3; i++) {
		struct net *net = make("softmax", tiny, 4);
		struct parameter p = net_parameter(net, 0);

		net->parameters[p.at + 16 * 2 + 1] = bad[i].value; /* row 2, column 1 */
		assert_refused(write_net(state, "bad", net, (struct native_extra){0}), bad[i].word);
		assert_refused(scratch_path(state, "bad"), "'W'");
		assert_refused(scratch_path(state, "bad"), "[2, 1]");
		net_free(net);
	}
}

static void a_missing_file_and_a_folder_are_refused(void **state)
{
	assert_refused(scratch_path(state, "none"), "");
	assert_refused(scratch_path(state, ""), "");
}

/* A file of two tensors W and b, of any shape and with any metadata. */
struct forged {
	const char *what; /* of the message */
	const char *architecture, *input, *classes;
	const char *names[2];
	int ndim;
	size_t dim[4]; /* of W */
	size_t units;  /* of b */
};

static const char *forge(void **state, const struct forged *f)
{
	static const float values[64] = {0};
	const char *const texts[] = {f->architecture, f->input, f->classes};
	static const char *const keys[] = {"architecture", "input", "classes"};
	struct tensor tensors[2] = {{f->names[0], "F32", f->ndim, {0}, values, sizeof(float)},
				    {f->names[1], "F32", 1, {f->units}, values, 4 * f->units}};
	struct tensor_string strings[3];
	struct writer *writer;
	size_t count = 0;
	struct err err = {""};

	for (int i = 0; i < f->ndim; i++) {
		tensors[0].dim[i] = f->dim[i];
		tensors[0].size *= f->dim[i];
	}
	for (int i = 0; i < 3; i++)
		if (texts[i])
			strings[count++] = (struct tensor_string){keys[i], texts[i]};
	writer = writer_open(scratch_path(state, "forged"), &err);
	assert_non_null(writer);
	assert_true(safetensors_write(writer, tensors, 2, strings, count, &err));
	assert_true(writer_commit(writer, &err));
	return scratch_path(state, "forged");
}

static const char missing[] = "which its architecture has, is missing";
static const char shape[] = "is not of the shape that its architecture has";
static const char no_model[] = "not a model that netglyph wrote; train one with 'netglyph train'";
static const char input[] = "in __metadata__: expected 1x1x1 to 64x64x1";
static const char classes[] = "in __metadata__: expected 2 to 100";

static const struct forged forgeries[] = {
	{missing, "dense4", "3x2x1", "4", {"V", "b"}, 2, {6, 4}, 4},
	{missing, "dense4", "3x2x1", "4", {"W", "B"}, 2, {6, 4}, 4},
	{missing, "dense3 dense4", "3x2x1", "4", {"W", "b"}, 2, {6, 4}, 4},
	{shape, "dense4", "3x2x1", "4", {"W", "b"}, 2, {4, 6}, 4},
	{shape, "dense4", "3x2x1", "4", {"W", "b"}, 1, {24}, 4},
	{shape, "dense4", "3x2x1", "4", {"W", "b"}, 3, {1, 6, 4}, 4},
	{shape, "dense4", "3x2x1", "4", {"W", "b"}, 2, {6, 4}, 5},
	{shape, "dense4", "2x2x1", "4", {"W", "b"}, 2, {6, 4}, 4},
	{"has no 'architecture'", NULL, "3x2x1", "4", {"W", "b"}, 2, {6, 4}, 4},
	{"has no 'input'", "dense4", NULL, "4", {"W", "b"}, 2, {6, 4}, 4},
	{"has no 'classes'", "dense4", "3x2x1", NULL, {"W", "b"}, 2, {6, 4}, 4},
	{no_model, NULL, NULL, NULL, {"W", "b"}, 2, {6, 4}, 4},
	{"column 6: expected a number", "dense", "3x2x1", "4", {"W", "b"}, 2, {6, 4}, 4},
	{"column 1: expected dense4", "", "3x2x1", "4", {"W", "b"}, 2, {6, 4}, 4},
	{"column 7: expected dense5", "dense4", "3x2x1", "5", {"W", "b"}, 2, {6, 4}, 4},
	{"column 12: too large",
	 "dense65536 dense65536 dense4",
	 "3x2x1",
	 "4",
	 {"W", "b"},
	 2,
	 {6, 4},
	 4},
	{input, "dense4", "", "4", {"W", "b"}, 2, {6, 4}, 4},
	{input, "dense4", "3x2", "4", {"W", "b"}, 2, {6, 4}, 4},
	{input, "dense4", "3x2x1x1", "4", {"W", "b"}, 2, {6, 4}, 4},
	{input, "dense4", "3x2x2", "4", {"W", "b"}, 2, {6, 4}, 4},
	{input, "dense4", "0x6x1", "4", {"W", "b"}, 2, {6, 4}, 4},
	{input, "dense4", "-3x-2x1", "4", {"W", "b"}, 2, {6, 4}, 4},
	{input, "dense4", "65x1x1", "4", {"W", "b"}, 2, {6, 4}, 4},
	{input, "dense4", "1x65x1", "4", {"W", "b"}, 2, {6, 4}, 4},
	{input, "dense4", "99999999999x1x1", "4", {"W", "b"}, 2, {6, 4}, 4},
	{classes, "dense4", "3x2x1", "", {"W", "b"}, 2, {6, 4}, 4},
	{classes, "dense4", "3x2x1", "four", {"W", "b"}, 2, {6, 4}, 4},
	{classes, "dense4", "3x2x1", "4.", {"W", "b"}, 2, {6, 4}, 4},
	{classes, "dense4", "3x2x1", "1", {"W", "b"}, 2, {6, 4}, 4},
	{classes, "dense4", "3x2x1", "101", {"W", "b"}, 2, {6, 4}, 4},
	{classes, "dense4", "3x2x1", "1000000000000004", {"W", "b"}, 2, {6, 4}, 4},
};

static void what_is_no_net_of_its_architecture_is_refused(void **state)
{
	struct forged good = forgeries[0];

	for (size_t i = 0; i < sizeof(forgeries) / sizeof(forgeries[0]); i++)
		assert_refused(forge(state, &forgeries[i]), forgeries[i].what);
	/* And it is no more than that. */
	good.names[0] = "W";
	net_free(read_net(forge(state, &good), NULL));
}

static void tensors_beyond_the_architecture_are_left_alone(void **state)
{
	static const char bytes[] = {1, 2};
	const struct tensor extra = {"note", "I8", 1, {2}, bytes, 2};
	struct net *net = make("softmax", tiny, 4), *back;

	back = read_net(write_net(state, "net", net,
				  (struct native_extra){.tensors = &extra, .tensor_count = 1}),
			NULL);
	assert_int_equal(net_parameters(back), 2);
	net_free(net);
	net_free(back);
}

static void a_name_that_is_there_twice_is_not_written(void **state)
{
	static const struct tensor_string twice = {"classes", "5"};
	struct net *net = make("softmax", tiny, 4);
	struct err err = {""};
	struct writer *writer = writer_open(scratch_path(state, "net"), &err);

	assert_false(native_write(
		writer, net, &(struct native_extra){.strings = &twice, .string_count = 1}, &err));
	assert_says(&err, "'classes'");
	writer_abort(writer);
	assert_int_equal(scratch_entries(state), 0);
	net_free(net);
}

#define SCRATCH_TEST(f) cmocka_unit_test_setup_teardown(f, scratch_setup, scratch_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRATCH_TEST(a_float32_file_gives_back_the_same_net),
		SCRATCH_TEST(every_kind_of_layer_comes_back),
		SCRATCH_TEST(a_half_file_gives_back_what_float16_holds),
		SCRATCH_TEST(tensors_have_the_names_and_layouts_of_the_article),
		SCRATCH_TEST(the_metadata_says_what_the_net_is_and_what_the_caller_adds),
		SCRATCH_TEST(equal_nets_make_equal_bytes),
		SCRATCH_TEST(adams_moments_come_back_with_the_names_of_tensorflow),
		SCRATCH_TEST(a_file_without_moments_is_no_checkpoint_of_adam),
		SCRATCH_TEST(every_truncation_is_refused),
		SCRATCH_TEST(more_bytes_than_there_should_be_are_refused),
		SCRATCH_TEST(parameters_that_are_not_finite_are_refused),
		SCRATCH_TEST(a_missing_file_and_a_folder_are_refused),
		SCRATCH_TEST(what_is_no_net_of_its_architecture_is_refused),
		SCRATCH_TEST(tensors_beyond_the_architecture_are_left_alone),
		SCRATCH_TEST(a_name_that_is_there_twice_is_not_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
