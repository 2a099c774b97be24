/*
 * Tests of base/pool: every part runs once, results do not depend on the number of threads, and
 * workers leave signals to the caller. Run under a thread sanitizer, the same tests look for races.
 */
#include "base/pool.h"

#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

static const int thread_counts[] = {1, 2, 3, 8};
enum { THREAD_COUNTS = 4, MAX_PARTS = 200 };

struct counts {
	int parts[MAX_PARTS]; /* without atomics: one part, one thread */
};

static void count_part(void *context, int part)
{
	struct counts *counts = context;

	counts->parts[part]++;
}

static void assert_each_part_once(struct pool *pool, int parts)
{
	struct counts counts = {{0}};

	pool_run(pool, parts, count_part, &counts);
	for (int part = 0; part < MAX_PARTS; part++)
		assert_int_equal(counts.parts[part], part < parts ? 1 : 0);
}

static void pool_runs_each_part_once_for_any_number_of_threads(void **state)
{
	(void)state;
	for (int i = 0; i < THREAD_COUNTS; i++) {
		struct pool *pool = pool_new(thread_counts[i]);

		for (int parts = 0; parts <= MAX_PARTS; parts += parts < 20 ? 1 : 9)
			assert_each_part_once(pool, parts);
		pool_free(pool);
	}
}

static void pool_without_threads_runs_everything_on_the_caller(void **state)
{
	(void)state;
	assert_each_part_once(NULL, 0);
	assert_each_part_once(NULL, 1);
	assert_each_part_once(NULL, MAX_PARTS);
	pool_free(NULL);
}

/* A sum of float32 whose value depends on the order, as those of the kernels do. */
static void sum_part(void *context, int part)
{
	float *sums = context, sum = 0;

	for (int i = 0; i < 500; i++)
		sum += 1.0f / (float)(1 + i * 7 + part * 13);
	sums[part] = sum;
}

static void pool_gives_the_same_bits_for_any_number_of_threads(void **state)
{
	float expected[MAX_PARTS], sums[MAX_PARTS];

	(void)state;
	pool_run(NULL, MAX_PARTS, sum_part, expected);
	assert_true(expected[0] > expected[MAX_PARTS - 1] && expected[MAX_PARTS - 1] > 0);
	for (int i = 0; i < THREAD_COUNTS; i++) {
		struct pool *pool = pool_new(thread_counts[i]);

		memset(sums, 0, sizeof(sums));
		pool_run(pool, MAX_PARTS, sum_part, sums);
		assert_memory_equal(sums, expected, sizeof(sums));
		pool_free(pool);
	}
}

static void pool_survives_thousands_of_short_runs(void **state)
{
	enum { RUNS = 3000 };
	(void)state;
	for (int i = 0; i < THREAD_COUNTS; i++) {
		struct pool *pool = pool_new(thread_counts[i]);
		struct counts counts = {{0}};

		/* Neighbouring runs differ in size, so that a worker late from one would be seen.
		 */
		for (int run = 0; run < RUNS; run++)
			pool_run(pool, 1 + run % 5, count_part, &counts);
		for (int part = 0; part < 5; part++)
			assert_int_equal(counts.parts[part], RUNS / 5 * (5 - part));
		assert_int_equal(counts.parts[5], 0);
		pool_free(pool);
	}
}

static void pool_wakes_workers_that_went_to_sleep(void **state)
{
	struct timespec nap = {0, 3000000};
	struct pool *pool = pool_new(3);

	(void)state;
	for (int run = 0; run < 20; run++) {
		nanosleep(&nap, NULL);
		assert_each_part_once(pool, 50);
	}
	pool_free(pool);
}

static void pool_sees_what_the_caller_wrote_before_the_run(void **state)
{
	struct pool *pool = pool_new(4);
	struct counts counts = {{0}};

	(void)state;
	for (int run = 0; run < 500; run++) {
		for (int part = 0; part < 40; part++)
			counts.parts[part] = run;
		pool_run(pool, 40, count_part, &counts);
		for (int part = 0; part < 40; part++)
			assert_int_equal(counts.parts[part], run + 1);
	}
	pool_free(pool);
}

static void pool_ends_without_ever_having_run(void **state)
{
	(void)state;
	for (int i = 0; i < 50; i++)
		pool_free(pool_new(4));
}

struct meeting {
	atomic_int present;
	pthread_t caller;
	atomic_int workers, unblocked, finished;
};

