/* Starting a thread that leaves signals to the one that started it, and can run kernels. */
#ifndef BASE_THREAD_H
#define BASE_THREAD_H

#include <pthread.h>
#include <stdbool.h>

/* A kernel takes up to 420 KB of stack, and some C libraries give a thread 128. Sanitizers have
 * their own share of it. */
enum { THREAD_STACK = 2 << 20 };

/* The new thread has all signals blocked, and THREAD_STACK bytes of stack at the least. False: the
 * system has no thread left. */
bool thread_start(pthread_t *, void *(*run)(void *), void *context);
/* Seconds on the monotonic clock. */
double thread_clock(void);

#endif
