/* Children that do not do as they should, played by the shell: each ends in one line, in time, and
 * none is left behind. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/thread.h"
#include "format/child/process.h"
#include "support/says.h"
#include "support/scratch.h"
#include "support/system.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* A child that runs a script, with a file that begins with "in" as its input. */
static struct child *start(void **state, const char *script, int seconds, struct err *err)
{
	const struct child_task task = {
		.program = "/bin/sh",
		.argument = scratch_write(state, "script", script, strlen(script)),
		.parser = "test",
		.path = "a.file",
		.seconds = seconds};
	int input = open(scratch_write(state, "input", "in\n", 3), O_RDONLY | O_CLOEXEC);
	struct child *child = child_start(&task, input, err);

	close(input);
	return child;
}

static void assert_no_child_left(void)
{
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
}

/* That what the script does ends in a message. */
static void assert_ends(void **state, const char *script, int seconds, const char *says)
{
	char bytes[4];
	struct err err = {""};
	struct child *child = start(state, script, seconds, &err);

	assert_non_null(child);
	assert_false(child_read(child, bytes, sizeof(bytes), &err));
	assert_says(&err, "a.file: the test library");
	assert_says(&err, says);
	child_stop(child);
	assert_no_child_left();
}

static void output_of_a_child_is_read(void **state)
{
	char bytes[5];
	struct err err = {""};
	struct child *child = start(state, "read word; printf \"$word-out\"", 20, &err);

	assert_non_null(child);
	assert_true(child_read(child, bytes, 2, &err));
	assert_true(child_read(child, bytes + 2, 3, &err));
	assert_memory_equal(bytes, "in-ou", 5);
	assert_false(child_end(child, &err));
	assert_says(&err, "said more of it");
	child = start(state, "echo x", 20, &err);
	assert_true(child_read(child, bytes, 2, &err));
	assert_true(child_end(child, &err));
	assert_no_child_left();
}

static void crashes_are_one_line(void **state)
{
	assert_ends(state, "kill -SEGV $$", 20, "failed on it (signal 11)");
	assert_ends(state, "kill -KILL $$", 20, "failed on it (signal 9)");
	assert_ends(state, "kill -SYS $$", 20, "wanted to do more than read it");
	assert_ends(state, "kill -XCPU $$", 20, "does not come to an end");
	assert_ends(state, "printf ab; exit 3", 20, "failed on it");
	assert_ends(state, "printf ab; exit 12", 20, "ran out of memory with it");
}

static void end_with_a_bad_status_is_no_good_end(void **state)
{
	char bytes[2];
	struct err err = {""};
	struct child *child = start(state, "echo x; kill -SEGV $$", 20, &err);

	assert_true(child_read(child, bytes, 2, &err));
	assert_false(child_end(child, &err));
	assert_says(&err, "failed on it (signal 11)");
	assert_no_child_left();
}

static void a_child_that_takes_too_long_is_killed(void **state)
{
	double start = thread_clock();

	assert_ends(state, "exec sleep 100", 1, "took more than 1 seconds");
	assert_true(thread_clock() - start < 50);
}

static void a_child_that_says_all_and_does_not_end_is_killed(void **state)
{
	char bytes[2];
	struct err err = {""};
	struct child *child = start(state, "echo x; exec sleep 100", 1, &err);

	assert_true(child_read(child, bytes, 2, &err));
	assert_false(child_end(child, &err));
	assert_says(&err, "took more than 1 seconds");
	assert_no_child_left();
}

/* Its output is closed, and yet it goes on. */
static void a_child_that_does_not_end_is_killed(void **state)
{
	double start = thread_clock();

	assert_ends(state, "exec sleep 100 >/dev/null", 1, "failed on it (signal 9)");
	assert_true(thread_clock() - start < 50);
}

static void a_flood_is_stopped(void **state)
{
	char bytes[64];
	struct err err = {""};
	struct child *child = start(state, "exec cat /dev/zero", 20, &err);

	assert_true(child_read(child, bytes, sizeof(bytes), &err));
	assert_false(child_end(child, &err));
	assert_says(&err, "said more of it");
	assert_no_child_left();
}

