/* ONNX: tensors however they are stored, the graph as JSON, and what becomes of damage. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/limits.h"
#include "format/tensor_file.h"
#include "support/damage.h"
#include "support/says.h"
#include "support/scratch.h"
#include "support/wire.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Fields of the messages, by onnx.proto. */
enum { DIMS = 1, DTYPE = 2, FLOAT_DATA = 4, INT32_DATA = 5, INT64_DATA = 7, NAME = 8, RAW = 9 };
enum { DOUBLE_DATA = 10, UINT64_DATA = 11, EXTERNAL = 13, LOCATION = 14 };
enum { NODE = 1, INITIALIZER = 5, INPUT = 11, OUTPUT = 12 };

static void begin_tensor(struct wire *t, const char *name, int dtype, size_t count)
{
	wire_number(t, DIMS, count);
	wire_number(t, DTYPE, (uint64_t)dtype);
	wire_text(t, NAME, name);
}

static void add_floats(struct wire *graph, const char *name, const float *values, size_t count)
{
	struct wire t = {0};

	begin_tensor(&t, name, 1, count);
	wire_part(&t, RAW, values, count * sizeof(float));
	wire_message(graph, INITIALIZER, &t);
}

static void add_value(struct wire *graph, int field, const char *name, uint64_t size)
{
	struct wire value = {0}, type = {0}, tensor = {0}, shape = {0}, dim = {0};

	wire_text(&dim, 2, "n");
	wire_message(&shape, 1, &dim);
	wire_number(&dim, 1, size);
	wire_message(&shape, 1, &dim);
	wire_number(&tensor, 1, 1);
	wire_message(&tensor, 2, &shape);
	wire_message(&type, 1, &tensor);
	wire_text(&value, 1, name);
	wire_message(&value, 2, &type);
	wire_message(graph, field, &value);
}

/* An attribute that has this in the field of its kind; kind 1: value as a float's bits. */
static void add_number(struct wire *node, const char *name, int kind, uint64_t value)
{
	struct wire a = {0};

	wire_text(&a, 1, name);
	if (kind == 1)
		wire_fixed32(&a, 2, (uint32_t)value);
	else
		wire_number(&a, 3, value);
	wire_number(&a, 20, (uint64_t)kind);
	wire_message(node, 5, &a);
}

static void add_attribute(struct wire *node, const char *name, int kind, int field,
			  const void *bytes, size_t size)
{
	struct wire a = {0};

	wire_text(&a, 1, name);
	wire_part(&a, field, bytes, size);
	wire_number(&a, 20, (uint64_t)kind);
	wire_message(node, 5, &a);
}

static void begin_node(struct wire *node, const char *op, const char *output, const char *input)
{
	if (input)
		wire_text(node, 1, input);
	wire_text(node, 2, output);
	wire_text(node, 3, op);
	wire_text(node, 4, op);
}

static const char *end(void **state, struct wire *graph)
{
	struct wire model = {0}, opset = {0};
	const char *path;

	wire_number(&model, 1, 7);
	wire_text(&model, 2, "pytorch");
	wire_text(&model, 3, "2.15");
	wire_message(&model, 7, graph);
	wire_number(&opset, 2, 13);
	wire_message(&model, 8, &opset);
	path = scratch_write(state, "x.onnx", model.bytes, model.size);
	wire_clear(&model);
	return path;
}

