/* The stream of a child: what keeps to the format is read, all else is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "format/child/stream.h"
#include "support/says.h"

#include <stdlib.h>

struct bytes {
	const char *next;
	size_t left;
};

static bool take(void *context, void *bytes, size_t size, struct err *err)
{
	struct bytes *from = context;

	if (size > from->left)
		return err_set(err, "a.file: ends");
	memcpy(bytes, from->next, size);
	from->next += size;
	from->left -= size;
	return true;
}

static struct stream *parse(const char *bytes, size_t size, bool is_header_only, struct err *err)
{
	struct bytes from = {bytes, size};
	struct stream_source source = {.read = take,
				       .context = &from,
				       .path = "a.file",
				       .data_max = 1000,
				       .is_header_only = is_header_only};

	return stream_read(&source, err);
}

#define SHAPE "T\3\0\0\0a/b\3\0\0\0F32\2\0\0\0\2\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0"
#define ATTRIBUTE "A\1\0\0\0o\4\0\0\0name\5\0\0\0value"

static const char good[] = SHAPE "12345678" ATTRIBUTE "A\1\0\0\0o\4\0\0\0name\1\0\0\0wZ";

static void tensors_and_attributes_are_read(void **state)
{
	struct err err = {""};
	struct stream *stream = parse(good, sizeof(good) - 1, false, &err);

	(void)state;
	assert_non_null(stream);
	assert_int_equal(stream->tensor_count, 1);
	assert_string_equal(stream->tensors[0].name, "a/b");
	assert_string_equal(stream->tensors[0].dtype, "F32");
	assert_int_equal(stream->tensors[0].ndim, 2);
	assert_int_equal(stream->tensors[0].dim[0], 2);
	assert_int_equal(stream->tensors[0].dim[1], 1);
	assert_int_equal(stream->tensors[0].size, 8);
	assert_memory_equal(stream->tensors[0].data, "12345678", 8);
	assert_int_equal(stream->attribute_count, 2);
	assert_string_equal(stream_attribute(stream, "o", "name"), "value");
	assert_string_equal(stream->attributes[1].value, "w");
	assert_null(stream_attribute(stream, "", "name"));
	assert_null(stream_attribute(stream, "o", "names"));
	stream_free(stream);
	stream_free(NULL);
}

static void header_has_no_data(void **state)
{
	struct err err = {""};
	struct stream *stream = parse(SHAPE "Z", sizeof(SHAPE), true, &err);

	(void)state;
	assert_non_null(stream);
	assert_null(stream->tensors[0].data);
	assert_int_equal(stream->tensors[0].size, 8);
	stream_free(stream);
}

static void every_truncation_is_refused(void **state)
{
	(void)state;
	for (size_t size = 0; size < sizeof(good) - 1; size++) {
		struct err err = {""};

		assert_null(parse(good, size, false, &err));
		assert_says(&err, "a.file: ends");
	}
}

static void what_a_child_says_of_a_failure_is_passed_on(void **state)
{
	static const char bytes[] = "F\6\0\0\0is bad";
	struct err err = {""};

	(void)state;
	assert_null(parse(bytes, sizeof(bytes) - 1, false, &err));
	assert_string_equal(err.text, "a.file: is bad");
	assert_null(parse("F\4\0\0\0a\xff\xc3"
			  "b",
			  9, false, &err));
	assert_string_equal(err.text, "a.file: a??b");
}

static void what_makes_no_sense_is_refused(void **state)
{
#define BAD(text, says)                      \
	{                                    \
		text, sizeof(text) - 1, says \
	}
	static const struct {
		const char *bytes;
		size_t size;
		const char *says;
	} bad[] = {
		BAD("X", "no such record"),
		BAD("T\1\4\0\0", "a text is too long"),
		BAD("T\xff\xff\xff\xff", "a text is too long"),
		BAD("T\3\0\0\0a\0b", "an end in its middle"),
		BAD("T\2\0\0\0\xc3\x28", "no UTF-8 text"),
		BAD("T\2\0\0\0a\n", "no UTF-8 text"),
		BAD("T\1\0\0\0a\3\0\0\0F33", "no such dtype"),
		BAD("T\1\0\0\0a\3\0\0\0F32\11\0\0\0", "too many dimensions"),
		BAD("T\1\0\0\0a\3\0\0\0F32\1\0\0\0\xfb\0\0\0\0\0\0\0", "a tensor is too large"),
		BAD("T\1\0\0\0a\3\0\0\0F32\2\0\0\0\4\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x40",
		    "a tensor is too large"),
		BAD("T\1\0\0\0a\2\0\0\0U8\1\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff",
		    "a tensor is too large"),
		BAD("A\1\0\0\0a\1\0\0\0b\1\0\x40\0", "a text is too long"),
		BAD("F\1\2\0\0", "a text is too long"),
	};
#undef BAD

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct err err = {""};

		assert_null(parse(bad[i].bytes, bad[i].size, false, &err));
		assert_says(&err, "a.file: what was read of it makes no sense");
		assert_says(&err, bad[i].says);
	}
}

/* Each is within the limit, all are not. */
static void all_tensors_together_are_bounded(void **state)
{
	static const char one[] = "T\1\0\0\0a\2\0\0\0U8\1\0\0\0\xf0\0\0\0\0\0\0\0";
	enum { SIZE = sizeof(one) - 1, COUNT = 5 };
	char bytes[SIZE * COUNT];
	struct err err = {""};

	(void)state;
	for (size_t i = 0; i < COUNT; i++)
		memcpy(bytes + i * SIZE, one, SIZE);
	assert_null(parse(bytes, sizeof(bytes), true, &err));
	assert_says(&err, "the tensors are too large");
}

