/* TensorFlow's checkpoints: which tensors are a network's, by which paths they are found, and what
 * becomes of damage. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "format/file.h"
#include "format/tensor_file.h"
#include "support/damage.h"
#include "support/says.h"
#include "support/scratch.h"
#include "support/wire.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { F32 = 1, STRING = 7, I64 = 9 };
#define VALUE "/.ATTRIBUTES/VARIABLE_VALUE"

static void add(struct wire_checkpoint *c, const char *name, size_t count)
{
	float values[16];

	assert_true(count <= 16);
	/* Those of different names differ. */
	for (size_t i = 0; i < count; i++)
		values[i] = (float)i + (float)strlen(name);
	wire_checkpoint_tensor(c, name, F32, 1, &count, values, count * sizeof(float));
}

static void add_count(struct wire_checkpoint *c, const char *name, int64_t value)
{
	wire_checkpoint_tensor(c, name, I64, 0, NULL, &value, sizeof(value));
}

/* As a Saver writes it. */
static const char *make_as(void **state, const char *name, bool is_packed)
{
	struct wire_checkpoint c = {.table.is_packed = is_packed};

	wire_checkpoint_begin(&c);
	add(&c, "Variable", 4);
	add(&c, "Variable/train_step", 4);
	add(&c, "Variable/train_step_1", 4);
	add(&c, "Variable_1", 2);
	add(&c, "Variable_10", 3);
	add(&c, "Variable_2", 5);
	add_count(&c, "beta1_power", 0);
	add_count(&c, "global_step", 700);
	return wire_checkpoint_end(&c, state, name);
}

static const char *make(void **state, const char *name)
{
	return make_as(state, name, false);
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
	assert_says(&err, says);
}

/* The tensors' names, with spaces between. */
static void assert_names(const char *path, const char *expected)
{
	struct tensor_file *file = read_good(path);
	char names[1000] = "";
	size_t length = 0;

	for (size_t i = 0; i < tensor_file_count(file); i++)
		length += (size_t)snprintf(names + length, sizeof(names) - length, "%s%s",
					   i ? " " : "", tensor_file_at(file, i)->name);
	assert_string_equal(names, expected);
	tensor_file_free(file);
}

static void a_savers_variables_come_as_people_count_without_slots(void **state)
{
	const char *path = make(state, "m.ckpt");
	struct tensor_file *file = read_good(path);
	const float expected[3] = {11, 12, 13};
	const struct tensor *last = tensor_file_at(file, 3);

	assert_int_equal(tensor_file_count(file), 4);
	assert_string_equal(tensor_file_at(file, 1)->name, "Variable_1");
	assert_string_equal(tensor_file_at(file, 2)->name, "Variable_2");
	assert_string_equal(last->name, "Variable_10");
	assert_string_equal(last->dtype, "F32");
	assert_int_equal(last->ndim, 1);
	assert_int_equal(last->dim[0], 3);
	assert_memory_equal(last->data, expected, sizeof(expected));
	assert_string_equal(tensor_file_metadata(file, "container"), "TensorFlow checkpoint");
	assert_string_equal(tensor_file_metadata(file, "step"), "700");
	tensor_file_free(file);
}

#ifdef HAVE_SNAPPY
static void an_index_may_be_packed(void **state)
{
	const char *plain = make(state, "plain"), *packed = make_as(state, "packed", true);
	uint64_t expected, digest;
	struct err err;

	assert_true(damage_read_tensors(plain, &expected, &err));
	assert_true(damage_read_tensors(packed, &digest, &err));
	assert_true(digest == expected);
}
#endif

static void all_paths_lead_to_it(void **state)
{
	static const char *const paths[] = {
		"m.ckpt", "m.ckpt.index", "m.ckpt.data-00000-of-00001", "m.ckpt.meta",
		"",       "checkpoint"};
	static const char names[] = "Variable Variable_1 Variable_2 Variable_10";
	const char latest[] = "model_checkpoint_path: \"/moved/from/m.ckp\\164\"\n";

	make(state, "m.ckpt");
	scratch_write(state, "m.ckpt.meta", "graph", 5);
	assert_names(scratch_path(state, ""), names);
	make(state, "other");
	assert_false(tensor_file_is_several(scratch_path(state, "")));
	scratch_write(state, "checkpoint", latest, sizeof(latest) - 1);
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		assert_true(tensor_file_is_several(scratch_path(state, paths[i])));
		assert_names(scratch_path(state, paths[i]), names);
	}
	assert_false(tensor_file_is_several(scratch_path(state, "m.ckp")));
	assert_false(tensor_file_is_several(scratch_path(state, "none/m.ckpt")));
}

