/* IDX: every type, plain and gzipped; and every way in which a file can lie. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "format/idx.h"
#include "support/damage.h"
#include "support/says.h"
#include "support/scratch.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

static const struct sample {
	enum idx_type type;
	const char *name;
	size_t size; /* bytes of a value */
	unsigned char bytes[16];
	double values[2];
} samples[] = {
	{IDX_U8, "u8", 1, {0x07, 0xff}, {7, 255}},
	{IDX_I8, "i8", 1, {0x07, 0xff}, {7, -1}},
	{IDX_I16, "i16", 2, {0x01, 0x02, 0xff, 0xfe}, {258, -2}},
	{IDX_I32, "i32", 4, {0x01, 0x02, 0x03, 0x04, 0xff, 0xff, 0xff, 0xfe}, {16909060, -2}},
	{IDX_F32, "f32", 4, {0x3f, 0xc0, 0, 0, 0xff, 0x80, 0, 0}, {1.5, -INFINITY}},
	{IDX_F64,
	 "f64",
	 8,
	 {0xc0, 0x04, 0, 0, 0, 0, 0, 0, 0x3f, 0xb9, 0x99, 0x99, 0x99, 0x99, 0x99, 0x9a},
	 {-2.5, 0.1}},
};
enum { SAMPLES = sizeof(samples) / sizeof(samples[0]) };

/* Puts a file of 2x1 values together and returns its size. */
static size_t make_file(const struct sample *sample, unsigned char file[32])
{
	const unsigned char header[12] = {0, 0, (unsigned char)sample->type, 2, 0, 0, 0, 2, 0, 0,
					  0, 1};

	memcpy(file, header, 12);
	memcpy(file + 12, sample->bytes, 2 * sample->size);
	return 12 + 2 * sample->size;
}

static void assert_is_sample(const char *path, const struct sample *sample)
{
	struct err err;
	struct idx idx;

	if (!idx_read(path, &idx, &err))
		fail_msg("%s", err.text);
	assert_int_equal(idx.type, sample->type);
	assert_int_equal(idx.ndim, 2);
	assert_int_equal(idx.dim[0], 2);
	for (int i = 1; i < IDX_MAX_DIMS; i++)
		assert_int_equal(idx.dim[i], 1);
	assert_int_equal(idx_count(&idx), 2);
	for (size_t i = 0; i < 2; i++)
		assert_true(idx_value(&idx, i) == sample->values[i]);
	idx_clear(&idx);
	assert_null(idx.values);
}

static void every_type_is_read_plain_and_gzipped(void **state)
{
	unsigned char file[32];

	for (int i = 0; i < SAMPLES; i++) {
		size_t size = make_file(&samples[i], file);

		assert_is_sample(scratch_write(state, "plain.gz", file, size), &samples[i]);
		assert_is_sample(scratch_write_gzip(state, "packed", file, size), &samples[i]);
		assert_string_equal(idx_type_name(samples[i].type), samples[i].name);
	}
}

static void every_type_is_written_as_it_was_read(void **state)
{
	const char *path = scratch_path(state, "written");
	unsigned char file[32], *written;
	size_t written_size;
	struct err err;
	struct idx idx;

	for (int i = 0; i < SAMPLES; i++) {
		size_t size = make_file(&samples[i], file);

		assert_true(idx_read(scratch_write(state, "file", file, size), &idx, &err));
		assert_true(idx_write(path, &idx, &err));
		idx_clear(&idx);
		written = scratch_read(path, &written_size);
		assert_int_equal(written_size, size);
		assert_memory_equal(written, file, size);
		free(written);
	}
}

static void large_file_comes_back_whole(void **state)
{
	enum { COUNT = 20001 };
	const char *path = scratch_path(state, "large");
	double *values = calloc(COUNT, sizeof(*values));
	struct idx idx = {IDX_F64, 3, {3, 59, 113, 1}, values}, read;
	struct err err;

	assert_non_null(values);
	for (int i = 0; i < COUNT; i++)
		values[i] = i / 7.0;
	assert_true(idx_write(path, &idx, &err));
	assert_true(idx_read(path, &read, &err));
	assert_int_equal(read.ndim, 3);
	assert_memory_equal(read.dim, idx.dim, sizeof(idx.dim));
	assert_memory_equal(read.values, values, COUNT * sizeof(*values));
	idx_clear(&read);
	idx_clear(&idx);
}

static void every_truncation_is_refused(void **state)
{
	unsigned char file[32], *packed;
	size_t size = make_file(&samples[4], file), packed_size;
	struct err err;
	struct idx idx;

	for (size_t i = 0; i < size; i++) {
		assert_false(idx_read(scratch_write(state, "cut", file, i), &idx, &err));
		assert_says(&err, "cut: is cut short");
		assert_null(idx.values);
	}
	packed = scratch_gzip(file, size, &packed_size);
	for (size_t i = 0; i < packed_size; i++) {
		assert_false(idx_read(scratch_write(state, "cut", packed, i), &idx, &err));
		assert_says(&err, "cut: ");
		assert_null(idx.values);
	}
	free(packed);
}

static bool read_digest(const char *path, uint64_t *digest, struct err *err)
{
	struct idx idx;

	if (!idx_read(path, &idx, err))
		return false;
	*digest = damage_digest((uint64_t)idx.type, idx.dim, sizeof(idx.dim));
	for (size_t i = 0; i < idx_count(&idx); i++) {
		double value = idx_value(&idx, i);

		*digest = damage_digest(*digest, &value, sizeof(value));
	}
	idx_clear(&idx);
	return true;
}

