/*
 * A few worker threads and one call: run parts 0..parts-1 of a piece of work.
 *
 * How work is cut into parts depends on the work alone, never on the number of threads, and each
 * part writes to places of its own: so the result is the same, bit for bit, for any number of
 * threads. A pool belongs to one calling thread at a time. A NULL pool runs everything on the
 * caller.
 */
#ifndef BASE_POOL_H
#define BASE_POOL_H

#include "base/limits.h"

struct pool;

/* `threads` counts the caller; 1 to POOL_MAX_THREADS. Workers start with all signals blocked. */
struct pool *pool_new(int threads);
void pool_free(struct pool *);
/* Its threads, the caller counted; of NULL 1. What is computed must not depend on it. */
int pool_threads(const struct pool *);

/* Calls run(context, part) once for each part, on any thread, and returns when all are done. */
void pool_run(struct pool *, int parts, void (*run)(void *context, int part), void *context);

/* The processors this process may run on, 1 to POOL_MAX_THREADS: the default number of threads. */
int pool_default_threads(void);

#endif