static void what_is_missing_is_named(void **state)
{
	const char *prefix = make(state, "m.ckpt"), *index = scratch_path(state, "m.ckpt.index"),
		   *data = scratch_path(state, "m.ckpt.data-00000-of-00001"),
		   *away = scratch_path(state, "away");

	assert_int_equal(rename(data, away), 0);
	assert_refused(prefix, "m.ckpt.data-00000-of-00001: is missing beside its .index");
	assert_refused(index, "m.ckpt.data-00000-of-00001: is missing beside its .index");
	assert_int_equal(rename(away, data), 0);
	assert_int_equal(rename(index, away), 0);
	assert_refused(prefix, "m.ckpt.index: is missing beside its .data files");
	assert_refused(data, "m.ckpt.index: is missing beside its .data files");
}

static void a_saved_model_is_a_folder(void **state)
{
	struct tensor_file *file;

	assert_int_equal(mkdir(scratch_path(state, "saved"), 0700), 0);
	assert_int_equal(mkdir(scratch_path(state, "saved/variables"), 0700), 0);
	scratch_write(state, "saved/saved_model.pb", "", 0);
	assert_refused(scratch_path(state, "saved"), "variables.index: is missing");
	make(state, "saved/variables/variables");
	file = read_good(scratch_path(state, "saved"));
	assert_string_equal(tensor_file_metadata(file, "container"), "TensorFlow SavedModel");
	tensor_file_free(file);
	assert_names(scratch_path(state, "saved/saved_model.pb"),
		     "Variable Variable_1 Variable_2 Variable_10");
}

/* Keras 2 writes what the model is beside it, tuples in a way of its own. */
static void the_configuration_of_keras_comes_as_a_string(void **state)
{
	static const char metadata[] =
		"{\"name\": \"n\", \"class_name\": \"Sequential\", \"config\": "
		"{\"layers\": [{\"kernel_size\": {\"class_name\": "
		"\"__tuple__\", \"items\": [5, 5]}}]}}";
	struct wire file = {0}, object = {0};
	struct tensor_file *read;
	const char *path;

	mkdir(scratch_path(state, "saved"), 0700);
	mkdir(scratch_path(state, "saved/variables"), 0700);
	scratch_write(state, "saved/saved_model.pb", "", 0);
	make(state, "saved/variables/variables");
	wire_text(&object, 3, "root.layer-0");
	wire_text(&object, 5, "{}");
	wire_message(&file, 1, &object);
	wire_text(&object, 3, "root");
	wire_text(&object, 5, metadata);
	wire_message(&file, 1, &object);
	path = scratch_write(state, "saved/keras_metadata.pb", file.bytes, file.size);
	read = read_good(scratch_path(state, "saved"));
	assert_string_equal(tensor_file_metadata(read, "keras_config"),
			    "{\"class_name\":\"Sequential\",\"config\":{\"layers\":"
			    "[{\"kernel_size\":[5,5]}]}}");
	tensor_file_free(read);
	damage_try(&(struct damage){.path = path,
				    .opened = scratch_path(state, "saved"),
				    .read = damage_read_tensors,
				    .unchecked_end = SIZE_MAX});
	wire_clear(&file);
}

/* A node of an object graph with one variable. */
static void label(struct wire *graph, const char *full_name, const char *key)
{
	struct wire node = {0}, attribute = {0};

	wire_text(&attribute, 1, "VARIABLE_VALUE");
	wire_text(&attribute, 2, full_name);
	wire_text(&attribute, 3, key);
	wire_message(&node, 2, &attribute);
	wire_message(graph, 1, &node);
}

