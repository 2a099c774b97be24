/* The only handler of signals, and the only mutable global. */
#include "cli/stop.h"

#include <signal.h>
#include <stddef.h>
#include <unistd.h>

static volatile sig_atomic_t noted;

static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
enum { SIGNALS = sizeof(signals) / sizeof(signals[0]) };

static void note(int number)
{
	if (noted)
		_exit(128 + number);
	noted = number;
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
