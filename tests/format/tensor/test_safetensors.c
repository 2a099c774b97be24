/*
 * safetensors: the container. What is written is what the format and our own additions to it ask
 * for; what doesn't keep to it is refused, with the reason.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "format/dtype.h"
#include "format/tensor/safetensors.h"
#include "support/damage.h"
#include "support/says.h"
#include "support/scratch.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

#define ENTRY(dtype, shape, offsets) \
	"{\"dtype\":\"" dtype "\",\"shape\":" shape ",\"data_offsets\":" offsets "}"

/* A file of this header and `data_size` bytes 0, 1, 2... */
static const char *make_file(void **state, const char *name, const char *header, size_t data_size)
{
	size_t length = strlen(header), size = 8 + length + data_size;
	unsigned char *bytes = calloc(1, size);
	const char *path;

	assert_non_null(bytes);
	for (int i = 0; i < 8; i++)
		bytes[i] = (unsigned char)(length >> 8 * i);
	memcpy(bytes + 8, header, length);
	for (size_t i = 0; i < data_size; i++)
		bytes[8 + length + i] = (unsigned char)i;
	path = scratch_write(state, name, bytes, size);
	free(bytes);
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

static void assert_refused(const char *path, const char *says)
{
	struct err err;

	if (tensor_file_read(path, &err))
		fail_msg("%s is read; expected: %s", path, says);
	assert_says(&err, path);
	assert_says(&err, says);
}

static void file_of_another_program_is_read(void **state)
{
	const char *path = make_file(
		state, "foreign",
		"{ \"b\": " ENTRY("I16", "[3]", "[24, 30]") ", \"empty\":" ENTRY(
			"F32", "[4,0]",
			"[24,24]") ",\"a\":" ENTRY("F32", "[2, 3]",
						   "[0,24]") ",\n"
							     "\"one\":" ENTRY(
								     "U8", "[]",
								     "[30,31]") ",\"__metadata__\":"
										"{\"who\":"
										"\"\\u00e9\"}}   ",
		31);
	struct tensor_file *file = read_good(path);
	const struct tensor *tensor = tensor_file_at(file, 0);

	assert_int_equal(tensor_file_count(file), 4);
	assert_string_equal(tensor->name, "a");
	assert_string_equal(tensor->dtype, "F32");
	assert_int_equal(tensor->ndim, 2);
	assert_int_equal(tensor->dim[0], 2);
	assert_int_equal(tensor->dim[1], 3);
	assert_int_equal(tensor->size, 24);
	assert_int_equal(((const unsigned char *)tensor->data)[23], 23);
	assert_string_equal(tensor_file_at(file, 1)->name, "empty");
	assert_int_equal(tensor_file_at(file, 1)->size, 0);
	assert_int_equal(tensor_elements(tensor_file_at(file, 1)), 0);
	tensor = tensor_file_find(file, "b");
	assert_ptr_equal(tensor, tensor_file_at(file, 2));
	assert_int_equal(((const unsigned char *)tensor->data)[0], 24);
	tensor = tensor_file_find(file, "one");
	assert_int_equal(tensor->ndim, 0);
	assert_int_equal(tensor_elements(tensor), 1);
	assert_null(tensor_file_find(file, "none"));
	assert_string_equal(tensor_file_metadata(file, "who"), "\303\251");
	assert_null(tensor_file_metadata(file, "when"));
	tensor_file_free(file);
	tensor_file_free(NULL);
}

static void empty_tensors_may_share_their_place(void **state)
{
	struct tensor_file *file = read_good(make_file(
		state, "empty",
		"{\"y\":" ENTRY("F64", "[0]", "[0,0]") ",\"x\":" ENTRY("F64", "[0]", "[0,0]") "}",
		0));

	assert_string_equal(tensor_file_at(file, 0)->name, "x");
	assert_string_equal(tensor_file_at(file, 1)->name, "y");
	tensor_file_free(file);
}

static void file_without_tensors_or_metadata_is_read(void **state)
{
	struct tensor_file *file = read_good(make_file(state, "nothing", "{}", 0));

	assert_int_equal(tensor_file_count(file), 0);
	assert_null(tensor_file_metadata(file, "data_crc32"));
	tensor_file_free(file);
}

struct bad_header {
	const char *header;
	size_t data_size;
	const char *says;
};

static void assert_all_refused(void **state, const struct bad_header *bad, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const char *path = make_file(state, "bad", bad[i].header, bad[i].data_size);

		assert_refused(path, bad[i].says);
		assert_refused(path, "again"); /* the remedy */
	}
}