/* As tf.train.Checkpoint writes it of a Keras model, whose weights are the optimizer's too. */
static const char *make_object_based(void **state)
{
	struct wire_checkpoint c = {0};
	struct wire graph = {0};

	label(&graph, "dense/kernel", "optimizer/_trainable_variables/0" VALUE);
	label(&graph, "dense/bias", "optimizer/_trainable_variables/1" VALUE);
	label(&graph, "norm/mean", "net/norm/mean" VALUE);
	label(&graph, "norm/mean", "net/norm/twin" VALUE);
	label(&graph, "Variable", "net/w" VALUE);
	label(&graph, "seed_generator/seed_generator_state", "net/z" VALUE);
	wire_checkpoint_begin(&c);
	wire_checkpoint_string(&c, "_CHECKPOINTABLE_OBJECT_GRAPH", graph.bytes, graph.size);
	wire_clear(&graph);
	add(&c, "net/norm/mean" VALUE, 2);
	add(&c, "net/norm/twin" VALUE, 2);
	add(&c, "net/w" VALUE, 7);
	add(&c, "net/w/.OPTIMIZER_SLOT/optimizer/m" VALUE, 7);
	add(&c, "net/z" VALUE, 1);
	add_count(&c, "optimizer/_iterations" VALUE, 12);
	add(&c, "optimizer/_trainable_variables/0" VALUE, 6);
	add(&c, "optimizer/_trainable_variables/1" VALUE, 3);
	add(&c, "optimizer/_variables/2" VALUE, 6);
	add_count(&c, "save_counter" VALUE, 1);
	return wire_checkpoint_end(&c, state, "objects");
}

static void objects_have_the_names_that_their_variables_had(void **state)
{
	const char *path = make_object_based(state);
	struct tensor_file *file = read_good(path);

	assert_names(path, "dense/kernel dense/bias norm/mean net/w");
	assert_string_equal(tensor_file_metadata(file, "step"), "12");
	tensor_file_free(file);
}

/* Without values of their own two variables of one name are one; with them they are two. */
static void different_variables_of_one_name_keep_apart(void **state)
{
	struct wire_checkpoint c = {0};
	struct wire graph = {0};

	label(&graph, "kernel", "a/kernel" VALUE);
	label(&graph, "kernel", "bb/kernel" VALUE);
	wire_checkpoint_begin(&c);
	wire_checkpoint_string(&c, "_CHECKPOINTABLE_OBJECT_GRAPH", graph.bytes, graph.size);
	wire_clear(&graph);
	add(&c, "a/kernel" VALUE, 2);
	add(&c, "bb/kernel" VALUE, 2);
	assert_names(wire_checkpoint_end(&c, state, "two"), "a/kernel bb/kernel");
}

static void what_names_tell_of_training_is_left_out(void **state)
{
	struct wire_checkpoint c = {0};
	struct tensor_file *file;
	const char *path;

	wire_checkpoint_begin(&c);
	add(&c, "OptimizeLoss/a/b/Adam", 4);
	add(&c, "a/b", 4);
	add(&c, "a/b/Adam", 4);
	add(&c, "a/b/Wide", 5);
	add_count(&c, "beta1_power_2", 0);
	add_count(&c, "global_step", (int64_t)1 << 40);
	add(&c, "step_", 2);
	add(&c, "step_1", 1);
	add(&c, "step_x", 2);
	add(&c, "stepper", 3);
	add(&c, "w_10", 3);
	add(&c, "w_9", 3);
	path = wire_checkpoint_end(&c, state, "m");
	assert_names(path, "a/b a/b/Wide step_ step_x stepper w_9 w_10");
	file = read_good(path);
	assert_null(tensor_file_metadata(file, "step"));
	tensor_file_free(file);
}

/* A step is one whole number. */
static void steps_of_other_kinds_are_none(void **state)
{
	enum { I32 = 3 };
	static const struct {
		int dtype, ndim;
		const char *expected;
	} cases[] = {
		{I64, 0, "5"}, {I32, 0, "5"}, {F32, 0, NULL}, {I64, 1, NULL}, {STRING, 0, NULL}};
	const size_t one = 1;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct wire_checkpoint c = {0};
		struct tensor_file *file;
		const char *step;

		wire_checkpoint_begin(&c);
		add(&c, "W", 2);
		if (cases[i].dtype == STRING)
			wire_checkpoint_string(&c, "global_step", "5", 1);
		else
			wire_checkpoint_tensor(&c, "global_step", cases[i].dtype, cases[i].ndim,
					       &one, (const int64_t[]){5},
					       cases[i].dtype == I64 ? 8 : 4);
		file = read_good(wire_checkpoint_end(&c, state, "m"));
		step = tensor_file_metadata(file, "step");
		if (!step != !cases[i].expected || (step && strcmp(step, "5") != 0))
			fail_msg("case %zu gives %s", i, step ? step : "no step");
		tensor_file_free(file);
	}
}

