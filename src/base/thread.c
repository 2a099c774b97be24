/* Threads and their clock. A thread inherits the mask of its maker, so that it is set around the
 * making, and there is no moment at which a signal could reach the new one. */
#include "base/thread.h"

#include <errno.h>
#include <signal.h>
#include <time.h>

bool thread_start(pthread_t *thread, void *(*run)(void *), void *context)
{
	sigset_t all, before;
	pthread_attr_t attributes;
	size_t stack = 0;
	int status, before_errno = errno;

	sigfillset(&all);
	pthread_attr_init(&attributes);
	pthread_attr_getstacksize(&attributes, &stack);
	if (stack < THREAD_STACK)
		pthread_attr_setstacksize(&attributes, THREAD_STACK);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	status = pthread_create(thread, &attributes, run, context);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attributes);
	/* What is done without is no want of memory (base/err). */
	errno = before_errno;
	return status == 0;
}

double thread_clock(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}