/* A record, again and again. */
static void assert_too_many(const void *record, size_t size, size_t count, const char *says)
{
	char *bytes = malloc(size * count);
	struct err err = {""};

	assert_non_null(bytes);
	for (size_t i = 0; i < count; i++)
		memcpy(bytes + i * size, record, size);
	assert_null(parse(bytes, size * count, false, &err));
	assert_says(&err, says);
	free(bytes);
}

static void their_number_is_bounded(void **state)
{
	static const char tensor[] = "T\0\0\0\0\2\0\0\0U8\1\0\0\0\0\0\0\0\0\0\0";
	static const char attribute[] = "A\0\0\0\0\0\0\0\0\0\0\0";

	(void)state;
	assert_too_many(tensor, sizeof(tensor), HDF5_OBJECTS_MAX + 1, "too many tensors");
	assert_too_many(attribute, sizeof(attribute), 2 * HDF5_OBJECTS_MAX + 1,
			"too many attributes");
}

/* Two of the longest are within the limit. */
static void all_attributes_together_are_bounded(void **state)
{
	static const char head[] = "A\0\0\0\0\0\0\0\0\0\0\x40";
	char *record = malloc(sizeof(head) + HDF5_ATTRIBUTE_MAX);

	(void)state;
	assert_non_null(record);
	memcpy(record, head, sizeof(head));
	memset(record + sizeof(head), 'x', HDF5_ATTRIBUTE_MAX);
	assert_too_many(record, sizeof(head) + HDF5_ATTRIBUTE_MAX, 2, "a.file: ends");
	assert_too_many(record, sizeof(head) + HDF5_ATTRIBUTE_MAX, 3,
			"its attributes are too long");
	free(record);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tensors_and_attributes_are_read),
		cmocka_unit_test(header_has_no_data),
		cmocka_unit_test(every_truncation_is_refused),
		cmocka_unit_test(what_a_child_says_of_a_failure_is_passed_on),
		cmocka_unit_test(what_makes_no_sense_is_refused),
		cmocka_unit_test(all_tensors_together_are_bounded),
		cmocka_unit_test(their_number_is_bounded),
		cmocka_unit_test(all_attributes_together_are_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
