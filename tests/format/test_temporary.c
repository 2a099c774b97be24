/* What killed writers left goes with the next save; what is not theirs, or is in use, stays. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/xalloc.h"
#include "format/file.h"
#include "format/temporary.h"
#include "support/scratch.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WRITERS = 4, SAVES = 50 };

static bool save(const char *path, const char *text)
{
	struct err err;
	struct writer *writer = writer_open(path, &err);

	if (writer && writer_write(writer, text, strlen(text), &err))
		return writer_commit(writer, &err);
	writer_abort(writer);
	return false;
}

static void assert_holds(const char *path, const char *text)
{
	size_t size;
	char *bytes = (char *)scratch_read(path, &size);

	assert_string_equal(bytes, text);
	free(bytes);
}

/* Runs `work` in another process, which ends without cleaning up; 0 where it returned true. */
static pid_t in_a_child(bool (*work)(const char *path), const char *path)
{
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0)
		_exit(!work(path));
	return child;
}

static void assert_ends_well(pid_t child)
{
	int status;

	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

static bool begin_to_save(const char *path)
{
	struct err err;
	struct writer *writer = writer_open(path, &err);

	return writer && writer_write(writer, "ha", 2, &err);
}

static void files_of_killed_writers_go_with_the_next_save(void **state)
{
	const char *path = scratch_path(state, "file");

	for (int i = 0; i < WRITERS; i++) {
		int before = scratch_entries(state);

		assert_ends_well(in_a_child(begin_to_save, path));
		assert_int_equal(scratch_entries(state), i == 0 ? before + 1 : before);
	}
	assert_true(save(path, "new"));
	assert_int_equal(scratch_entries(state), 1);
	assert_holds(path, "new");
}

static void file_of_a_living_writer_stays(void **state)
{
	const char *path = scratch_path(state, "file");
	struct err err;
	struct writer *slow = writer_open(path, &err);

	assert_non_null(slow);
	assert_true(save(path, "first"));
	assert_holds(path, "first");
	assert_true(writer_write(slow, "second", 6, &err));
	assert_true(writer_commit(slow, &err));
	assert_holds(path, "second");
	assert_int_equal(scratch_entries(state), 1);
}

static void what_only_looks_like_one_stays(void **state)
{
	static const char *const names[] = {"file.1-2.tmp.bak", "file.1-2.tm",   "file.x-2.tmp",
					    "file.1.tmp",       "files.1-2.tmp", "xfile.1-2.tmp"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		scratch_write(state, names[i], "kept", 4);
	assert_int_equal(mkdir(scratch_path(state, "file.1-0.tmp"), 0700), 0);
	assert_int_equal(symlink("xfile.1-2.tmp", scratch_path(state, "file.1-1.tmp")), 0);
	assert_true(save(scratch_path(state, "file"), "new"));
	assert_int_equal(scratch_entries(state), 9);
	assert_holds(scratch_path(state, "xfile.1-2.tmp"), "kept");
}

static bool save_often(const char *path)
{
	for (int i = 0; i < SAVES; i++)
		if (!save(path, "whole"))
			return false;
	return true;
}

static void writers_of_one_file_do_not_hinder_each_other(void **state)
{
	const char *path = scratch_path(state, "file");
	pid_t children[WRITERS];

	for (int i = 0; i < WRITERS; i++)
		children[i] = in_a_child(save_often, path);
	for (int i = 0; i < WRITERS; i++)
		assert_ends_well(children[i]);
	assert_holds(path, "whole");
	assert_int_equal(scratch_entries(state), 1);
}

static void what_is_held_or_was_replaced_is_not_claimed(void **state)
{
	const char *path = scratch_write(state, "file", "old", 3);
	int fd = open(path, O_WRONLY), claimed;

	assert_true(fd >= 0);
	assert_true(temporary_hold(path, fd));
	assert_int_equal(temporary_claim(path, O_WRONLY), -1);
	close(fd);
	claimed = temporary_claim(path, O_WRONLY);
	assert_true(claimed >= 0);
	fd = open(path, O_WRONLY);
	assert_false(temporary_hold(path, fd));
	unlink(path);
	close(claimed);
	assert_false(temporary_hold(path, fd));
	close(fd);
}

#define in_a_folder(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_a_folder(files_of_killed_writers_go_with_the_next_save),
		in_a_folder(file_of_a_living_writer_stays),
		in_a_folder(what_only_looks_like_one_stays),
		in_a_folder(writers_of_one_file_do_not_hinder_each_other),
		in_a_folder(what_is_held_or_was_replaced_is_not_claimed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