/* Of several sets of operators. */
static void attributes_of_all_kinds_are_json(void **state)
{
	struct wire graph = {0}, node = {0}, model = {0}, opset = {0};
	struct tensor_file *file;
	const char *text;
	struct err err;

	begin_node(&node, "Odd", "y", "x");
	add_number(&node, "infinite", 1, 0x7f800000);
	add_attribute(&node, "strings", 8, 9, "ab", 2);
	add_attribute(&node, "graph", 5, 6, "", 0);
	add_attribute(&node, "other", 99, 9, "ab", 2);
	add_attribute(&node, "no_tensor", 4, 9, "ab", 2);
	wire_message(&graph, NODE, &node);
	add_value(&graph, INPUT, "x", 1);
	add_value(&graph, OUTPUT, "y", 1);
	add_floats(&graph, "w", (const float[]){1, 2}, 2);
	wire_number(&model, 1, 7);
	wire_message(&model, 7, &graph);
	wire_text(&opset, 1, "other");
	wire_number(&opset, 2, 3);
	wire_message(&model, 8, &opset);
	wire_text(&opset, 1, "ai.onnx");
	wire_number(&opset, 2, 12);
	wire_message(&model, 8, &opset);
	file = tensor_file_read(scratch_write(state, "x.onnx", model.bytes, model.size), &err);
	wire_clear(&model);
	if (!file)
		fail_msg("%s", err.text);
	text = tensor_file_metadata(file, "onnx_graph");
	assert_non_null(strstr(text, "\"opset\":12"));
	assert_non_null(strstr(text, "\"infinite\":null"));
	assert_non_null(strstr(text, "\"strings\":[\"ab\"]"));
	assert_non_null(strstr(text, "\"graph\":null"));
	assert_non_null(strstr(text, "\"other\":null"));
	assert_non_null(strstr(text, "\"no_tensor\":null"));
	tensor_file_free(file);
}

static void names_that_are_no_utf8_are_refused(void **state)
{
	for (int i = 0; i < 4; i++) {
		struct wire graph = {0}, node = {0}, model = {0}, opset = {0};
		struct err err = {""};

		begin_node(&node, i == 0 ? "\xff" : "Odd", "y", i == 1 ? "\xff" : "x");
		add_number(&node, i == 2 ? "\xff" : "a", 2, 1);
		wire_message(&graph, NODE, &node);
		add_value(&graph, INPUT, i == 3 ? "\xff" : "x", 1);
		add_floats(&graph, "w", (const float[]){1, 2}, 2);
		wire_number(&model, 1, 7);
		wire_message(&model, 7, &graph);
		wire_number(&opset, 2, 12);
		wire_message(&model, 8, &opset);
		assert_null(tensor_file_read(
			scratch_write(state, "x.onnx", model.bytes, model.size), &err));
		assert_says(&err, "no UTF-8");
		wire_clear(&model);
	}
}

/* The graph stays. */
static const char *end_copy(void **state, const struct wire *graph)
{
	struct wire copy = {0};

	wire_bytes(&copy, graph->bytes, graph->size);
	return end(state, &copy);
}

static const float weights[4] = {1, -2, 0.5F, 3};

/* Conv of an input and weights, with attributes of all kinds; a Constant and a Reshape by it. */
static const char *make(void **state)
{
	struct wire graph = {0}, node = {0}, t = {0};
	const int64_t shape[1] = {-1};
	const unsigned char kernel[2] = {5, 5};
	const float scales[2] = {0.5F, 2};

	begin_node(&node, "Conv", "c", "x");
	wire_text(&node, 1, "w");
	wire_text(&node, 1, "");
	add_attribute(&node, "kernel_shape", 7, 8, kernel, 2);
	add_attribute(&node, "auto_pad", 3, 4, "SAME_UPPER", 10);
	add_number(&node, "alpha", 1, 0x3e000000);
	add_number(&node, "axis", 2, (uint64_t)-1);
	add_attribute(&node, "scales", 6, 7, scales, sizeof(scales));
	begin_tensor(&t, "", 1, 1);
	wire_part(&t, RAW, weights, 4);
	add_attribute(&node, "extra", 4, 5, t.bytes, t.size);
	wire_clear(&t);
	wire_message(&graph, NODE, &node);
	begin_node(&node, "Constant", "shape", NULL);
	begin_tensor(&t, "", 7, 1);
	wire_part(&t, RAW, shape, sizeof(shape));
	add_attribute(&node, "value", 4, 5, t.bytes, t.size);
	wire_clear(&t);
	wire_message(&graph, NODE, &node);
	begin_node(&node, "Reshape", "y", "c");
	wire_text(&node, 1, "shape");
	wire_message(&graph, NODE, &node);
	begin_node(&node, "Identity", "twin", "w");
	wire_message(&graph, NODE, &node);
	add_floats(&graph, "w", weights, 4);
	add_value(&graph, INPUT, "x", 28);
	add_value(&graph, INPUT, "w", 4);
	add_value(&graph, OUTPUT, "y", 10);
	return end(state, &graph);
}