static void a_program_that_is_not_there_is_named(void **state)
{
	struct child_task task = {.program = "netglyph-none", .parser = "test", .path = "a.file"};
	struct err err = {""};

	(void)state;
	assert_null(child_start(&task, STDIN_FILENO, &err));
	assert_says(&err, "a.file: netglyph-none: is part of netglyph");
	task.program = "/nowhere/none";
	assert_null(child_start(&task, STDIN_FILENO, &err));
	assert_says(&err, "a.file: /nowhere/none");
	assert_no_child_left();
}

static void signals_in_between_do_no_harm(void **state)
{
	char bytes[2];
	struct err err = {""};
	struct child *child;

	system_interrupt();
	child = start(state, "sleep 0.2; echo x", 20, &err);
	assert_non_null(child);
	assert_true(child_read(child, bytes, 2, &err));
	assert_true(child_end(child, &err));
	system_interrupt_end();
	assert_no_child_left();
}

/* Whichever is the descriptor that is not to be had: it is said, and those before it are closed. A
 * standard input that is closed is given to the pipe first. */
static void without_descriptors_no_child_starts_and_none_stays_open(void **state)
{
	const struct child_task task = {.program = "/bin/sh",
					.argument = scratch_write(state, "script", "", 0),
					.parser = "test",
					.path = "a.file",
					.seconds = 20};
	int input = open("/dev/null", O_RDONLY | O_CLOEXEC);
	int standard = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);

	for (int is_closed = 0; is_closed <= 1; is_closed++) {
		struct child *child = NULL;
		int left = 0;

		for (; !child && left < 10; left++) {
			struct err err = {""};
			struct system_descriptors none = {.count = 0};
			int open_before;

			system_leave_descriptors(&none, left);
			if (is_closed)
				close(STDIN_FILENO);
			open_before = system_count_descriptors();
			child = child_start(&task, input, &err);
			if (!child) {
				assert_int_equal(system_count_descriptors(), open_before);
				assert_says(&err, "a.file: ");
				assert_says(&err, strerror(EMFILE));
			}
			system_give_descriptors_back(&none);
			assert_int_equal(dup2(standard, STDIN_FILENO), STDIN_FILENO);
		}
		assert_in_range(left, 3, 9);
		assert_true(child_end(child, &(struct err){""}));
	}
	close(standard);
	close(input);
	assert_no_child_left();
}

/* poll() refuses where no descriptor is allowed. */
static void output_that_cannot_be_read_is_said(void **state)
{
	struct rlimit before, none;
	char bytes[2];
	struct err err = {""};
	struct child *child = start(state, "echo x", 20, &err);

	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	none = (struct rlimit){0, before.rlim_max};
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
	assert_false(child_read(child, bytes, 2, &err));
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
	assert_says(&err, "a.file: can't be read: ");
	child_stop(child);
	child_stop(NULL);
	assert_no_child_left();
}

/* Who ignores SIGCHLD is told of no child's end. */
static void ends_that_the_system_hides_do_no_harm(void **state)
{
	char bytes[2];
	struct err err = {""};
	struct child *child;

	signal(SIGCHLD, SIG_IGN);
	child = start(state, "echo x", 20, &err);
	assert_true(child_read(child, bytes, 2, &err));
	assert_true(child_end(child, &err));
	child = start(state, "exit 1", 20, &err);
	assert_false(child_read(child, bytes, 2, &err));
	assert_says(&err, "failed on it");
	child_stop(child);
	signal(SIGCHLD, SIG_DFL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(output_of_a_child_is_read),
		cmocka_unit_test(crashes_are_one_line),
		cmocka_unit_test(end_with_a_bad_status_is_no_good_end),
		cmocka_unit_test(a_child_that_takes_too_long_is_killed),
		cmocka_unit_test(a_child_that_says_all_and_does_not_end_is_killed),
		cmocka_unit_test(a_child_that_does_not_end_is_killed),
		cmocka_unit_test(a_flood_is_stopped),
		cmocka_unit_test(a_program_that_is_not_there_is_named),
		cmocka_unit_test(signals_in_between_do_no_harm),
		cmocka_unit_test(without_descriptors_no_child_starts_and_none_stays_open),
		cmocka_unit_test(output_that_cannot_be_read_is_said),
		cmocka_unit_test(ends_that_the_system_hides_do_no_harm),
	};

	return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}
