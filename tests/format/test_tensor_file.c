/* Formats are told by contents; what is in none of them is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "format/file.h"
#include "format/tensor/safetensors.h"
#include "support/says.h"
#include "support/scratch.h"

#include <string.h>

static void write_bytes(const char *path, const void *bytes, size_t size)
{
	struct err err;
	struct writer *writer = writer_open(path, &err);

	assert_non_null(writer);
	assert_true(writer_write(writer, bytes, size, &err));
	assert_true(writer_commit(writer, &err));
}

static void a_format_is_told_by_its_contents_whatever_the_name(void **state)
{
	static const float values[] = {1, 2, 3};
	const struct tensor tensor = {"x", "F32", 1, {3}, values, sizeof(values)};
	const struct tensor_string string = {"made", "by hand"};
	const char *path = scratch_path(state, "picture.png");
	struct err err;
	struct writer *writer = writer_open(path, &err);
	struct tensor_file *file;

	assert_true(safetensors_write(writer, &tensor, 1, &string, 1, &err));
	assert_true(writer_commit(writer, &err));
	file = tensor_file_read(path, &err);
	assert_non_null(file);
	assert_string_equal(file->format->name, "safetensors");
	assert_int_equal(tensor_file_count(file), 1);
	assert_ptr_equal(tensor_file_find(file, "x"), tensor_file_at(file, 0));
	assert_null(tensor_file_find(file, "y"));
	assert_string_equal(tensor_file_metadata(file, "made"), "by hand");
	assert_null(tensor_file_metadata(file, "sold"));
	tensor_file_free(file);
}

static void what_has_no_known_format_is_refused(void **state)
{
	static const char png[] = "\x89PNG\r\n\x1a\n and so on",
			  zip[] = "PK\3\4 and more than that";
	const char *path = scratch_path(state, "model.safetensors");
	struct err err;

	write_bytes(path, png, sizeof(png));
	assert_null(tensor_file_read(path, &err));
	assert_says(&err,
		    "model.safetensors: is no safetensors file, whatever its name says, and no "
		    "other that netglyph knows, which are networks (safetensors, TensorFlow, ");
	assert_null(tensor_file_read(scratch_write(state, "x.h5", "hello\n", 6), &err));
	assert_says(&err, "x.h5: is no HDF5 file, whatever");
	assert_null(tensor_file_read(scratch_write(state, "x", "hello\n", 6), &err));
	assert_says(&err, "x: is no file that netglyph knows, which are networks (safetensors, ");
	assert_null(tensor_file_read(scratch_write(state, "x.safetensors", "\x30\0\0", 3), &err));
	assert_says(&err, "is cut short");
	write_bytes(path, zip, sizeof(zip));
	assert_null(tensor_file_read(path, &err));
	assert_says(&err, "ZIP archive");
	for (size_t size = 0; size < 8; size++) {
		write_bytes(path, zip, size);
		assert_null(tensor_file_read(path, &err));
		assert_says(&err, path);
	}
	assert_null(tensor_file_read(scratch_path(state, "none"), &err));
	assert_says(&err, "can't be opened");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_format_is_told_by_its_contents_whatever_the_name,
						scratch_setup, scratch_teardown),
		cmocka_unit_test_setup_teardown(what_has_no_known_format_is_refused, scratch_setup,
						scratch_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