static struct tensor_file *read_good(const char *path)
{
	struct err err;
	struct tensor_file *file = tensor_file_read(path, &err);

	if (!file)
		fail_msg("%s", err.text);
	return file;
}

static void assert_refused(const char *path, const char *says)
{
	struct err err;

	if (tensor_file_read(path, &err))
		fail_msg("%s is read; expected: %s", path, says);
	assert_says(&err, path);
	assert_says(&err, says);
}

static void tensors_and_graph_are_read(void **state)
{
	struct tensor_file *file = read_good(make(state)), *header;
	const struct tensor *shape = tensor_file_find(file, "shape");
	struct err err;

	assert_string_equal(file->format->name, "ONNX");
	assert_int_equal(tensor_file_count(file), 4);
	assert_ptr_equal(tensor_file_find(file, "twin")->data, tensor_file_at(file, 0)->data);
	assert_string_equal(tensor_file_at(file, 0)->name, "w");
	assert_memory_equal(tensor_file_at(file, 0)->data, weights, sizeof(weights));
	assert_non_null(tensor_file_find(file, "c.extra"));
	assert_string_equal(shape->dtype, "I64");
	assert_int_equal(*(const signed char *)shape->data, -1);
	assert_string_equal(tensor_file_metadata(file, "container"),
			    "ONNX (pytorch 2.15, opset 13)");
	assert_string_equal(
		tensor_file_metadata(file, "onnx_graph"),
		"{\"opset\":13,\"producer\":\"pytorch 2.15\","
		"\"inputs\":[{\"name\":\"x\",\"dims\":[-1,28]}],"
		"\"outputs\":[{\"name\":\"y\",\"dims\":[-1,10]}],"
		"\"nodes\":[{\"op\":\"Conv\",\"name\":\"Conv\",\"inputs\":[\"x\",\"w\",\"\"],"
		"\"outputs\":[\"c\"],\"attributes\":{\"kernel_shape\":[5,5],"
		"\"auto_pad\":\"SAME_UPPER\",\"alpha\":0.125,\"axis\":-1,\"scales\":[0.5,2.0],"
		"\"extra\":\"c.extra\"}},"
		"{\"op\":\"Reshape\",\"name\":\"Reshape\",\"inputs\":[\"c\",\"shape\"],"
		"\"outputs\":[\"y\"],\"attributes\":{}}]}");
	header = tensor_file_read_header(scratch_path(state, "x.onnx"), &err);
	assert_int_equal(tensor_file_count(header), 4);
	assert_null(tensor_file_at(header, 0)->data);
	assert_int_equal(tensor_file_at(header, 0)->size, sizeof(weights));
	tensor_file_free(header);
	tensor_file_free(file);
}

