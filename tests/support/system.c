/* A timer without SA_RESTART; a low limit, below which all numbers but a few are taken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/system.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/time.h>
#include <unistd.h>

static volatile sig_atomic_t alarms;

static void count_alarm(int number)
{
	(void)number;
	alarms = alarms + 1;
}

static void set_timer(int microseconds)
{
	const struct itimerval timer = {{0, microseconds}, {0, microseconds}};

	assert_int_equal(setitimer(ITIMER_REAL, &timer, NULL), 0);
}

void system_interrupt(void)
{
	const struct sigaction action = {.sa_handler = count_alarm};

	alarms = 0;
	assert_int_equal(sigaction(SIGALRM, &action, NULL), 0);
	set_timer(5000);
}

void system_interrupt_end(void)
{
	set_timer(0);
	assert_true(alarms > 0);
	signal(SIGALRM, SIG_DFL);
}

void system_leave_descriptors(struct system_descriptors *d, int count)
{
	struct rlimit limit;
	int next;

	assert_int_equal(getrlimit(RLIMIT_NOFILE, &d->before), 0);
	limit = (struct rlimit){SYSTEM_DESCRIPTORS, d->before.rlim_max};
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
	while ((next = open("/dev/null", O_RDONLY | O_CLOEXEC)) >= 0)
		d->taken[d->count++] = next;
	assert_in_range(count, 0, d->count);
	while (count-- > 0)
		close(d->taken[--d->count]);
}

void system_give_descriptors_back(struct system_descriptors *d)
{
	while (d->count > 0)
		close(d->taken[--d->count]);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &d->before), 0);
}

int system_count_descriptors(void)
{
	int count = 0;

	for (int i = 0; i < SYSTEM_DESCRIPTORS; i++)
		count += fcntl(i, F_GETFD) >= 0;
	return count;
}