static bool is_blocked(const sigset_t *set)
{
	static const int signals[] = {SIGINT, SIGTERM, SIGWINCH, SIGALRM, SIGCHLD, SIGUSR1};

	for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++)
		if (!sigismember(set, signals[i]))
			return false;
	return true;
}

/* Waits until both parts have been begun, which takes two threads. */
static void meet(void *context, int part)
{
	struct meeting *meeting = context;
	time_t end = time(NULL) + 20;
	sigset_t set;

	(void)part;
	atomic_fetch_add(&meeting->present, 1);
	while (atomic_load(&meeting->present) < 2 && time(NULL) < end)
		sched_yield();
	if (pthread_equal(pthread_self(), meeting->caller))
		return;
	atomic_fetch_add(&meeting->workers, 1);
	pthread_sigmask(SIG_SETMASK, NULL, &set);
	if (!is_blocked(&set))
		atomic_fetch_add(&meeting->unblocked, 1);
}

static void pool_workers_run_beside_the_caller_with_signals_blocked(void **state)
{
	struct meeting meeting = {.caller = pthread_self()};
	sigset_t before, after;
	struct pool *pool;

	(void)state;
	sigemptyset(&before);
	sigaddset(&before, SIGUSR2);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pool = pool_new(2);
	pthread_sigmask(SIG_SETMASK, NULL, &after);
	pool_run(pool, 2, meet, &meeting);
	pool_free(pool);
	assert_int_equal(meeting.workers, 1);
	assert_int_equal(meeting.unblocked, 0);
	for (int number = 1; number < 32; number++)
		assert_int_equal(sigismember(&after, number), sigismember(&before, number));
}

/* Whichever thread is not the caller finishes long after it. */
static void meet_and_linger(void *context, int part)
{
	struct meeting *meeting = context;
	struct timespec nap = {0, 30000000};

	meet(meeting, part);
	if (!pthread_equal(pthread_self(), meeting->caller))
		nanosleep(&nap, NULL);
	atomic_fetch_add(&meeting->finished, 1);
}

static void pool_returns_only_when_the_slowest_part_is_done(void **state)
{
	struct pool *pool = pool_new(2);

	(void)state;
	for (int run = 0; run < 3; run++) {
		struct meeting meeting = {.caller = pthread_self()};

		pool_run(pool, 2, meet_and_linger, &meeting);
		assert_int_equal(meeting.finished, 2);
	}
	pool_free(pool);
}

static void pool_default_threads_is_a_number_that_pool_new_takes(void **state)
{
	int threads = pool_default_threads();

	(void)state;
	assert_in_range(threads, 1, POOL_MAX_THREADS);
}

#ifdef HAVE_SCHED_GETAFFINITY
static void pool_default_threads_counts_the_processors_of_this_process(void **state)
{
	cpu_set_t all, one;
	int first = 0, threads;

	(void)state;
	assert_int_equal(sched_getaffinity(0, sizeof(all), &all), 0);
	while (!CPU_ISSET(first, &all))
		first++;
	CPU_ZERO(&one);
	CPU_SET(first, &one);
	if (sched_setaffinity(0, sizeof(one), &one) != 0)
		skip();
	threads = pool_default_threads();
	assert_int_equal(sched_setaffinity(0, sizeof(all), &all), 0);
	assert_int_equal(threads, 1);
}
#endif

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(pool_runs_each_part_once_for_any_number_of_threads),
	cmocka_unit_test(pool_without_threads_runs_everything_on_the_caller),
	cmocka_unit_test(pool_gives_the_same_bits_for_any_number_of_threads),
	cmocka_unit_test(pool_survives_thousands_of_short_runs),
	cmocka_unit_test(pool_wakes_workers_that_went_to_sleep),
	cmocka_unit_test(pool_sees_what_the_caller_wrote_before_the_run),
	cmocka_unit_test(pool_ends_without_ever_having_run),
	cmocka_unit_test(pool_workers_run_beside_the_caller_with_signals_blocked),
	cmocka_unit_test(pool_returns_only_when_the_slowest_part_is_done),
	cmocka_unit_test(pool_default_threads_is_a_number_that_pool_new_takes),
#ifdef HAVE_SCHED_GETAFFINITY
	cmocka_unit_test(pool_default_threads_counts_the_processors_of_this_process),
#endif
};

int main(void)
{
	return cmocka_run_group_tests_name("base/pool", tests, NULL, NULL);
}