/* Each dtype's values in the field that protobuf has for them. */
static void values_may_be_numbers_of_protobuf(void **state)
{
	static const double doubles[2] = {1.5, -2};
	static const unsigned char small[2] = {7, 5}; /* each a varint */
	static const uint32_t short_values[2] = {7, 5};
	static const uint64_t wide_values[2] = {7, 5};
	static const unsigned char halves[] = {0x80, 0x78, 0x80, 0xf8, 0x02}; /* 3c00 bc00 */
	static const unsigned char longs[] = {7,    0xff, 0xff, 0xff, 0xff, 0xff,
					      0xff, 0xff, 0xff, 0xff, 1};
	static const uint16_t half_values[2] = {0x3c00, 0xbc00};
	static const int64_t long_values[2] = {7, -1};
	static const struct {
		int dtype, field;
		const void *bytes;
		size_t size;
		const char *name;
		const void *values;
		size_t values_size;
	} cases[] = {
		{1, FLOAT_DATA, weights, 8, "F32", weights, 8},
		{11, DOUBLE_DATA, doubles, 16, "F64", doubles, 16},
		{10, INT32_DATA, halves, sizeof(halves), "F16", half_values, 4},
		{7, INT64_DATA, longs, sizeof(longs), "I64", long_values, 16},
		{2, INT32_DATA, small, 2, "U8", small, 2},
		{12, UINT64_DATA, small, 2, "U32", short_values, 8},
		{13, UINT64_DATA, small, 2, "U64", wide_values, 16},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct wire graph = {0}, t = {0};
		struct tensor_file *file;

		begin_tensor(&t, "t", cases[i].dtype, 2);
		wire_part(&t, cases[i].field, cases[i].bytes, cases[i].size);
		wire_message(&graph, INITIALIZER, &t);
		file = read_good(end(state, &graph));
		assert_string_equal(tensor_file_at(file, 0)->dtype, cases[i].name);
		assert_int_equal(tensor_file_at(file, 0)->size, cases[i].values_size);
		assert_memory_equal(tensor_file_at(file, 0)->data, cases[i].values,
				    cases[i].values_size);
		tensor_file_free(file);
	}
}

/* What an exporter folds into the graph; an attribute of another kind is none of ours. */
static void constants_may_be_numbers(void **state)
{
	static const float floats[2] = {0.5F, 2};
	static const float eighth = 0.125F;
	static const int64_t ints[2] = {5, 7}, seven = 7;
	static const struct {
		const char *name;
		int kind, field; /* 0: a single number */
		const void *bytes;
		size_t size;
		const char *dtype; /* NULL: no tensor */
		const void *values;
		size_t values_size;
	} cases[] = {
		{"value_float", 1, 0, NULL, 0, "F32", &eighth, 4},
		{"value_floats", 6, 7, floats, 8, "F32", floats, 8},
		{"value_floats", 6, 7, "", 0, "F32", "", 0},
		{"value_int", 2, 0, NULL, 0, "I64", &seven, 8},
		{"value_ints", 7, 8, "\5\7", 2, "I64", ints, 16},
		{"value_string", 3, 4, "x", 1, NULL, NULL, 0},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct wire graph = {0}, node = {0};
		struct tensor_file *file;
		const struct tensor *t;
		int kind = cases[i].kind;

		begin_node(&node, "Constant", "k", NULL);
		if (cases[i].field)
			add_attribute(&node, cases[i].name, kind, cases[i].field, cases[i].bytes,
				      cases[i].size);
		else
			add_number(&node, cases[i].name, kind, kind == 1 ? 0x3e000000 : 7);
		wire_message(&graph, NODE, &node);
		file = read_good(end(state, &graph));
		t = tensor_file_find(file, "k");
		assert_int_equal(t != NULL, cases[i].dtype != NULL);
		if (t) {
			assert_string_equal(t->dtype, cases[i].dtype);
			assert_int_equal(t->ndim, cases[i].field ? 1 : 0);
			assert_int_equal(t->size, cases[i].values_size);
			if (t->size > 0)
				assert_memory_equal(t->data, cases[i].values, t->size);
		}
		tensor_file_free(file);
	}
}

/* With one attribute and one output a Constant is what it says it is. */
static void constants_of_more_parts_are_left_out(void **state)
{
	struct wire graph = {0}, node = {0};
	struct tensor_file *file;

	begin_node(&node, "Constant", "k", NULL);
	add_number(&node, "value_int", 2, 7);
	add_number(&node, "value_int", 2, 7);
	wire_message(&graph, NODE, &node);
	begin_node(&node, "Constant", "l", NULL);
	wire_text(&node, 2, "more");
	add_number(&node, "value_int", 2, 7);
	wire_message(&graph, NODE, &node);
	file = read_good(end(state, &graph));
	assert_int_equal(tensor_file_count(file), 0);
	tensor_file_free(file);
}

