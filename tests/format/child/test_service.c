/* A child for one file after the other, played by the shell: when there is a new one, and what
 * becomes of a file whose child fails. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/xalloc.h"
#include "format/child/service.h"
#include "support/says.h"
#include "support/scratch.h"
#include "support/system.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MEBIBYTE = 1 << 20 };

/* Each child writes a line into the file "starts" and does as the script says. */
static struct service *make(void **state, const char *script)
{
	char *text = xasprintf("starts='%s'; echo >>\"$starts\"; %s", scratch_path(state, "starts"),
			       script);
	const struct child_task task = {.program = "/bin/sh",
					.argument =
						scratch_write(state, "script", text, strlen(text)),
					.parser = "test",
					.seconds = 20};

	free(text);
	unlink(scratch_path(state, "starts"));
	return service_new(&task);
}

static int starts(void **state)
{
	struct stat status;

	return stat(scratch_path(state, "starts"), &status) == 0 ? (int)status.st_size : 0;
}

/* Whether the child says anything of so many zeros; `path` is what messages name. */
static bool read_zeros(struct service *service, const char *path, size_t size, struct err *err)
{
	void *bytes = xcalloc(1, size);
	struct stream *stream = service_read(service, path, bytes, size, 100, err);
	bool is_read = stream;

	stream_free(stream);
	free(bytes);
	return is_read;
}

static void assert_no_child_left(void)
{
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
}

/* Z is a whole stream. */
static void a_child_that_had_many_bytes_makes_room_for_another(void **state)
{
	struct service *service = make(state, "printf ZZZ; exec cat >/dev/null");
	struct err err = {""};

	assert_int_equal(starts(state), 0);
	for (int i = 0; i < 3; i++) {
		assert_true(read_zeros(service, "a.file", 12 * MEBIBYTE, &err));
		assert_int_equal(starts(state), i < 2 ? 1 : 2);
	}
	service_free(service);
	service_free(NULL);
	assert_no_child_left();
}

/* x is no record; the second child ends without having read. */
static void a_child_that_failed_on_a_file_gets_no_other(void **state)
{
	struct service *service = make(
		state, "[ $(wc -l <\"$starts\") -ne 2 ] || exit 3; printf Zx; exec cat >/dev/null");
	struct err err = {""};

	assert_true(read_zeros(service, "a.file", 100, &err));
	assert_false(read_zeros(service, "b.file", 100, &err));
	assert_says(&err, "b.file: what was read of it makes no sense");
	assert_int_equal(starts(state), 1);
	assert_false(read_zeros(service, "c.file", 4 * MEBIBYTE, &err));
	assert_says(&err, "c.file: the test library failed on it");
	assert_int_equal(starts(state), 2);
	assert_true(read_zeros(service, "d.file", 100, &err));
	assert_int_equal(starts(state), 3);
	service_free(service);
	assert_no_child_left();
}

/* More than a socket holds, to a child that is not quick to take it and waits for all. */
static void signals_in_between_do_no_harm(void **state)
{
	struct service *service =
		make(state, "sleep 0.2; head -c 4194308 >/dev/null; printf Z; exec cat >/dev/null");
	struct err err = {""};

	system_interrupt();
	assert_true(read_zeros(service, "a.file", 4 * MEBIBYTE, &err));
	system_interrupt_end();
	service_free(service);
	assert_no_child_left();
}

static void what_keeps_a_child_from_starting_is_said(void **state)
{
	const struct child_task task = {
		.program = "/nowhere/none", .parser = "test", .seconds = 20};
	struct service *service = service_new(&task);
	struct err err = {""};

	(void)state;
	for (int i = 0; i < 2; i++) {
		assert_false(read_zeros(service, i ? "b.file" : "a.file", 100, &err));
		assert_says(&err, i ? "b.file: /nowhere/none" : "a.file: /nowhere/none");
	}
	service_free(service);
}

static void without_descriptors_no_child_starts_and_none_stays_open(void **state)
{
	struct service *service = make(state, "printf Z; exec cat >/dev/null");
	bool is_read = false;
	int left = 0;

	for (; !is_read && left < 10; left++) {
		struct err err = {""};
		struct system_descriptors none = {.count = 0};
		int open_before;

		system_leave_descriptors(&none, left);
		open_before = system_count_descriptors();
		is_read = read_zeros(service, "a.file", 100, &err);
		if (!is_read) {
			assert_int_equal(system_count_descriptors(), open_before);
			assert_says(&err, "a.file: ");
			assert_says(&err, strerror(EMFILE));
		}
		system_give_descriptors_back(&none);
	}
	assert_in_range(left, 3, 9);
	assert_int_equal(starts(state), 1);
	service_free(service);
	assert_no_child_left();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_child_that_had_many_bytes_makes_room_for_another),
		cmocka_unit_test(a_child_that_failed_on_a_file_gets_no_other),
		cmocka_unit_test(signals_in_between_do_no_harm),
		cmocka_unit_test(what_keeps_a_child_from_starting_is_said),
		cmocka_unit_test(without_descriptors_no_child_starts_and_none_stays_open),
	};

	return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}
