/* Event files: what the writer writes, what TensorFlow writes, and files that grow in pieces. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "format/container/crc32c.h"
#include "format/event_reader.h"
#include "format/event_writer.h"
#include "support/damage.h"
#include "support/scratch.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What a reader gave: "tag step value; ". */
struct text {
	char text[4000];
};

static void take(void *context, const struct log_value *value)
{
	struct text *t = context;
	size_t length = strlen(t->text);

	snprintf(t->text + length, sizeof(t->text) - length, "%s %llu %g; ", value->tag,
		 (unsigned long long)value->step, value->value);
}

static void read_on(struct event_reader *reader, struct text *text)
{
	struct log_sink sink = {take, text};
	struct err err;

	text->text[0] = '\0';
	if (!event_reader_read(reader, &sink, &err))
		fail_msg("%s", err.text);
}

/* A message of bytes, as a record behind `size` bytes of a file; returns the new size. */
static size_t put_record(unsigned char *file, size_t size, const void *message, size_t length)
{
	unsigned char *at = file + size;
	uint32_t crc;

	memset(at, 0, 8);
	at[0] = (unsigned char)length;
	crc = crc32c_masked(at, 8);
	memcpy(at + 8, &crc, 4);
	memcpy(at + 12, message, length);
	crc = crc32c_masked(message, length);
	memcpy(at + 12 + length, &crc, 4);
	return size + 16 + length;
}

/* TensorFlow 2's: a tensor, with the metadata of a plugin. */
#define TF2(step, plugin, tensor_size, tensor)                         \
	"\x10" step "\x2a\x1e\x0a\x1c\x0a\x01t\x42" tensor_size tensor \
	"\x4a\x0b\x0a\x09\x0a\x07" plugin

static const char content[] =
	TF2("\x05", "scalars", "\x0a", "\x08\x01\x12\x00\x22\x04\x00\x00\x20\x40");
static const char packed[] =
	TF2("\x06", "scalars", "\x0a", "\x08\x01\x12\x00\x2a\x04\x00\x00\x80\x3f");
static const char picture[] =
	TF2("\x07", "imagesX", "\x0a", "\x08\x01\x12\x00\x2a\x04\x00\x00\x80\x3f");
static const char doubled[] = "\x10\x08\x2a\x15\x0a\x13\x0a\x01"
			      "d\x42\x0e\x08\x02\x12\x00"
			      "\x22\x08\x00\x00\x00\x00\x00\x00\xf8\x3f";
static const char two[] = "\x10\x09\x2a\x17\x0a\x15\x0a\x01"
			  "v\x42\x10\x08\x01\x12\x04\x12\x02"
			  "\x08\x02\x22\x06\x00\x00\x20\x40\x00\x00";

static void the_reader_gives_what_the_writer_wrote(void **state)
{
	struct err err;
	struct event_writer *writer = event_writer_open(scratch_path(state, ""), &err);
	struct event_scalar scalars[] = {{"train/loss", 0.5}, {"train/accuracy", 0.25}};
	struct event_reader *reader;
	struct text text;

	assert_non_null(writer);
	assert_true(event_writer_start(writer, 0, &err));
	reader = event_reader_new(event_writer_path(writer));
	read_on(reader, &text);
	assert_string_equal(text.text, "");
	assert_true(event_writer_scalars(writer, 7, scalars, 2, &err));
	read_on(reader, &text);
	assert_string_equal(text.text, "train/loss 7 0.5; train/accuracy 7 0.25; ");
	read_on(reader, &text);
	assert_string_equal(text.text, "");
	assert_true(event_writer_scalars(writer, 8, scalars, 1, &err));
	read_on(reader, &text);
	assert_string_equal(text.text, "train/loss 8 0.5; ");
	assert_true(event_reader_end(reader, &err));
	event_reader_free(reader);
	assert_true(event_writer_close(writer, &err));
}

static void tensors_of_one_number_are_scalars(void **state)
{
	unsigned char file[1000];
	size_t size = put_record(file, 0, content, sizeof(content) - 1);
	struct event_reader *reader;
	struct text text;

	size = put_record(file, size, packed, sizeof(packed) - 1);
	size = put_record(file, size, picture, sizeof(picture) - 1);
	size = put_record(file, size, doubled, sizeof(doubled) - 1);
	size = put_record(file, size, two, sizeof(two) - 1);
	reader = event_reader_new(scratch_write(state, "e", file, size));
	read_on(reader, &text);
	assert_string_equal(text.text, "t 5 2.5; t 6 1; d 8 1.5; ");
	event_reader_free(reader);
}