/* A plain file has no checksum: other values, and bytes taken for signed ones, are not noticed. */
static void damage_is_noticed_or_changes_values(void **state)
{
	unsigned char file[32];
	size_t size = make_file(&samples[2], file);

	damage_try(&(struct damage){.path = scratch_write(state, "plain", file, size),
				    .read = read_digest,
				    .unchecked = 12,
				    .unchecked_end = size});
	damage_try(&(struct damage){.path = scratch_write_gzip(state, "packed", file, size),
				    .read = read_digest});
}

static void bytes_behind_the_values_are_refused(void **state)
{
	unsigned char file[32] = {0};
	size_t size = make_file(&samples[0], file);
	struct err err;
	struct idx idx;

	assert_false(idx_read(scratch_write(state, "long", file, size + 1), &idx, &err));
	assert_says(&err, "goes on after byte 14");
	assert_false(idx_read(scratch_write_gzip(state, "long", file, size + 1), &idx, &err));
	assert_says(&err, "goes on after byte 14");
}

static void header_that_makes_no_sense_is_refused(void **state)
{
	static const struct {
		unsigned char header[20];
		const char *says;
	} bad[] = {
		{{'<', '!', 8, 1}, "it begins with 3c 21"},
		{{0, 1, 8, 1}, "it begins with 00 01"},
		{{0, 0, 0x0a, 1}, "element type 0a"},
		{{0, 0, 0x07, 1}, "element type 07"},
		{{0, 0, 0x0f, 1}, "element type 0f"},
		{{0, 0, 0xff, 1}, "element type ff"},
		{{0, 0, 8, 0}, "0 dimensions"},
		{{0, 0, 8, 5}, "5 dimensions"},
		{{0, 0, 8, 1, 0xff, 0xff, 0xff, 0xff}, "byte 4 gives size 4294967295"},
		{{0, 0, 8, 1, 0x40, 0, 0, 1}, "byte 4 gives size 1073741825"},
		{{0, 0, 14, 1, 0x08, 0, 0, 1}, "byte 4 gives size 134217729"},
		{{0, 0, 8, 2, 0, 1, 0, 0, 0, 0, 0x40, 1}, "byte 8 gives size 16385"},
		{{0, 0, 8, 4, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0}, "byte 8 gives"},
		{{0, 0, 8, 1, 0x40, 0, 0, 0}, "should have 1073741824 more"},
		{{0, 0, 8, 1, 0, 0, 0, 13}, "should have 13 more"},
	};
	struct err err;
	struct idx idx;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		const char *path = scratch_write(state, "bad", bad[i].header, 20);

		assert_false(idx_read(path, &idx, &err));
		assert_says(&err, path);
		assert_says(&err, bad[i].says);
	}
}

static void gzip_that_cannot_hold_its_promise_is_refused(void **state)
{
	static const unsigned char file[20] = {0, 0, 8, 1, 0x40, 0, 0, 0};
	struct err err;
	struct idx idx;

	assert_false(idx_read(scratch_write_gzip(state, "lie", file, 20), &idx, &err));
	assert_says(&err, "should have 1073741824 more");
}

static void no_images_at_all_are_a_valid_file(void **state)
{
	static const unsigned char file[12] = {0, 0, 8, 2, 0, 0, 0, 0, 0xff, 0, 0, 0};
	struct err err;
	struct idx idx;

	assert_true(idx_read(scratch_write(state, "none", file, 12), &idx, &err));
	assert_int_equal(idx_count(&idx), 0);
	idx_clear(&idx);
}

static void missing_file_and_full_disk_are_reported(void **state)
{
	double value = 1;
	struct idx idx = {IDX_F64, 1, {1, 1, 1, 1}, &value};
	struct err err;

	assert_false(idx_write("/dev/full", &idx, &err));
	assert_says(&err, strerror(ENOSPC));
	assert_false(idx_write(scratch_path(state, "no/folder"), &idx, &err));
	assert_says(&err, strerror(ENOENT));
	assert_false(idx_read(scratch_path(state, "missing"), &idx, &err));
	assert_says(&err, strerror(ENOENT));
	assert_null(idx.values);
}

#define in_scratch(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

static void beginnings_tell_idx(void **state)
{
	static const char *const others[] = {"\1\0\10\1", "\0\1\10\1", "\0\0\7\1", "\0\0\17\1"};

	(void)state;
	assert_true(idx_is_like((const unsigned char *)"\0\0\10\1", 4));
	assert_false(idx_is_like((const unsigned char *)"\0\0\10\1", 3));
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		assert_false(idx_is_like((const unsigned char *)others[i], 4));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_scratch(every_type_is_read_plain_and_gzipped),
		in_scratch(every_type_is_written_as_it_was_read),
		in_scratch(large_file_comes_back_whole),
		in_scratch(every_truncation_is_refused),
		in_scratch(damage_is_noticed_or_changes_values),
		in_scratch(bytes_behind_the_values_are_refused),
		in_scratch(header_that_makes_no_sense_is_refused),
		in_scratch(gzip_that_cannot_hold_its_promise_is_refused),
		in_scratch(no_images_at_all_are_a_valid_file),
		in_scratch(missing_file_and_full_disk_are_reported),
		cmocka_unit_test(beginnings_tell_idx),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