/* Initializers are counted before they are read; constants and second names come on top. */
static void more_tensors_than_are_read_are_refused(void **state)
{
	struct wire graph = {0}, node = {0};
	struct tensor_file *file;
	size_t initializers;

	for (int i = 0; i < ONNX_TENSORS_MAX; i++)
		add_floats(&graph, "w", weights, 1);
	begin_node(&node, "Identity", "twin", "w");
	wire_message(&graph, NODE, &node);
	initializers = graph.size;
	file = read_good(end_copy(state, &graph));
	assert_int_equal(tensor_file_count(file), ONNX_TENSORS_MAX);
	assert_null(tensor_file_find(file, "twin"));
	tensor_file_free(file);
	begin_node(&node, "Constant", "k", NULL);
	add_number(&node, "value_int", 2, 7);
	wire_message(&graph, NODE, &node);
	assert_refused(end_copy(state, &graph), "has more than 10000 tensors");
	graph.size = initializers;
	add_floats(&graph, "w", weights, 1);
	assert_refused(end(state, &graph), "has 10001 tensors; at most 10000 are read");
}

/* `count` tensors of 4 floats each in a file of that name, all of them `offset` bytes from its
 * beginning; NULL: it is not said. */
static const char *make_external(void **state, const char *location, const char *offset,
				 const char *length, int count)
{
	static const char *const keys[] = {"location", "offset", "length"};
	const char *values[] = {location, offset, length};
	struct wire graph = {0}, t = {0}, entry = {0};

	for (int tensor = 0; tensor < count; tensor++) {
		begin_tensor(&t, "t", 1, 4);
		for (int i = 0; i < 3; i++) {
			if (!values[i])
				continue;
			wire_text(&entry, 1, keys[i]);
			wire_text(&entry, 2, values[i]);
			wire_message(&t, EXTERNAL, &entry);
		}
		wire_number(&t, LOCATION, 1);
		wire_message(&graph, INITIALIZER, &t);
	}
	return end(state, &graph);
}

static void weights_may_lie_in_a_file_beside(void **state)
{
	const char *path = make_external(state, "x.onnx.data", "4", "16", 1);
	unsigned char bytes[20] = "head";
	struct tensor_file *file;
	struct err err;
	int here;

	assert_refused(path, "x.onnx.data, which is missing beside it");
	memcpy(bytes + 4, weights, 16);
	scratch_write(state, "x.onnx.data", bytes, sizeof(bytes));
	file = read_good(path);
	assert_memory_equal(tensor_file_at(file, 0)->data, weights, sizeof(weights));
	tensor_file_free(file);
	file = read_good(scratch_path(state, "x.onnx.data"));
	assert_string_equal(file->format->name, "ONNX");
	tensor_file_free(file);
	file = tensor_file_read_header(path, &err);
	assert_non_null(file);
	assert_null(tensor_file_at(file, 0)->data);
	tensor_file_free(file);
	/* A path without a folder, and a tensor that says only where it is. */
	here = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	assert_int_equal(chdir(scratch_path(state, "")), 0);
	make_external(state, "x.onnx.data", NULL, NULL, 1);
	file = read_good("x.onnx");
	assert_int_equal(fchdir(here), 0);
	close(here);
	assert_memory_equal(tensor_file_at(file, 0)->data, bytes, 16);
	tensor_file_free(file);
}

static void false_places_of_weights_are_refused(void **state)
{
	static const struct {
		const char *location, *offset, *length;
		int count;
		const char *says;
	} bad[] = {
		{"x.onnx.data", "4", "15", 1, "has a wrong place"},
		{"x.onnx.data", "", "16", 1, "has a wrong place"},
		{"x.onnx.data", "-4", "16", 1, "has a wrong place"},
		{"x.onnx.data", "1234567890123456", "16", 1, "has a wrong place"},
		{"x.onnx.data", "5", "16", 1, "is cut short: 't' of "},
		{"x.onnx.data", "21", "16", 1, "is cut short: 't' of "},
		/* The same bytes over and over would make much of a small file. */
		{"x.onnx.data", "4", "16", 2, "is cut short: 't' of "},
		{"../x.onnx.data", "4", "16", 1, "leads out of the model's"},
		{"a\\x.onnx.data", "4", "16", 1, "leads out of the model's"},
		{"/etc/passwd", "4", "16", 1, "leads out of the model's"},
		{"", "4", "16", 1, "leads out of the model's"},
		{NULL, "4", "16", 1, "leads out of the model's"},
	};
	unsigned char bytes[20] = {0};

	scratch_write(state, "x.onnx.data", bytes, sizeof(bytes));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_refused(make_external(state, bad[i].location, bad[i].offset, bad[i].length,
					     bad[i].count),
			       bad[i].says);
}

