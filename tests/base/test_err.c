/* Tests of base/err: what a message looks like whatever is put into it. */
#include "base/err.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void err_set_formats_and_returns_false(void **state)
{
	struct err err = {"something older"};

	(void)state;
	assert_false(err_set(&err, "%s: value %d: try --steps %u", "net.safetensors", -3, 12u));
	assert_string_equal(err.text, "net.safetensors: value -3: try --steps 12");
}

static void err_set_replaces_a_longer_message_whole(void **state)
{
	struct err err;

	(void)state;
	err_set(&err, "a message that is rather long");
	err_set(&err, "short");
	assert_string_equal(err.text, "short");
	err_set(&err, "%s", "");
	assert_string_equal(err.text, "");
}

static void err_set_cuts_a_message_at_the_end_of_the_buffer(void **state)
{
	struct {
		struct err err;
		char behind[8];
	} guarded;
	char text[2 * sizeof(guarded.err.text)];

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	memset(&guarded, '#', sizeof(guarded));
	assert_false(err_set(&guarded.err, "%s", text));
	assert_int_equal(strlen(guarded.err.text), sizeof(guarded.err.text) - 1);
	assert_memory_equal(guarded.err.text, text, sizeof(guarded.err.text) - 1);
	assert_memory_equal(guarded.behind, "########", 8);
}

static void err_set_keeps_a_message_that_just_fits(void **state)
{
	struct err err;
	char text[sizeof(err.text)];

	(void)state;
	memset(text, 'y', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	err_set(&err, "%s", text);
	assert_string_equal(err.text, text);
}

static void err_set_shows_control_characters_as_question_marks(void **state)
{
	struct err err;

	(void)state;
	err_set(&err, "a\x1b[31mb\nc\td\x7f"
		      "e\x01\x1f f");
	assert_string_equal(err.text, "a?[31mb?c?d?e?? f");
}

static void err_set_shows_control_characters_of_unicode_as_question_marks(void **state)
{
	struct err err;

	(void)state;
	/* U+009B is a terminal's other way to begin an escape sequence. */
	err_set(&err, "a\xc2\x9b"
		      "31m\xc2\x80\xc2\x9f");
	assert_string_equal(err.text, "a??31m????");
}

static void err_set_shows_what_turns_writing_and_what_is_no_utf8_as_question_marks(void **state)
{
	struct err err;

	(void)state;
	err_set(&err, "a\xe2\x80\xae"
		      "b\xe2\x81\xa6\x9b"
		      "31m\xe2\x80\xa8\xff");
	assert_string_equal(err.text, "a???b????31m????");
}

static void err_set_keeps_letters_beyond_ascii(void **state)
{
	struct err err;

	(void)state;
	err_set(&err, "na\xc3\xafve \xc2\xa0\xe2\x82\xac\xc3\x9b.idx");
	assert_string_equal(err.text, "na\xc3\xafve \xc2\xa0\xe2\x82\xac\xc3\x9b.idx");
}

static void err_prefix_goes_before_the_message(void **state)
{
	struct err err;

	(void)state;
	err_set(&err, "cut short at byte %d", 16);
	assert_false(err_prefix(&err, "t10k-images"));
	assert_string_equal(err.text, "t10k-images: cut short at byte 16");
	assert_false(err_prefix(&err, "mnist"));
	assert_string_equal(err.text, "mnist: t10k-images: cut short at byte 16");
}

static void err_prefix_is_text_not_a_format(void **state)
{
	struct err err;

	(void)state;
	err_set(&err, "%s", "100%s");
	err_prefix(&err, "%d%n\n");
	assert_string_equal(err.text, "%d%n?: 100%s");
}

static void err_prefix_cuts_what_no_longer_fits(void **state)
{
	struct err err;
	char text[sizeof(err.text)];

	(void)state;
	memset(text, 'z', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	err_set(&err, "%s", text);
	assert_false(err_prefix(&err, "file"));
	assert_int_equal(strlen(err.text), sizeof(err.text) - 1);
	assert_memory_equal(err.text, "file: zzz", 9);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(err_set_formats_and_returns_false),
	cmocka_unit_test(err_set_replaces_a_longer_message_whole),
	cmocka_unit_test(err_set_cuts_a_message_at_the_end_of_the_buffer),
	cmocka_unit_test(err_set_keeps_a_message_that_just_fits),
	cmocka_unit_test(err_set_shows_control_characters_as_question_marks),
	cmocka_unit_test(err_set_shows_control_characters_of_unicode_as_question_marks),
	cmocka_unit_test(err_set_shows_what_turns_writing_and_what_is_no_utf8_as_question_marks),
	cmocka_unit_test(err_set_keeps_letters_beyond_ascii),
	cmocka_unit_test(err_prefix_goes_before_the_message),
	cmocka_unit_test(err_prefix_is_text_not_a_format),
	cmocka_unit_test(err_prefix_cuts_what_no_longer_fits),
};

int main(void)
{
	return cmocka_run_group_tests_name("base/err", tests, NULL, NULL);
}
