/* npz: what is written is read back, with the same bytes each time; what lies is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "format/container/npy.h"
#include "format/container/zip_writer.h"
#include "format/tensor/npz.h"
#include "support/damage.h"
#include "support/says.h"
#include "support/scratch.h"

#include <stdlib.h>
#include <string.h>

static const struct tensor tensors[] = {
	{"W", "F32", 2, {2, 1}, "aaaabbbb", 8},
	{"b/0", "I16", 1, {1}, "cc", 2},
	{"none", "U8", 1, {0}, "", 0},
};

static const char *write_file(void **state, const char *name)
{
	const char *path = scratch_path(state, name);
	struct err err;
	struct writer *writer = writer_open(path, &err);

	if (!npz_write(writer, tensors, 3, NULL, 0, &err) || !writer_commit(writer, &err))
		fail_msg("%s", err.text);
	return path;
}

static void same_tensors_give_the_same_bytes(void **state)
{
	size_t size, again;
	unsigned char *first = scratch_read(write_file(state, "a.npz"), &size);
	unsigned char *second = scratch_read(write_file(state, "b.npz"), &again);

	assert_int_equal(size, again);
	assert_memory_equal(first, second, size);
	free(first);
	free(second);
}

static void dtype_that_numpy_lacks_is_not_written(void **state)
{
	const struct tensor tensor = {"W", "BF16", 1, {1}, "aa", 2};
	const char *path = scratch_path(state, "a.npz");
	struct err err;
	struct writer *writer = writer_open(path, &err);

	assert_false(npz_write(writer, &tensor, 1, NULL, 0, &err));
	assert_says(&err, path);
	assert_says(&err, "'W' is of dtype BF16, which NumPy does not have");
	writer_abort(writer);
}

#ifdef HAVE_ZIP

/* An array of a file put together by hand. */
struct member {
	const char *name, *header; /* NULL: F32 of `size` bytes */
	const void *values;
	size_t size;
};

static const char *write_members(void **state, const struct member *members, size_t count)
{
	const char *path = scratch_path(state, "made.npz");
	struct err err;
	struct writer *writer = writer_open(path, &err);
	struct zip_writer *zip = zip_writer_new(writer);

	for (size_t i = 0; i < count; i++) {
		const struct member *member = &members[i];
		unsigned char head[NPY_HEADER_MAX] = "\x93NUMPY\1";
		size_t length = 10, values = member->size / 4;

		if (member->header) {
			head[8] = (unsigned char)strlen(member->header);
			memcpy(head + 10, member->header, head[8]);
			length += head[8];
		} else {
			length = npy_header("F32", 1, &values, (char *)head);
		}
		assert_true(zip_writer_add(zip, member->name, head, length, member->values,
					   member->size, &err));
	}
	assert_true(zip_writer_end(zip, &err));
	zip_writer_free(zip);
	assert_true(writer_commit(writer, &err));
	return path;
}

static struct tensor_file *read_good(const char *path)
{
	struct err err;
	struct tensor_file *file = tensor_file_read(path, &err);

	if (!file)
		fail_msg("%s", err.text);
	return file;
}

static void what_was_written_is_read_back(void **state)
{
	const char *path = write_file(state, "a.npz");
	struct tensor_file *file = read_good(path);
	struct err err;

	assert_string_equal(file->format->name, "npz");
	assert_int_equal(tensor_file_count(file), 3);
	for (size_t i = 0; i < 3; i++) {
		const struct tensor *tensor = tensor_file_at(file, i);

		assert_string_equal(tensor->name, tensors[i].name);
		assert_string_equal(tensor->dtype, tensors[i].dtype);
		assert_int_equal(tensor->ndim, tensors[i].ndim);
		assert_memory_equal(tensor->dim, tensors[i].dim, sizeof(tensor->dim));
		assert_int_equal(tensor->size, tensors[i].size);
		assert_memory_equal(tensor->data, tensors[i].data, tensor->size);
	}
	assert_string_equal(tensor_file_metadata(file, "container"), "NumPy npz");
	tensor_file_free(file);
	file = tensor_file_read_header(path, &err);
	assert_int_equal(tensor_file_count(file), 3);
	assert_null(tensor_file_at(file, 0)->data);
	tensor_file_free(file);
}

