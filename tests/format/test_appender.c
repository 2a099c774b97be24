/* Files that grow: new ones only, whole pieces only. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "format/appender.h"
#include "support/scratch.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void assert_holds(const char *path, const char *text)
{
	size_t size;
	unsigned char *bytes = scratch_read(path, &size);

	assert_int_equal(size, strlen(text));
	assert_memory_equal(bytes, text, size);
	free(bytes);
}

static void pieces_can_be_read_at_once(void **state)
{
	const char *path = scratch_path(state, "log");
	struct err err;
	struct appender *appender = appender_open(path, &err);

	assert_non_null(appender);
	assert_string_equal(appender_path(appender), path);
	assert_true(appender_write(appender, "one\n", 4, &err));
	assert_holds(path, "one\n");
	assert_true(appender_write(appender, "two\n", 4, &err));
	assert_holds(path, "one\ntwo\n");
	assert_true(appender_close(appender, &err));
	assert_true(appender_close(NULL, &err));
}

static void file_that_is_there_is_left_alone(void **state)
{
	const char *path = scratch_write(state, "log", "old", 3);
	bool is_taken;
	struct err err;

	assert_null(appender_open(path, &err));
	assert_non_null(strstr(err.text, "log: is there already"));
	assert_null(appender_try(path, &is_taken, &err));
	assert_true(is_taken);
	assert_holds(path, "old");
	assert_null(appender_try(scratch_path(state, "nowhere/log"), &is_taken, &err));
	assert_false(is_taken);
	assert_non_null(strstr(err.text, "nowhere/log: can't be written"));
}

static void device_is_written_to(void **state)
{
	struct err err;
	struct appender *appender = appender_open("/dev/null", &err);

	(void)state;
	assert_non_null(appender);
	assert_true(appender_write(appender, "one", 3, &err));
	assert_true(appender_close(appender, &err));
	appender = access("/dev/full", W_OK) == 0 ? appender_open("/dev/full", &err) : NULL;
	if (!appender)
		return;
	assert_false(appender_write(appender, "one", 3, &err));
	assert_non_null(strstr(err.text, "/dev/full: can't be written"));
	err.text[0] = '\0';
	assert_false(appender_write(appender, "", 0, &err));
	assert_non_null(strstr(err.text, "/dev/full: can't be written"));
	assert_true(appender_close(appender, &err));
}

/* Where the system writes a part of a piece and then no more, the part is taken back. */
static void full_disk_leaves_whole_pieces(void **state)
{
	const char *path = scratch_path(state, "log");
	struct err err;
	struct appender *appender = appender_open(path, &err);

	scratch_limit_files(6);
	assert_true(appender_write(appender, "one\n", 4, &err));
	assert_false(appender_write(appender, "two\n", 4, &err));
	scratch_limit_files(RLIM_INFINITY);
	assert_holds(path, "one\n");
	assert_false(appender_write(appender, "three\n", 6, &err));
	assert_holds(path, "one\n");
	assert_true(appender_close(appender, &err));
}

static void devices_are_written_as_they_are(void **state)
{
	struct err err = {""};
	struct appender *appender = appender_open("/dev/null", &err);

	(void)state;
	assert_non_null(appender);
	assert_true(appender_write(appender, "text", 4, &err));
	assert_true(appender_close(appender, &err));
	appender = appender_open("/dev/full", &err);
	assert_non_null(appender);
	assert_false(appender_write(appender, "text", 4, &err));
	assert_true(appender_close(appender, &err));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(pieces_can_be_read_at_once, scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(file_that_is_there_is_left_alone, scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(device_is_written_to, scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(full_disk_leaves_whole_pieces, scratch_setup,
						scratch_teardown),
		cmocka_unit_test(devices_are_written_as_they_are),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