static void json_that_is_no_header_is_refused(void **state)
{
	static const struct bad_header bad[] = {
		{"", 0, "header, byte"},
		{"{", 0, "header, byte"},
		{"[]", 0, "no JSON object"},
		{"{}x", 0, "header, byte"},
		{"{\"\\u0000\":1}", 0, "header, byte"},
		{"{\"\303\":1}", 0, "header, byte"},
		{"{\"a\":" ENTRY("U8", "[1]", "[0,1]") ",\"a\":" ENTRY("U8", "[1]", "[0,1]") "}", 1,
		 "duplicate object key"},
		{"{\"a\":{\"dtype\":\"U8\",\"dtype\":\"U8\",\"shape\":[],\"data_offsets\":[0,1]}}",
		 1, "duplicate object key"},
		{"{\"__metadata__\":{\"a\":\"1\",\"a\":\"1\"}}", 0, "duplicate object key"},
		{"{\"__metadata__\":[]}", 0, "__metadata__ is no JSON object"},
		{"{\"__metadata__\":{\"step\":7}}", 0, "__metadata__: 'step' is no string"},
		{"{\"a\":7}", 0, "'a': Expected object, got integer"},
		{"{\"a\":{\"shape\":[],\"data_offsets\":[0,1]}}", 1,
		 "'a': Object item not found: dtype"},
		{"{\"a\":{\"dtype\":\"U8\",\"data_offsets\":[0,1]}}", 1, "not found: shape"},
		{"{\"a\":{\"dtype\":\"U8\",\"shape\":[]}}", 1, "not found: data_offsets"},
		{"{\"a\":{\"dtype\":\"U8\",\"shape\":[],\"data_offsets\":[0,1],\"x\":1}}", 1,
		 "unpacked: x"},
		{"{\"a\":{\"dtype\":8,\"shape\":[],\"data_offsets\":[0,1]}}", 1, "Expected string"},
	};

	assert_all_refused(state, bad, sizeof(bad) / sizeof(bad[0]));
}