static void names_of_objects_are_used_where_they_say_something(void **state)
{
	struct wire_checkpoint c = {0};
	struct wire graph = {0};

	label(&graph, "dense/kernel:0", "a/kernel" VALUE);
	label(&graph, "", "b/w" VALUE);
	label(&graph, "Variable_2", "c/w" VALUE);
	label(&graph, "Variable_x", "d/w" VALUE);
	wire_checkpoint_begin(&c);
	wire_checkpoint_string(&c, "_CHECKPOINTABLE_OBJECT_GRAPH", graph.bytes, graph.size);
	wire_clear(&graph);
	add(&c, "a/kernel" VALUE, 2);
	add(&c, "b/w" VALUE, 3);
	add(&c, "c/w" VALUE, 4);
	add(&c, "d/w" VALUE, 5);
	add(&c, "keras_api/metrics/0/total" VALUE, 1);
	add_count(&c, "opt/iter" VALUE, 7);
	add(&c, "opt/m" VALUE, 2);
	assert_names(wire_checkpoint_end(&c, state, "m"), "dense/kernel b/w c/w Variable_x");
}

/* What `checkpoint` names as the latest, in protobuf's text. */
static void a_state_names_the_latest(void **state)
{
	static const struct {
		const char *text;
		bool is_there;
	} cases[] = {
		{"model_checkpoint_path: \"m.ckpt\"\n", true},
		{"model_checkpoint_path: \"m\\056ckpt", true},
		{"model_checkpoint_path: \"m\\.ckpt\"\n", true},
		{"model_checkpoint_path: \"m.ckpt\\", false},
		{"model_checkpoint_path: \"m.ckpt\\1234\"", false},
		{"model_checkpoint_path: \"m.ckpt\\8\"", false},
		{"model_checkpoint_path: \"old\"\n", true},
		{"all_model_checkpoint_paths: \"m.ckpt\"\n", false},
		{"", false},
	};
	struct wire_checkpoint c = {0};
	char *found;

	make(state, "m.ckpt");
	make(state, "other");
	scratch_write(state, "no.index", "no table", 8);
	wire_table_add(&c.table, "", "\x0a\x00", 2);
	wire_table_end(&c.table);
	scratch_write(state, "old", c.table.out.bytes, c.table.out.size);
	wire_clear(&c.table.out);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		scratch_write(state, "checkpoint", cases[i].text, strlen(cases[i].text));
		found = tensor_file_locate(scratch_path(state, ""));
		if ((found && access(found, F_OK) == 0) != cases[i].is_there)
			fail_msg("%s: %s", cases[i].text, found ? found : "nothing");
		free(found);
	}
}

static void every_damage_is_noticed(void **state)
{
	const char *saver = make(state, "m.ckpt"), *objects = make_object_based(state);

	damage_try(&(struct damage){.path = scratch_path(state, "m.ckpt.index"),
				    .opened = saver,
				    .read = damage_read_tensors});
	damage_try(&(struct damage){.path = scratch_path(state, "m.ckpt.data-00000-of-00001"),
				    .opened = saver,
				    .read = damage_read_tensors});
	damage_try(&(struct damage){.path = scratch_path(state, "objects.index"),
				    .opened = objects,
				    .read = damage_read_tensors});
	damage_try(&(struct damage){.path = scratch_path(state, "objects.data-00000-of-00001"),
				    .opened = objects,
				    .read = damage_read_tensors});
}

/* One entry with these fields. */
static const char *make_entry(void **state, struct wire *entry)
{
	struct wire_checkpoint c = {0};

	wire_checkpoint_begin(&c);
	wire_bytes(&c.data, "0123456789", 10);
	wire_table_add(&c.table, "W", entry->bytes, entry->size);
	wire_clear(entry);
	return wire_checkpoint_end(&c, state, "entry");
}

static void number_entry(struct wire *entry, int dtype, uint64_t offset, uint64_t size)
{
	wire_clear(entry);
	wire_number(entry, 1, (uint64_t)dtype);
	wire_number(entry, 4, offset);
	wire_number(entry, 5, size);
}

