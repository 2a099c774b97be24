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
#include "support/says.h"
#include "support/scratch.h"
#include "support/wire.h"

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
	struct err err;
	uint32_t crc;

	assert_non_null(file);
	file[2] = 0x30;
	crc = crc32c_masked(file, 8);
	memcpy(file + 8, &crc, 4);
	memcpy(file + 16 + large, vector, sizeof(vector));
	/* Only once it is there whole. */
	reader = event_reader_new(scratch_write(state, "e", file, large + 15));
	read_on(reader, &text);
	assert_false(event_reader_end(reader, &err));
	assert_says(&err, "e: from byte 0 on there is no whole record");
	scratch_write(state, "e", file, size);
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

/* What is read of an event in a file of its own. */
static void read_event(void **state, const void *event, size_t size, struct text *text)
{
	unsigned char file[1000];
	struct event_reader *reader;

	size = put_record(file, 0, event, size);
	reader = event_reader_new(scratch_write(state, "e", file, size));
	read_on(reader, text);
	event_reader_free(reader);
}

/* An event of step 3 with one value "t", and what stands in the value behind its tag. */
static void read_value(void **state, const void *rest, size_t size, struct text *text)
{
	struct wire event = {0}, summary = {0}, value = {0};

	wire_text(&value, 1, "t");
	wire_bytes(&value, rest, size);
	wire_message(&summary, 1, &value);
	wire_number(&event, 2, 3);
	wire_message(&event, 5, &summary);
	read_event(state, event.bytes, event.size, text);
	wire_clear(&event);
}

/* Bytes in a test's table. */
#define BYTES(text) text, sizeof(text) - 1

static void numbers_of_all_types_are_read(void **state)
{
	static const struct {
		unsigned type;
		const char *rest; /* of the tensor, behind its type */
		size_t size;
		const char *number;
	} cases[] = {
		{1, BYTES("\x22\4\0\0\x20\x40"), "2.5"},
		{1, BYTES("\x2a\4\0\0\x20\x40"), "2.5"},
		{1, BYTES("\x2d\0\0\x20\x40"), "2.5"},
		{2, BYTES("\x22\10\0\0\0\0\0\0\xf8\x3f"), "1.5"},
		{2, BYTES("\x32\10\0\0\0\0\0\0\xf8\x3f"), "1.5"},
		{2, BYTES("\x31\0\0\0\0\0\0\xf8\x3f"), "1.5"},
		{3, BYTES("\x22\4\xfe\xff\xff\xff"), "-2"},
		{3, BYTES("\x3a\1\7"), "7"},
		{3, BYTES("\x38\7"), "7"},
		{9, BYTES("\x22\10\xfe\xff\xff\xff\xff\xff\xff\xff"), "-2"},
		{9, BYTES("\x52\1\7"), "7"},
		{9, BYTES("\x50\xff\xff\xff\xff\xff\xff\xff\xff\xff\1"), "-1"},
		{14, BYTES("\x22\2\x80\x3f"), "1"},
		{14, BYTES("\x6a\2\x80\x7f"), "1"},
		{19, BYTES("\x22\2\0\xbc"), "-1"},
		{19, BYTES("\x6a\2\x80\x78"), "1"},
		{19, BYTES("\x22\2\0\x7c"), "inf"},
		/* Of several the first; tensor_content before the others. */
		{3, BYTES("\x38\7\x38\x08"), "7"},
		{3, BYTES("\x3a\1\7\x22\4\5\0\0\0"), "5"},
		{3, BYTES("\x22\4\5\0\0\0\x3a\1\7"), "5"},
		/* Shapes of one number: a dimension with a name, a rank that is not known. */
		{3, BYTES("\x12\7\x12\5\x08\1\x12\1n\x38\7"), "7"},
		{3, BYTES("\x12\2\x18\1\x38\7"), "7"},
		/* No scalars: of another type, without a value, too short, of two values. */
		{7, BYTES("\x42\1x"), NULL},
		{3, BYTES(""), NULL},
		{3, BYTES("\x20\7"), NULL},
		{3, BYTES("\x22\3\0\0\0"), NULL},
		{1, BYTES("\x2a\3\0\0\0"), NULL},
		{2, BYTES("\x32\3\0\0\0"), NULL},
		{3, BYTES("\x3a\1\x80"), NULL},
		{3, BYTES("\x12\4\x12\2\x08\2\x38\7"), NULL},
		/* Shapes and tensors that are no messages. */
		{3, BYTES("\x12\1\xff\x38\7"), NULL},
		{3, BYTES("\x12\3\x12\1\xff\x38\7"), NULL},
		{3, BYTES("\x38\7\x22\x7f"), NULL},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct wire value = {0}, tensor = {0};
		struct text text;
		char wanted[32] = "";

		wire_number(&tensor, 1, cases[i].type);
		wire_bytes(&tensor, cases[i].rest, cases[i].size);
		wire_message(&value, 8, &tensor);
		read_value(state, value.bytes, value.size, &text);
		wire_clear(&value);
		if (cases[i].number)
			snprintf(wanted, sizeof(wanted), "t 3 %s; ", cases[i].number);
		if (strcmp(text.text, wanted) != 0)
			fail_msg("case %zu: \"%s\" instead of \"%s\"", i, text.text, wanted);
	}
}

