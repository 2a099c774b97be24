/*
 * The pool. A run is published by raising `generation`; threads take parts from an atomic counter
 * and the caller takes parts too. A training step consists of some twenty short runs, so that a
 * worker spins a little before it sleeps: waking a sleeping thread costs more than most runs take.
 *
 * The caller waits for those workers alone that have joined its run. One that wakes when all parts
 * are taken, as where other programs have the processors, finds the run closed.
 */
#include "base/pool.h"
#include "base/thread.h"
#include "base/xalloc.h"

#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

enum {
	SPINS = 4000, /* about 20 microseconds */
	OPEN = 1 << 16
};

struct pool {
	int workers;
	pthread_t *threads;
	pthread_mutex_t mutex;
	pthread_cond_t notify;
	atomic_bool is_ending;
	atomic_uint generation; /* runs published so far */
	atomic_int sleepers;    /* workers that wait for `notify`, or are about to */
	atomic_int joined;      /* workers in this run, and OPEN while more may join */
	atomic_int next;        /* the next part to take */
	int parts;
	void (*run)(void *, int);
	void *context;
};

static void spin(void)
{
#if defined(__x86_64__) || defined(__i386__)
	__builtin_ia32_pause();
#endif
}

static void take_parts(struct pool *pool)
{
	int part;

	while ((part = atomic_fetch_add(&pool->next, 1)) < pool->parts)
		pool->run(pool->context, part);
}

/* Waits for a generation other than `seen`, which becomes that; false when the pool ends. */
static bool wait_for_run(struct pool *pool, unsigned *seen)
{
	for (int i = 0; i < SPINS && atomic_load(&pool->generation) == *seen; i++)
		spin();
	if (atomic_load(&pool->generation) == *seen) {
		pthread_mutex_lock(&pool->mutex);
		atomic_fetch_add(&pool->sleepers, 1);
		while (atomic_load(&pool->generation) == *seen)
			pthread_cond_wait(&pool->notify, &pool->mutex);
		atomic_fetch_sub(&pool->sleepers, 1);
		pthread_mutex_unlock(&pool->mutex);
	}
	*seen = atomic_load(&pool->generation);
	return !atomic_load(&pool->is_ending);
}

static void *work(void *argument)
{
	struct pool *pool = argument;
	unsigned seen = 0;

	while (wait_for_run(pool, &seen)) {
		if (atomic_fetch_add(&pool->joined, 1) & OPEN)
			take_parts(pool);
		atomic_fetch_sub(&pool->joined, 1);
	}
	return NULL;
}

/* A worker counts itself as a sleeper before it looks at the generation for the last time, so that
 * one of the two sees the other. */
static void publish(struct pool *pool)
{
	atomic_fetch_add(&pool->generation, 1);
	if (atomic_load(&pool->sleepers) == 0)
		return;
	pthread_mutex_lock(&pool->mutex);
	pthread_cond_broadcast(&pool->notify);
	pthread_mutex_unlock(&pool->mutex);
}

struct pool *pool_new(int threads)
{
	struct pool *pool = xcalloc(1, sizeof(*pool));

	pthread_mutex_init(&pool->mutex, NULL);
	pthread_cond_init(&pool->notify, NULL);
	pool->threads = xcalloc((size_t)threads, sizeof(*pool->threads));
	/* A worker that can't be started is done without: the result stays the same. */
	while (pool->workers < threads - 1 &&
	       thread_start(&pool->threads[pool->workers], work, pool))
		pool->workers++;
	return pool;
}

void pool_free(struct pool *pool)
{
	if (!pool)
		return;
	atomic_store(&pool->is_ending, true);
	publish(pool);
	for (int i = 0; i < pool->workers; i++)
		pthread_join(pool->threads[i], NULL);
	pthread_cond_destroy(&pool->notify);
	pthread_mutex_destroy(&pool->mutex);
	free(pool->threads);
	free(pool);
}

int pool_threads(const struct pool *pool)
{
	return pool ? pool->workers + 1 : 1;
}

void pool_run(struct pool *pool, int parts, void (*run)(void *, int), void *context)
{
	if (!pool || pool->workers == 0 || parts == 1) {
		for (int part = 0; part < parts; part++)
			run(context, part);
		return;
	}
	pool->parts = parts;
	pool->run = run;
	pool->context = context;
	atomic_store(&pool->next, 0);
	atomic_fetch_or(&pool->joined, OPEN);
	publish(pool);
	take_parts(pool);
	atomic_fetch_and(&pool->joined, ~OPEN);
	/* Who has joined must have left take_parts before the next run may be described. */
	for (int i = 0; atomic_load(&pool->joined) > 0; i++) {
		if (i < SPINS)
			spin();
		else
			sched_yield();
	}
}

int pool_default_threads(void)
{
	long count = 1;
#ifdef HAVE_SCHED_GETAFFINITY
	cpu_set_t set;

	if (sched_getaffinity(0, sizeof(set), &set) == 0)
		count = CPU_COUNT(&set);
#else
	count = sysconf(_SC_NPROCESSORS_ONLN);
#endif
	if (count < 1)
		count = 1;
	return count < POOL_MAX_THREADS ? (int)count : POOL_MAX_THREADS;
}