static void sizes_and_offsets_that_lie_are_refused(void **state)
{
	static const struct bad_header bad[] = {
		{"{\"a\":" ENTRY("U8", "{}", "[0,1]") "}", 1, "the shape is no array"},
		{"{\"a\":" ENTRY("U8", "1", "[0,1]") "}", 1, "the shape is no array"},
		{"{\"a\":" ENTRY("U8", "[1,1,1,1,1,1,1,1,1]", "[0,1]") "}", 1, "array of up to 8"},
		{"{\"a\":" ENTRY("U8", "[1.0]", "[0,1]") "}", 1, "size 0 of the shape"},
		{"{\"a\":" ENTRY("U8", "[1,-1]", "[0,1]") "}", 1, "size 1 of the shape"},
		{"{\"a\":" ENTRY("U8", "[1,\"1\"]", "[0,1]") "}", 1, "size 1 of the shape"},
		{"{\"a\":" ENTRY("U8", "[1]", "7") "}", 1, "Expected array"},
		{"{\"a\":" ENTRY("U8", "[1]", "[0]") "}", 1, "Array index 1 out of range"},
		{"{\"a\":" ENTRY("U8", "[1]", "[0,1,2]") "}", 1, "left unpacked"},
		{"{\"a\":" ENTRY("U8", "[1]", "[0.0,1]") "}", 1, "Expected integer"},
		{"{\"a\":" ENTRY("U8", "[1]", "[0,99999999999999999999]") "}", 1, "header, byte"},
		{"{\"a\":" ENTRY("F4", "[2]", "[0,1]") "}", 1, "unknown dtype F4"},
		{"{\"a\":" ENTRY("U8", "[1]", "[-1,0]") "}", 1, "is at bytes -1 to 0"},
		{"{\"a\":" ENTRY("U8", "[1]", "[1,0]") "}", 1, "is at bytes 1 to 0"},
		{"{\"a\":" ENTRY("F32", "[2]", "[0,7]") "}", 7, "its shape makes 8 bytes"},
		{"{\"a\":" ENTRY("U8", "[1]", "[9223372036854775807,0]") "}", 1, "is at bytes"},
		{"{\"a\":" ENTRY("U8", "[2147483649]", "[0,2147483649]") "}", 1,
		 "'a' has more than"},
		{"{\"a\":" ENTRY("F64", "[4294967296,4294967296]", "[0,0]") "}", 0,
		 "'a' has more than"},
		{"{\"a\":" ENTRY("U8", "[9223372036854775807,2]", "[0,0]") "}", 0,
		 "'a' has more than"},
		{"{\"a\":" ENTRY("U8", "[2147483648]", "[0,2147483648]") ",\"b\":" ENTRY(
			 "U8", "[1]", "[2147483648,2147483649]") "}",
		 1, "has more than 2147483648 bytes of data"},
		{"{\"a\":" ENTRY("U8", "[1]", "[1,2]") "}", 2, "'a' begins at byte 1"},
		{"{\"a\":" ENTRY("U8", "[1]", "[0,1]") ",\"b\":" ENTRY("U8", "[1]", "[2,3]") "}", 3,
		 "'b' begins at byte 2 of the data, but byte 1 is"},
		{"{\"a\":" ENTRY("U8", "[2]", "[0,2]") ",\"b\":" ENTRY("U8", "[2]", "[1,3]") "}", 3,
		 "'b' begins at byte 1 of the data, but byte 2 is"},
		{"{\"a\":" ENTRY("U8", "[2]", "[0,2]") ",\"b\":" ENTRY("U8", "[2]", "[0,2]") "}", 2,
		 "'b' begins at byte 0"},
		{"{\"a\":" ENTRY("U8", "[0]", "[1,1]") "}", 1, "'a' begins at byte 1"},
		{"{\"a\":" ENTRY("U8", "[2]", "[0,2]") "}", 1, "cut short"},
		{"{\"a\":" ENTRY("U8", "[2147483648]", "[0,2147483648]") "}", 1, "cut short"},
		{"{\"a\":" ENTRY("U8", "[2]", "[0,2]") "}", 3, "goes on after byte"},
		{"{}", 1, "goes on after byte 10"},
	};

	assert_all_refused(state, bad, sizeof(bad) / sizeof(bad[0]));
}

static void header_as_deep_as_its_size_allows_is_refused(void **state)
{
	enum { DEPTH = 1 << 20 };
	char *header = calloc(1, DEPTH + 1);

	assert_non_null(header);
	memset(header, '[', DEPTH);
	assert_refused(make_file(state, "deep", header, 0), "depth");
	free(header);
}

static void header_of_more_than_a_mebibyte_is_refused(void **state)
{
	static const unsigned char length[][8] = {
		{1, 0, 16},
		{0, 0, 17},
		{0, 0, 0, 0, 1},
		{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff},
	};
	char *header = calloc(1, (1 << 20) + 2);

	assert_non_null(header);
	/* What states far more is no such file. */
	for (int i = 0; i < 4; i++)
		assert_refused(scratch_write(state, "long", length[i], 8),
			       i < 2 ? "at most 1048576 are read"
				     : "is no file that netglyph knows");
	memset(header, ' ', (1 << 20) + 1);
	memcpy(header, "{}", 2);
	assert_refused(make_file(state, "long", header, 0), "a header of 1048577 bytes");
	assert_refused(scratch_write(state, "ints", "\xff\xd8\xff\0\0\0\0\0 JFIF and more", 18),
		       "is no safetensors file");
	header[1 << 20] = '\0';
	tensor_file_free(read_good(make_file(state, "just", header, 0)));
	free(header);
}