static void other_orders_and_texts_are_read(void **state)
{
	static const struct member members[] = {
		{"f.npy", "{'descr':'>i2','fortran_order':True,'shape':(2,2)}", "\0\1\0\2\0\3\0\4",
		 8},
		{"note.npy", "{'descr':'<U3','fortran_order':False,'shape':()}",
		 "h\0\0\0\351\0\0\0\0\0\0\0", 12},
		{"readme.txt", NULL, "", 0},
	};
	struct tensor_file *file = read_good(write_members(state, members, 3));

	assert_int_equal(tensor_file_count(file), 1);
	assert_memory_equal(tensor_file_at(file, 0)->data, "\1\0\3\0\2\0\4\0", 8);
	assert_string_equal(tensor_file_metadata(file, "note"), "h\303\251");
	tensor_file_free(file);
}

/* Characters that are none end a text; a header alone has no texts. */
static void texts_end_where_they_are_none(void **state)
{
	static const struct member members[] = {
		{"w.npy", NULL, "abcd", 4},
		{"a.npy", "{'descr':'<U2','fortran_order':False,'shape':()}", "h\0\0\0\0\0\x11\0",
		 8},
		{"b.npy", "{'descr':'<U2','fortran_order':False,'shape':()}", "h\0\0\0\0\xd8\0\0",
		 8},
		{"c.npy", "{'descr':'<U1','fortran_order':False,'shape':()}", "\0\xe0\0\0", 4},
		{".npy", NULL, "abcd", 4},
		{"npy", NULL, "abcd", 4},
	};
	const char *path = write_members(state, members, 6);
	struct tensor_file *file = read_good(path);
	struct err err;

	assert_string_equal(tensor_file_metadata(file, "a"), "h");
	assert_string_equal(tensor_file_metadata(file, "b"), "h");
	assert_string_equal(tensor_file_metadata(file, "c"), "\356\200\200");
	tensor_file_free(file);
	file = tensor_file_read_header(path, &err);
	assert_non_null(file);
	assert_null(tensor_file_metadata(file, "a"));
	tensor_file_free(file);
}

static void texts_that_are_no_utf8_are_not_written(void **state)
{
	const struct tensor_string string = {"key", "\377"};
	const char *path = scratch_path(state, "a.npz");
	struct err err;
	struct writer *writer = writer_open(path, &err);

	assert_false(npz_write(writer, NULL, 0, &string, 1, &err));
	assert_says(&err, "the text of 'key' is no UTF-8");
	writer_abort(writer);
}

static void what_lies_is_refused(void **state)
{
	static const struct {
		struct member members[2];
		size_t count;
		const char *says;
	} bad[] = {
		{{{"a.npy", "{'descr':'<f4','fortran_order':False,'shape':(3,)}", "abcd", 4}},
		 1,
		 "a.npy has 4 bytes of values, but its shape makes 12"},
		{{{"a.npy", "{'descr':'|O','fortran_order':False,'shape':()}", "N.", 2}},
		 1,
		 "a.npy: holds objects, which are pickled"},
		{{{"a.npy", "{'descr':'<U1','fortran_order':False,'shape':(1,)}", "abcd", 4}},
		 1,
		 "'a' is an array of texts"},
		{{{"a.npy", NULL, "abcd", 4}, {"a.npy", NULL, "abcd", 4}}, 2, ""},
		{{{"\377.npy", NULL, "abcd", 4}}, 1, ""},
		{{{"a.npy", "no header", "abcd", 4}}, 1, "a.npy: its header is no dictionary"},
	};
	struct err err;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		const char *path = write_members(state, bad[i].members, bad[i].count);

		assert_null(tensor_file_read(path, &err));
		assert_says(&err, path);
		assert_says(&err, bad[i].says);
	}
}

static void archive_without_a_network_is_refused(void **state)
{
	static const struct member member = {"readme.txt", NULL, "", 0};
	struct err err;

	assert_null(tensor_file_read(write_members(state, &member, 1), &err));
	assert_says(&err, "made.npz: is a ZIP archive without a network");
}

static void damage_is_noticed_or_changes_nothing(void **state)
{
	damage_try(
		&(struct damage){.path = write_file(state, "a.npz"), .read = damage_read_tensors});
}

#endif

#define in_scratch(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_scratch(same_tensors_give_the_same_bytes),
		in_scratch(dtype_that_numpy_lacks_is_not_written),
#ifdef HAVE_ZIP
		in_scratch(what_was_written_is_read_back),
		in_scratch(other_orders_and_texts_are_read),
		in_scratch(texts_end_where_they_are_none),
		in_scratch(texts_that_are_no_utf8_are_not_written),
		in_scratch(what_lies_is_refused),
		in_scratch(archive_without_a_network_is_refused),
		in_scratch(damage_is_noticed_or_changes_nothing),
#endif
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
