/* Starting a thread that leaves signals to the one that started it. */
#ifndef LIVE_THREAD_H
#define LIVE_THREAD_H

#include <pthread.h>
#include <stdbool.h>

/* The new thread has all signals blocked. False: the system has no thread left. */
bool thread_start(pthread_t *, void *(*run)(void *), void *context);
/* Seconds on the monotonic clock. */
double thread_clock(void);

#endif