/* The file that the tests below write: five tensors, given in no order. */
static const char written_header[] =
	"{\"__metadata__\":{\"architecture\":\"dense10\",\"note\":\"caf\303\251 \\\"x\\\"\","
	"\"data_crc32\":\"%08lx\",\"header_crc32\":\"%08lx\"},"
	"\"c\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8]},"
	"\"a\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[8,16]},"
	"\"d\":{\"dtype\":\"I32\",\"shape\":[],\"data_offsets\":[16,20]},"
	"\"b\":{\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":[20,22]},"
	"\"e\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[22,25]}}";
/* The same without its own checksum, keys sorted, in ASCII. */
static const char canonical_header[] =
	"{\"__metadata__\":{\"architecture\":\"dense10\",\"data_crc32\":\"%08lx\","
	"\"note\":\"caf\\u00E9 \\\"x\\\"\"},"
	"\"a\":{\"data_offsets\":[8,16],\"dtype\":\"F32\",\"shape\":[1,2]},"
	"\"b\":{\"data_offsets\":[20,22],\"dtype\":\"F16\",\"shape\":[1]},"
	"\"c\":{\"data_offsets\":[0,8],\"dtype\":\"F64\",\"shape\":[1]},"
	"\"d\":{\"data_offsets\":[16,20],\"dtype\":\"I32\",\"shape\":[]},"
	"\"e\":{\"data_offsets\":[22,25],\"dtype\":\"U8\",\"shape\":[3]}}";
static const char written_data[] = "cccccccc"
				   "aaaaaaaa"
				   "dddd"
				   "bb"
				   "eee";
static const struct tensor_string written_metadata[] = {
	{"architecture", "dense10"},
	{"note", "caf\303\251 \"x\""},
};

static const char *write_file(void **state)
{
	const struct tensor tensors[] = {
		{"e", "U8", 1, {3}, "eee", 3},       {"b", "F16", 1, {1}, "bb", 2},
		{"d", "I32", 0, {0}, "dddd", 4},     {"a", "F32", 2, {1, 2}, "aaaaaaaa", 8},
		{"c", "F64", 1, {1}, "cccccccc", 8},
	};
	const char *path = scratch_path(state, "written");
	struct err err;
	struct writer *writer = writer_open(path, &err);

	assert_non_null(writer);
	if (!safetensors_write(writer, tensors, 5, written_metadata, 2, &err) ||
	    !writer_commit(writer, &err))
		fail_msg("%s", err.text);
	return path;
}

static unsigned long checksum(const char *text)
{
	return crc32(0, (const unsigned char *)text, (unsigned)strlen(text));
}

static void written_file_is_canonical(void **state)
{
	unsigned long data_crc = checksum(written_data), header_crc;
	char canonical[1000], header[1000];
	size_t size, length;
	unsigned char *bytes = scratch_read(write_file(state), &size);

	snprintf(canonical, sizeof(canonical), canonical_header, data_crc);
	header_crc = checksum(canonical);
	snprintf(header, sizeof(header), written_header, data_crc, header_crc);
	length = (strlen(header) + 7) / 8 * 8;
	assert_int_equal(size, 8 + length + 25);
	assert_int_equal(bytes[0] | bytes[1] << 8, length);
	assert_memory_equal(bytes + 2, "\0\0\0\0\0\0", 6);
	assert_memory_equal(bytes + 8, header, strlen(header));
	for (size_t i = strlen(header); i < length; i++)
		assert_int_equal(bytes[8 + i], ' ');
	assert_memory_equal(bytes + 8 + length, written_data, 25);
	free(bytes);
}