static void false_entries_are_refused(void **state)
{
	struct wire entry = {0}, dim = {0}, shape = {0};

	number_entry(&entry, F32, 7, 4);
	assert_refused(make_entry(state, &entry), "is cut short: 'W' ends at byte 11");
	number_entry(&entry, F32, 0, 8);
	assert_refused(make_entry(state, &entry), "'W' has a wrong place or size");
	number_entry(&entry, F32, (uint64_t)-4, 4);
	assert_refused(make_entry(state, &entry), "'W' has a wrong place or size");
	number_entry(&entry, F32, INT64_MAX, 4);
	assert_refused(make_entry(state, &entry), "'W' has a wrong place or size");
	number_entry(&entry, 8, 0, 4);
	assert_refused(make_entry(state, &entry), "'W' has TensorFlow's dtype 8");
	number_entry(&entry, F32, 0, 4);
	wire_number(&entry, 3, 1);
	assert_refused(make_entry(state, &entry), "'W' has a wrong place or size");
	number_entry(&entry, F32, 0, 4);
	wire_part(&entry, 7, "slice", 5);
	assert_refused(make_entry(state, &entry), "'W' is stored in 1 slices");
	for (int i = 0; i < 9; i++) {
		wire_number(&dim, 1, 1u << 31);
		wire_message(&shape, 2, &dim);
		if (i == 1) {
			number_entry(&entry, F32, 0, 4);
			wire_part(&entry, 2, shape.bytes, shape.size);
			assert_refused(make_entry(state, &entry), "is wrong or too large");
		}
	}
	number_entry(&entry, F32, 0, 4);
	wire_message(&entry, 2, &shape);
	assert_refused(make_entry(state, &entry), "'W' has 9 dimensions");
	wire_bytes(&entry, "\xff\xff", 2);
	assert_refused(make_entry(state, &entry), "is damaged or cut short");
}

static void negative_sizes_are_refused(void **state)
{
	struct wire entry = {0}, dim = {0}, shape = {0};

	wire_number(&dim, 1, (uint64_t)-5);
	wire_message(&shape, 2, &dim);
	number_entry(&entry, F32, 0, 4);
	wire_message(&entry, 2, &shape);
	assert_refused(make_entry(state, &entry), "size -5 of its shape is wrong");
	number_entry(&entry, F32, 0, (uint64_t)-4);
	assert_refused(make_entry(state, &entry), "'W' has a wrong place or size");
	number_entry(&entry, F32, 0, 4);
	wire_number(&entry, 3, (uint64_t)-1);
	assert_refused(make_entry(state, &entry), "'W' has a wrong place or size");
}

/* The graph of objects is a string: its length, a checksum of that, and its bytes. */
static void false_strings_are_refused(void **state)
{
	static const struct {
		const char *bytes;
		uint64_t size;
		const char *says;
	} cases[] = {{"\1234", 4, "has 4 bytes; a string of 5 to"},
		     {"0123456789", 10, "is no string of its size"},
		     {"\xff\xff\xff\xff\xff\xff", 6, "is no string of its size"},
		     {"\x80\x80\x80\x80\x80", 5, "is no string of its size"},
		     {"\5xxxxabcde", 10, "checksum"},
		     {"", (uint64_t)1 << 31, "a string of 5 to"}};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct wire_checkpoint c = {0};
		struct wire entry = {0};
		struct err err;

		wire_checkpoint_begin(&c);
		wire_bytes(&c.data, cases[i].bytes, strlen(cases[i].bytes));
		number_entry(&entry, STRING, 0, cases[i].size);
		wire_table_add(&c.table, "_CHECKPOINTABLE_OBJECT_GRAPH", entry.bytes, entry.size);
		wire_clear(&entry);
		if (tensor_file_read(wire_checkpoint_end(&c, state, "m"), &err))
			fail_msg("is read; expected: %s", cases[i].says);
		assert_says(&err, "m.");
	}
}

/* Tensors of no bytes, and of two files of data. */
static void data_may_lie_in_several_files(void **state)
{
	struct wire_checkpoint c = {0};
	struct wire header = {0}, entry = {0}, shape = {0}, dim = {0};
	const char *path;

	wire_number(&header, 1, 2);
	wire_table_add(&c.table, "", header.bytes, header.size);
	wire_clear(&header);
	wire_number(&dim, 1, 0);
	wire_part(&shape, 2, dim.bytes ? (const char *)dim.bytes : "\x08\0", 2);
	wire_clear(&dim);
	for (int i = 0; i < 4; i++) {
		static const char *const names[] = {"a", "b", "c", "d"};

		number_entry(&entry, F32, 0, i == 1 ? 0 : 4);
		if (i == 1)
			wire_part(&entry, 2, shape.bytes, shape.size);
		wire_number(&entry, 3, (uint64_t)(i / 2));
		/* The checksum of four zeros. */
		wire_fixed32(&entry, 6, 0);
		wire_table_add(&c.table, names[i], entry.bytes, entry.size);
		wire_clear(&entry);
	}
	wire_clear(&shape);
	wire_bytes(&c.data, "\0\0\0\0", 4);
	path = wire_checkpoint_end(&c, state, "m");
	assert_refused(path, "m.data-00000-of-00002: is missing");
	scratch_write(state, "m.data-00000-of-00002", "\0\0\0\0", 4);
	scratch_write(state, "m.data-00001-of-00002", "\0\0\0\0", 4);
	assert_refused(path, "'d' overlaps 'c'");
}