/* The format has no checksum: a flipped bit of a weight is another weight. */
static void damage_is_a_message_or_other_values(void **state)
{
	damage_try(&(struct damage){
		.path = make(state), .read = damage_read_tensors, .unchecked_end = SIZE_MAX});
}

static void false_tensors_are_refused(void **state)
{
	struct wire graph = {0}, t = {0};

	begin_tensor(&t, "t", 1, 3);
	wire_part(&t, RAW, weights, 16);
	wire_message(&graph, INITIALIZER, &t);
	assert_refused(end(state, &graph), "'t' has 16 bytes, its shape makes 12");
	begin_tensor(&t, "t", 1, 3);
	wire_part(&t, FLOAT_DATA, weights, 8);
	wire_message(&graph, INITIALIZER, &t);
	assert_refused(end(state, &graph), "'t' has 2 values, its shape 3");
	begin_tensor(&t, "t", 1, (size_t)1 << 40);
	wire_message(&graph, INITIALIZER, &t);
	assert_refused(end(state, &graph), "is wrong or too large");
	begin_tensor(&t, "t", 1, (size_t)-1);
	wire_message(&graph, INITIALIZER, &t);
	assert_refused(end(state, &graph), "size -1 of its shape is wrong or too large");
	for (int i = 0; i < 9; i++)
		wire_number(&t, DIMS, 1);
	wire_number(&t, DTYPE, 1);
	wire_message(&graph, INITIALIZER, &t);
	assert_refused(end(state, &graph), "has 9 dimensions");
	/* Strings are no tensors of ours. */
	begin_tensor(&t, "t", 8, 1);
	wire_message(&graph, INITIALIZER, &t);
	tensor_file_free(read_good(end(state, &graph)));
	begin_node(&t, "Conv\xff", "y", "x");
	wire_message(&graph, NODE, &t);
	assert_refused(end(state, &graph), "is no UTF-8");
}

/* Two bytes make an empty node, which takes fifty times that in memory. */
static void a_graph_of_millions_of_nodes_is_refused(void **state)
{
	struct wire graph = {0};

	for (int i = 0; i <= ONNX_NODES_MAX; i++)
		wire_bytes(&graph, "\x0a\x00", 2);
	assert_refused(end(state, &graph), "has 10001 nodes");
	graph.bytes = calloc(1, 2 << 20);
	assert_non_null(graph.bytes);
	for (graph.size = 0; graph.size < 2 << 20; graph.size += 2)
		graph.bytes[graph.size] = 0x0a;
	assert_refused(end(state, &graph), "would take more memory than a file of its size may");
}

#define in_scratch(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_scratch(tensors_and_graph_are_read),
		in_scratch(names_that_are_no_utf8_are_refused),
		in_scratch(attributes_of_all_kinds_are_json),
		in_scratch(values_may_be_numbers_of_protobuf),
		in_scratch(constants_may_be_numbers),
		in_scratch(constants_of_more_parts_are_left_out),
		in_scratch(more_tensors_than_are_read_are_refused),
		in_scratch(weights_may_lie_in_a_file_beside),
		in_scratch(false_places_of_weights_are_refused),
		in_scratch(damage_is_a_message_or_other_values),
		in_scratch(false_tensors_are_refused),
		in_scratch(a_graph_of_millions_of_nodes_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