static void written_file_is_read_back(void **state)
{
	struct tensor_file *file = read_good(write_file(state));

	assert_int_equal(tensor_file_count(file), 5);
	assert_memory_equal(tensor_file_find(file, "a")->data, "aaaaaaaa", 8);
	assert_memory_equal(tensor_file_find(file, "e")->data, "eee", 3);
	assert_string_equal(tensor_file_metadata(file, "architecture"), "dense10");
	assert_string_equal(tensor_file_metadata(file, "note"), "caf\303\251 \"x\"");
	assert_int_equal(strlen(tensor_file_metadata(file, "data_crc32")), 8);
	assert_int_equal(strlen(tensor_file_metadata(file, "header_crc32")), 8);
	tensor_file_free(file);
}

static void every_truncation_is_refused(void **state)
{
	size_t size, packed_size;
	unsigned char *bytes = scratch_read(write_file(state), &size);
	unsigned char *packed = scratch_gzip(bytes, size, &packed_size);

	for (size_t i = 0; i < size; i++)
		assert_refused(scratch_write(state, "cut", bytes, i), i ? "cut short" : "is empty");
	for (size_t i = 0; i < packed_size; i++)
		assert_refused(scratch_write(state, "cut", packed, i), "cut: ");
	tensor_file_free(read_good(scratch_write(state, "whole", packed, packed_size)));
	free(packed);
	free(bytes);
}

static void every_damaged_byte_is_noticed(void **state)
{
	size_t size;
	unsigned char *bytes = scratch_read(write_file(state), &size);

	for (size_t i = 0; i < size; i++) {
		bytes[i] ^= 1;
		assert_refused(scratch_write(state, "bad", bytes, size), "bad: ");
		bytes[i] ^= 1;
	}
	bytes[size - 1] ^= 1;
	assert_refused(scratch_write(state, "bad", bytes, size), "is damaged: its data_crc32 is ");
	bytes[size - 1] ^= 1;
	*strstr((char *)bytes + 8, "header_crc32") = 'H';
	assert_refused(scratch_write(state, "bad", bytes, size),
		       "is damaged: it has a data_crc32 but no header_crc32");
	*strstr((char *)bytes + 8, "Header_crc32") = 'h';
	*strstr((char *)bytes + 8, "dense") = 'D';
	assert_refused(scratch_write(state, "bad", bytes, size),
		       "is damaged: its header_crc32 is ");
	free(bytes);
}

static void damage_is_noticed_or_changes_nothing(void **state)
{
	damage_try(&(struct damage){.path = write_file(state), .read = damage_read_tensors});
}

static void checksums_survive_a_rewrite_by_another_program(void **state)
{
	static const char canonical[] =
		"{\"__metadata__\":{\"data_crc32\":\"0854897F\"},"
		"\"a\":{\"data_offsets\":[0,3],\"dtype\":\"U8\",\"shape\":[3]}}";
	char header[500];

	snprintf(header, sizeof(header),
		 "{ \"a\" : {\"shape\":[3], \"data_offsets\":[0,3], \"dtype\":\"\\u0055\\u0038\"},"
		 "\"__metadata__\":{\"header_crc32\":\"%08lX\", \"data_crc32\":\"%08lX\"}} ",
		 checksum(canonical), crc32(0, (const unsigned char *)"\0\1\2", 3));
	assert_non_null(strstr(header, "0854897F"));
	tensor_file_free(read_good(make_file(state, "rewritten", header, 3)));
}

static bool try_write(const char *path, const struct tensor *tensors, size_t count,
		      const struct tensor_string *metadata, size_t metadata_count, struct err *err)
{
	struct writer *writer = writer_open(path, err);
	bool is_written;

	assert_non_null(writer);
	is_written = safetensors_write(writer, tensors, count, metadata, metadata_count, err);
	writer_abort(writer);
	return is_written;
}