static void tensors_may_not_share_bytes(void **state)
{
	struct wire_checkpoint c = {0};

	wire_checkpoint_begin(&c);
	add(&c, "a", 2);
	c.data.size -= 4;
	add(&c, "b", 2);
	assert_refused(wire_checkpoint_end(&c, state, "m"), "'b' overlaps 'a'");
}

static void headers_of_other_kinds_are_told(void **state)
{
	static const struct {
		int field;
		uint64_t value;
		const char *says;
	} cases[] = {{1, 0, "has 0 files of data"},
		     {1, 1001, "has 1001 files of data"},
		     {2, 1, "is of a big-endian machine"}};
	struct wire_checkpoint c = {0};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct wire header = {0};

		wire_number(&header, 1, 1);
		wire_number(&header, cases[i].field, cases[i].value);
		c = (struct wire_checkpoint){0};
		wire_table_add(&c.table, "", header.bytes, header.size);
		wire_clear(&header);
		assert_refused(wire_checkpoint_end(&c, state, "m"), cases[i].says);
	}
	c = (struct wire_checkpoint){0};
	wire_table_add(&c.table, "", "\x08\x01\x1a\x02\x10\x02", 6);
	assert_refused(wire_checkpoint_end(&c, state, "m"), "is of a version of the format (2)");
	c = (struct wire_checkpoint){0};
	wire_table_add(&c.table, "W", "", 0);
	assert_refused(wire_checkpoint_end(&c, state, "m"), "of the first kind (V1)");
	/* V1: one table of another message, without an ending in its name. */
	c = (struct wire_checkpoint){0};
	wire_table_add(&c.table, "", "\x0a\x00", 2);
	wire_table_end(&c.table);
	scratch_write(state, "old.ckpt", c.table.out.bytes, c.table.out.size);
	wire_clear(&c.table.out);
	assert_refused(scratch_path(state, "old.ckpt"), "of the first kind (V1)");
	c = (struct wire_checkpoint){0};
	assert_refused(wire_checkpoint_end(&c, state, "m"), "its table is empty");
}

static void the_header_alone_needs_no_data(void **state)
{
	const char *path = make(state, "m.ckpt");
	struct err err;
	struct tensor_file *file = tensor_file_read_header(path, &err);

	assert_non_null(file);
	assert_int_equal(tensor_file_count(file), 4);
	assert_null(tensor_file_at(file, 0)->data);
	tensor_file_free(file);
}

#define in_scratch(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_scratch(a_savers_variables_come_as_people_count_without_slots),
#ifdef HAVE_SNAPPY
		in_scratch(an_index_may_be_packed),
#endif
		in_scratch(all_paths_lead_to_it),
		in_scratch(what_is_missing_is_named),
		in_scratch(a_saved_model_is_a_folder),
		in_scratch(the_configuration_of_keras_comes_as_a_string),
		in_scratch(objects_have_the_names_that_their_variables_had),
		in_scratch(different_variables_of_one_name_keep_apart),
		in_scratch(what_names_tell_of_training_is_left_out),
		in_scratch(steps_of_other_kinds_are_none),
		in_scratch(names_of_objects_are_used_where_they_say_something),
		in_scratch(a_state_names_the_latest),
		in_scratch(negative_sizes_are_refused),
		in_scratch(false_strings_are_refused),
		in_scratch(data_may_lie_in_several_files),
		in_scratch(every_damage_is_noticed),
		in_scratch(false_entries_are_refused),
		in_scratch(tensors_may_not_share_bytes),
		in_scratch(headers_of_other_kinds_are_told),
		in_scratch(the_header_alone_needs_no_data),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
