/* asciicast v2: what stands in the file, and what texts may hold. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "format/asciicast.h"
#include "support/scratch.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void assert_holds(const char *path, const char *text)
{
	size_t size;
	char *bytes = (char *)scratch_read(path, &size);

	assert_string_equal(bytes, text);
	free(bytes);
}

#define HEADER                                                                              \
	"{\"version\":2,\"width\":80,\"height\":24,\"timestamp\":1700000000,\"title\":\"a " \
	"title\",\"env\":{\"TERM\":\"xterm\"}}\n"

static void events_are_lines_of_json(void **state)
{
	const char *path = scratch_path(state, "a.cast");
	struct err err;
	struct asciicast *cast = asciicast_open(path, "a title", 80, 24, &err);

	assert_non_null(cast);
	assert_holds(path, HEADER);
	assert_true(asciicast_show(cast, 0, "\033[1mhi \"there\"\\\r\n", 17, &err));
	assert_true(asciicast_resize(cast, 1.5, 100, 30, &err));
	assert_holds(path, HEADER "[0.0,\"o\",\"\\u001B[1mhi \\\"there\\\"\\\\\\r\\n\"]\n"
				  "[1.5,\"r\",\"100x30\"]\n");
	assert_true(asciicast_close(cast, &err));
	assert_true(asciicast_close(NULL, &err));
}

static void texts_are_always_utf8(void **state)
{
	const char *path = scratch_path(state, "a.cast");
	struct err err;
	struct asciicast *cast = asciicast_open(path, "a title", 80, 24, &err);

	assert_true(asciicast_show(cast, 2, "\xe2\xa0\x81\xff\xc3|\0x", 8, &err));
	assert_holds(path, HEADER "[2.0,\"o\",\"\xe2\xa0\x81?"
				  "?|?x\"]\n");
	assert_true(asciicast_close(cast, &err));
}

static void file_that_is_there_is_left_alone(void **state)
{
	const char *path = scratch_write(state, "a.cast", "old", 3);
	struct err err;

	assert_null(asciicast_open(path, "a title", 80, 24, &err));
	assert_non_null(strstr(err.text, "a.cast: is there already"));
	assert_holds(path, "old");
	assert_null(asciicast_open(scratch_path(state, "nowhere/a"), "a title", 80, 24, &err));
	assert_non_null(strstr(err.text, "can't be written"));
}

static int setup(void **state)
{
	setenv("SOURCE_DATE_EPOCH", "1700000000", 1);
	setenv("TERM", "xterm", 1);
	return scratch_setup(state);
}

static void a_terminal_that_is_no_text_is_not_named(void **state)
{
	static const char *const terms[] = {NULL, "\377", "xterm"};
	struct err err = {""};

	for (size_t i = 0; i < 3; i++) {
		const char *path = scratch_path(state, "cast");
		unsigned char *bytes;
		size_t size;

		if (terms[i])
			setenv("TERM", terms[i], 1);
		else
			unsetenv("TERM");
		unlink(path);
		assert_true(asciicast_close(asciicast_open(path, "title", 80, 24, &err), &err));
		bytes = scratch_read(path, &size);
		assert_int_equal(strstr((char *)bytes, "TERM") != NULL, i == 2);
		free(bytes);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(events_are_lines_of_json, setup, scratch_teardown),
		cmocka_unit_test_setup_teardown(texts_are_always_utf8, setup, scratch_teardown),
		cmocka_unit_test_setup_teardown(file_that_is_there_is_left_alone, setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(a_terminal_that_is_no_text_is_not_named,
						scratch_setup, scratch_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
