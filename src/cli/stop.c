/* The handler of signals that ask a command to stop, and the globals that it needs. */
#include "cli/stop.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <time.h>
#include <unistd.h>

enum { MOMENT = 100, HOUR = 3600 * 1000 }; /* ms */

static volatile sig_atomic_t noted, noted_at, has_settled;
static atomic_bool is_stopped;

static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
enum { SIGNALS = sizeof(signals) / sizeof(signals[0]) };

/* Milliseconds within the hour, which fit into sig_atomic_t. */
static int clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int)(now.tv_sec % 3600) * 1000 + (int)(now.tv_nsec / 1000000);
}

static void note(int number)
{
	int now = clock_ms();

	if (noted && !has_settled && (now - noted_at + HOUR) % HOUR >= MOMENT)
		_exit(128 + number);
	if (noted)
		return;
	noted = number;
	noted_at = now;
	atomic_store(&is_stopped, true);
}

static sigset_t signal_set(void)
{
	sigset_t set;

	sigemptyset(&set);
	for (int i = 0; i < SIGNALS; i++)
		sigaddset(&set, signals[i]);
	return set;
}

void stop_watch(void)
{
	for (int i = 0; i < SIGNALS; i++) {
		struct sigaction old, action = {.sa_handler = note, .sa_flags = SA_RESTART};

		action.sa_mask = signal_set();
		sigaction(signals[i], NULL, &old);
		if (old.sa_handler != SIG_IGN)
			sigaction(signals[i], &action, NULL);
	}
}

int stop_signal(void)
{
	return noted;
}

const atomic_bool *stop_flag(void)
{
	return &is_stopped;
}

void stop_settle(void)
{
	has_settled = 1;
}

void stop_hold(void)
{
	sigset_t set = signal_set();

	sigprocmask(SIG_BLOCK, &set, NULL);
}

void stop_release(void)
{
	sigset_t set = signal_set();

	sigprocmask(SIG_UNBLOCK, &set, NULL);
}