/* The vector of the format's description. */
static const unsigned char vector[] = {
	0x1a, 0,    0,    0,    0,    0,    0,    0,    0x12, 0x9b, 0xd8, 0x2d, 0x09, 0,
	0,    0,    0,    0,    0,    0xf0, 0x3f, 0x10, 0x07, 0x2a, 0x0d, 0x0a, 0x0b, 0x0a,
	0x04, 0x6c, 0x6f, 0x73, 0x73, 0x15, 0,    0,    0,    0x3f, 0x86, 0x2c, 0x9a, 0x2f};

static void a_record_counts_once_its_last_byte_is_there(void **state)
{
	unsigned char file[2 * sizeof(vector)];
	const char *path = scratch_write(state, "e", "", 0);
	struct event_reader *reader = event_reader_new(path);
	struct text text;
	struct err err;

	memcpy(file, vector, sizeof(vector));
	memcpy(file + sizeof(vector), vector, sizeof(vector));
	for (size_t i = 0; i < sizeof(file); i++) {
		FILE *stream = fopen(path, "ab");
		bool is_whole = (i + 1) % sizeof(vector) == 0;

		assert_non_null(stream);
		putc(file[i], stream);
		assert_int_equal(fclose(stream), 0);
		read_on(reader, &text);
		assert_string_equal(text.text, is_whole ? "loss 7 0.5; " : "");
		assert_int_equal(event_reader_end(reader, &err), is_whole);
	}
	event_reader_free(reader);
}

static void another_file_of_that_name_is_read_from_its_beginning(void **state)
{
	struct event_reader *reader =
		event_reader_new(scratch_write(state, "e", vector, sizeof(vector)));
	struct text text;

	read_on(reader, &text);
	scratch_write(state, "new", vector, sizeof(vector));
	assert_int_equal(rename(scratch_path(state, "new"), scratch_path(state, "e")), 0);
	read_on(reader, &text);
	assert_string_equal(text.text, "loss 7 0.5; ");
	event_reader_free(reader);
}

/* A picture or a graph of some MB has no scalar, and is not loaded. */
static void large_records_are_passed_over(void **state)
{
	size_t large = 3 << 20, size = large + 16 + sizeof(vector);
	unsigned char *file = calloc(1, size);
	struct event_reader *reader;
	struct text text;
	uint32_t crc;

	assert_non_null(file);
	file[2] = 0x30;
	crc = crc32c_masked(file, 8);
	memcpy(file + 8, &crc, 4);
	memcpy(file + 16 + large, vector, sizeof(vector));
	reader = event_reader_new(scratch_write(state, "e", file, size));
	read_on(reader, &text);
	assert_string_equal(text.text, "loss 7 0.5; ");
	event_reader_free(reader);
	free(file);
}

static void add_to_digest(void *context, const struct log_value *value)
{
	uint64_t *digest = context;

	*digest = damage_digest(*digest, value->tag, strlen(value->tag));
	*digest = damage_digest(*digest, &value->step, sizeof(value->step));
	*digest = damage_digest(*digest, &value->value, sizeof(value->value));
}

static bool read_digest(const char *path, uint64_t *digest, struct err *err)
{
	struct event_reader *reader = event_reader_new(path);
	struct log_sink sink = {add_to_digest, digest};
	bool is_read;

	*digest = 0;
	is_read = event_reader_read(reader, &sink, err) && event_reader_end(reader, err);
	event_reader_free(reader);
	/* A file without a record is a whole one. */
	return is_read && (*digest != 0 || err_set(err, "%s: has no record", path));
}

static void damage_is_told_in_one_line(void **state)
{
	unsigned char file[1000];
	size_t size = put_record(file, 0, content, sizeof(content) - 1);

	damage_try(&(struct damage){.path = scratch_write(state, "e", file, size),
				    .read = read_digest});
}

static void what_is_no_event_is_told(void **state)
{
	unsigned char file[100];
	size_t size = put_record(file, 0, "\x2a\x7f", 2);
	struct event_reader *reader = event_reader_new(scratch_write(state, "e", file, size));
	struct text text = {""};
	struct log_sink sink = {take, &text};
	struct err err;

	assert_false(event_reader_read(reader, &sink, &err));
	assert_non_null(strstr(err.text, "the record at byte 0 is no event"));
	event_reader_free(reader);
	reader = event_reader_new(scratch_path(state, "nowhere"));
	assert_false(event_reader_read(reader, &sink, &err));
	event_reader_free(reader);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)
	const struct CMUnitTest tests[] = {
		TEST(the_reader_gives_what_the_writer_wrote),
		TEST(tensors_of_one_number_are_scalars),
		TEST(a_record_counts_once_its_last_byte_is_there),
		TEST(another_file_of_that_name_is_read_from_its_beginning),
		TEST(large_records_are_passed_over),
		TEST(damage_is_told_in_one_line),
		TEST(what_is_no_event_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