static void text_that_json_cannot_hold_is_refused(void **state)
{
	static const struct tensor twice[] = {
		{"a", "U8", 0, {0}, "x", 1},
		{"a", "U8", 0, {0}, "x", 1},
	};
	static const struct tensor bad_name = {"\377", "U8", 0, {0}, "x", 1};
	static const struct tensor metadata_name = {"__metadata__", "U8", 0, {0}, "x", 1};
	static const struct tensor_string same[] = {{"k", "1"}, {"k", "2"}};
	static const struct tensor_string bad_value = {"k", "\377"}, bad_key = {"\377", "1"};
	static const struct tensor_string ours = {"header_crc32", "00000000"};
	const char *path = scratch_path(state, "out");
	struct err err;

	assert_false(try_write(path, twice, 2, NULL, 0, &err));
	assert_says(&err, "out: the name 'a' is there twice");
	assert_false(try_write(path, &bad_name, 1, NULL, 0, &err));
	assert_says(&err, "out: the name");
	assert_false(try_write(path, &metadata_name, 1, NULL, 0, &err));
	assert_says(&err, "out: the name '__metadata__'");
	assert_false(try_write(path, NULL, 0, same, 2, &err));
	assert_says(&err, "out: metadata 'k' is there twice");
	assert_false(try_write(path, NULL, 0, &bad_value, 1, &err));
	assert_says(&err, "out: metadata 'k'");
	assert_false(try_write(path, NULL, 0, &bad_key, 1, &err));
	assert_false(try_write(path, NULL, 0, &ours, 1, &err));
	assert_says(&err, "metadata 'header_crc32' is there twice");
	assert_int_equal(scratch_entries(state), 0);
}

static void header_that_no_reader_would_take_is_not_written(void **state)
{
	enum { SIZE = 1 << 20 };
	char *text = calloc(1, SIZE + 1);
	struct tensor_string metadata = {"k", text};
	struct err err;

	assert_non_null(text);
	memset(text, 'x', SIZE);
	assert_false(try_write(scratch_path(state, "out"), NULL, 0, &metadata, 1, &err));
	assert_says(&err, "at most 1048576 are read");
	free(text);
}

static void full_disk_is_reported(void **state)
{
	enum { SIZE = 1 << 16 };
	unsigned char *data = calloc(1, SIZE);
	const struct tensor tensor = {"a", "U8", 1, {SIZE}, data, SIZE};
	bool is_written;
	struct err err;

	assert_non_null(data);
	assert_false(try_write("/dev/full", &tensor, 1, NULL, 0, &err));
	assert_says(&err, strerror(ENOSPC));
	/* Room for the header, not for the data. */
	scratch_limit_files(4096);
	is_written = try_write(scratch_path(state, "out"), &tensor, 1, NULL, 0, &err);
	scratch_limit_files(RLIM_INFINITY);
	assert_false(is_written);
	assert_says(&err, strerror(EFBIG));
	assert_int_equal(scratch_entries(state), 0);
	free(data);
}

static void missing_file_is_reported(void **state)
{
	assert_refused(scratch_path(state, "missing"), strerror(ENOENT));
	assert_refused(scratch_path(state, ""), "a folder");
}

#define in_scratch(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_scratch(file_of_another_program_is_read),
		in_scratch(empty_tensors_may_share_their_place),
		in_scratch(file_without_tensors_or_metadata_is_read),
		in_scratch(json_that_is_no_header_is_refused),
		in_scratch(sizes_and_offsets_that_lie_are_refused),
		in_scratch(header_as_deep_as_its_size_allows_is_refused),
		in_scratch(header_of_more_than_a_mebibyte_is_refused),
		in_scratch(written_file_is_canonical),
		in_scratch(written_file_is_read_back),
		in_scratch(every_truncation_is_refused),
		in_scratch(every_damaged_byte_is_noticed),
		in_scratch(damage_is_noticed_or_changes_nothing),
		in_scratch(checksums_survive_a_rewrite_by_another_program),
		in_scratch(text_that_json_cannot_hold_is_refused),
		in_scratch(header_that_no_reader_would_take_is_not_written),
		in_scratch(full_disk_is_reported),
		in_scratch(missing_file_is_reported),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
