/* The pipe to oneself: it wakes, it never waits, and errno stays what it was. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "live/wake.h"
#include "support/says.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <unistd.h>

static struct wake open_wake(void)
{
	struct wake wake;
	struct err err;

	if (!wake_open(&wake, &err))
		fail_msg("%s", err.text);
	return wake;
}

static bool is_readable(const struct wake *wake)
{
	struct pollfd fd = {.fd = wake_fd(wake), .events = POLLIN};

	return poll(&fd, 1, 0) == 1;
}

static void wake_is_readable_from_post_to_drain(void **state)
{
	struct wake wake = open_wake();

	(void)state;
	assert_false(is_readable(&wake));
	wake_drain(&wake);
	for (int i = 1; i < 1000; i += 299) {
		for (int k = 0; k < i; k++)
			wake_post(&wake);
		assert_true(is_readable(&wake));
		wake_drain(&wake);
		assert_false(is_readable(&wake));
	}
	wake_close(&wake);
}

static void wake_post_into_a_full_pipe_neither_waits_nor_changes_errno(void **state)
{
	struct wake wake = open_wake();

	(void)state;
	errno = EDOM;
	for (int i = 0; i < 100000; i++)
		wake_post(&wake);
	assert_int_equal(errno, EDOM);
	assert_int_equal(write(wake.fds[1], "", 1), -1);
	assert_int_equal(errno, EAGAIN);
	wake_drain(&wake);
	assert_false(is_readable(&wake));
	wake_close(&wake);
}

static void wake_ends_do_not_block_and_are_closed_on_exec(void **state)
{
	struct wake wake = open_wake();

	(void)state;
	for (int i = 0; i < 2; i++) {
		assert_true(fcntl(wake.fds[i], F_GETFL) & O_NONBLOCK);
		assert_true(fcntl(wake.fds[i], F_GETFD) & FD_CLOEXEC);
	}
	wake_close(&wake);
}

static void wake_close_closes_once(void **state)
{
	struct wake wake = open_wake();
	int fds[] = {wake.fds[0], wake.fds[1]};

	(void)state;
	wake_close(&wake);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(wake.fds[i], -1);
		assert_int_equal(fcntl(fds[i], F_GETFD), -1);
	}
	wake_close(&wake);
}

static void wake_open_says_why_it_can_t(void **state)
{
	struct rlimit before, none;
	struct wake wake;
	struct err err;
	bool is_open;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	none = before;
	none.rlim_cur = 3;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
	is_open = wake_open(&wake, &err);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
	assert_false(is_open);
	assert_says(&err, "no pipe can be opened: ");
	wake_close(&wake);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(wake_is_readable_from_post_to_drain),
		cmocka_unit_test(wake_post_into_a_full_pipe_neither_waits_nor_changes_errno),
		cmocka_unit_test(wake_ends_do_not_block_and_are_closed_on_exec),
		cmocka_unit_test(wake_close_closes_once),
		cmocka_unit_test(wake_open_says_why_it_can_t),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
