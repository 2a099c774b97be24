/* The pipe to oneself: it wakes, it never waits, and errno stays what it was. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "live/notify_pipe.h"
#include "support/says.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <unistd.h>

static struct notify_pipe open_pipe(void)
{
	struct notify_pipe notify;
	struct err err;

	if (!notify_pipe_open(&notify, &err))
		fail_msg("%s", err.text);
	return notify;
}

static bool is_readable(const struct notify_pipe *notify)
{
	struct pollfd fd = {.fd = notify_pipe_fd(notify), .events = POLLIN};

	return poll(&fd, 1, 0) == 1;
}

static void the_pipe_is_readable_from_post_to_drain(void **state)
{
	struct notify_pipe notify = open_pipe();

	(void)state;
	assert_false(is_readable(&notify));
	notify_pipe_drain(&notify);
	for (int i = 1; i < 1000; i += 299) {
		for (int k = 0; k < i; k++)
			notify_pipe_post(&notify);
		assert_true(is_readable(&notify));
		notify_pipe_drain(&notify);
		assert_false(is_readable(&notify));
	}
	notify_pipe_close(&notify);
}

static void posting_into_a_full_pipe_neither_waits_nor_changes_errno(void **state)
{
	struct notify_pipe notify = open_pipe();

	(void)state;
	errno = EDOM;
	for (int i = 0; i < 100000; i++)
		notify_pipe_post(&notify);
	assert_int_equal(errno, EDOM);
	assert_int_equal(write(notify.fds[1], "", 1), -1);
	assert_int_equal(errno, EAGAIN);
	notify_pipe_drain(&notify);
	assert_false(is_readable(&notify));
	notify_pipe_close(&notify);
}

static void pipe_ends_do_not_block_and_are_closed_on_exec(void **state)
{
	struct notify_pipe notify = open_pipe();

	(void)state;
	for (int i = 0; i < 2; i++) {
		assert_true(fcntl(notify.fds[i], F_GETFL) & O_NONBLOCK);
		assert_true(fcntl(notify.fds[i], F_GETFD) & FD_CLOEXEC);
	}
	notify_pipe_close(&notify);
}

static void notify_pipe_closes_once(void **state)
{
	struct notify_pipe notify = open_pipe();
	int fds[] = {notify.fds[0], notify.fds[1]};

	(void)state;
	notify_pipe_close(&notify);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(notify.fds[i], -1);
		assert_int_equal(fcntl(fds[i], F_GETFD), -1);
	}
	notify_pipe_close(&notify);
}

static void notify_pipe_open_says_why_it_can_t(void **state)
{
	struct rlimit before, none;
	struct notify_pipe notify;
	struct err err;
	bool is_open;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	none = before;
	none.rlim_cur = 3;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
	is_open = notify_pipe_open(&notify, &err);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
	assert_false(is_open);
	assert_says(&err, "no pipe can be opened: ");
	notify_pipe_close(&notify);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_pipe_is_readable_from_post_to_drain),
		cmocka_unit_test(posting_into_a_full_pipe_neither_waits_nor_changes_errno),
		cmocka_unit_test(pipe_ends_do_not_block_and_are_closed_on_exec),
		cmocka_unit_test(notify_pipe_closes_once),
		cmocka_unit_test(notify_pipe_open_says_why_it_can_t),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