static void only_scalars_are_given(void **state)
{
	static const struct {
		const char *rest; /* of the value, behind its tag */
		size_t size;
		const char *wanted;
	} cases[] = {
		{BYTES("\x15\0\0\0\x3f"), "t 3 0.5; "},
		/* The plugin's name: empty, another's, in a plugin of more fields; none; a number.
		 */
		{BYTES("\x15\0\0\0\x3f\x4a\4\x0a\2\x0a\0"), "t 3 0.5; "},
		{BYTES("\x15\0\0\0\x3f\x4a\5\x0a\3\x0a\1x"), ""},
		{BYTES("\x15\0\0\0\x3f\x4a\10\x0a\6\x0a\1x\x12\1y"), ""},
		{BYTES("\x15\0\0\0\x3f\x4a\2\x12\0"), "t 3 0.5; "},
		{BYTES("\x15\0\0\0\x3f\x4a\2\x08\1"), "t 3 0.5; "},
		{BYTES("\x15\0\0\0\x3f\x4a\4\x0a\2\x08\1"), "t 3 0.5; "},
		/* Not as these fields are written; the second tag is empty. */
		{BYTES("\x10\7"), ""},
		{BYTES("\x40\7\x48\7\x08\7"), ""},
		{BYTES("\x15\0\0\0\x3f\x0a\0"), ""},
		{BYTES(""), ""},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct text text;

		read_value(state, cases[i].rest, cases[i].size, &text);
		if (strcmp(text.text, cases[i].wanted) != 0)
			fail_msg("case %zu: \"%s\" instead of \"%s\"", i, text.text,
				 cases[i].wanted);
	}
}

static void long_tags_are_cut_off(void **state)
{
	struct wire value = {0};
	struct text text;
	char tag[LOG_TAG_MAX + 1];

	memset(tag, 'a', LOG_TAG_MAX);
	tag[LOG_TAG_MAX] = '\0';
	wire_text(&value, 1, tag);
	wire_fixed32(&value, 2, 0x3f000000);
	read_value(state, value.bytes, value.size, &text);
	wire_clear(&value);
	tag[LOG_TAG_MAX - 1] = '\0';
	assert_memory_equal(text.text, tag, LOG_TAG_MAX - 1);
	assert_string_equal(text.text + LOG_TAG_MAX - 1, " 3 0.5; ");
}

/* Steps below 0 are written as huge numbers; what has no summary has no scalars. */
static void events_without_a_step_or_scalars_are_passed_over(void **state)
{
	static const struct {
		const char *event;
		size_t size;
	} cases[] = {
		{BYTES("\x10\xff\xff\xff\xff\xff\xff\xff\xff\xff\1\x2a\x0a\x0a\x08\x0a\1t\x15\0\0\0"
		       "\x3f")},
		{BYTES("\x10\1\x1a\15brain.Event:2")},
		{BYTES("\x12\1\1\x28\1\x2a\3\x12\1x")},
		{BYTES("\x2a\2\x08\1")},
		{BYTES("")},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct text text;

		read_event(state, cases[i].event, cases[i].size, &text);
		assert_string_equal(text.text, "");
	}
}

static void what_is_no_event_is_told(void **state)
{
	static const struct {
		const char *event;
		size_t size;
	} cases[] = {
		{BYTES("\x2a\x7f")}, /* longer than the record */
		{BYTES("\x2a\x80")}, /* a length without an end */
		{BYTES("\x09\0\0")}, /* a number of 8 bytes in 2 */
		{BYTES("\x0d\0\0")}, /* of 4 in 2 */
		{BYTES("\x10\x80")}, /* without an end */
		{BYTES("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\1")}, /* of more than 64 bits */
		{BYTES("\x13\x14")},                                   /* a group */
		{BYTES("\x2a\2\x0a\x7f")},                             /* in the summary */
		{BYTES("\x2a\4\x0a\2\x0a\x7f")},                       /* in its value */
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		unsigned char file[100];
		size_t size = put_record(file, 0, cases[i].event, cases[i].size);
		struct event_reader *reader =
			event_reader_new(scratch_write(state, "e", file, size));
		struct text text = {""};
		struct log_sink sink = {take, &text};
		struct err err = {""};

		if (event_reader_read(reader, &sink, &err))
			fail_msg("case %zu is read", i);
		assert_says(&err, "e: the record at byte 0 is no event");
		assert_string_equal(text.text, "");
		event_reader_free(reader);
	}
}

static void what_is_no_file_is_told(void **state)
{
	static const char *const names[] = {"nowhere", ""};

	for (int i = 0; i < 2; i++) {
		const char *path = scratch_path(state, names[i]);
		struct event_reader *reader = event_reader_new(path);
		struct text text = {""};
		struct log_sink sink = {take, &text};
		struct err err;

		assert_false(event_reader_read(reader, &sink, &err));
		assert_says(&err, path);
		event_reader_free(reader);
	}
	event_reader_free(NULL);
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
		TEST(numbers_of_all_types_are_read),
		TEST(only_scalars_are_given),
		TEST(long_tags_are_cut_off),
		TEST(events_without_a_step_or_scalars_are_passed_over),
		TEST(what_is_no_event_is_told),
		TEST(what_is_no_file_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
