/* Tests of base/thread: what a new thread is given, and the clock. */
#include "base/thread.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* More than kernels need, and than a thread has here that is started in the common way. */
enum { DEEP = 512 << 10, LITTLE = 128 << 10 };

struct found {
	size_t stack;
	sigset_t mask;
};

static void *look(void *context)
{
	struct found *found = context;
	volatile char deep[DEEP];

	for (size_t i = 0; i < sizeof(deep); i += 1024)
		deep[i] = 1;
	for (size_t i = 0; i < sizeof(deep); i += 1024)
		found->stack += 1024u * (size_t)deep[i];
	pthread_sigmask(SIG_SETMASK, NULL, &found->mask);
	return NULL;
}

static void a_thread_has_stack_for_kernels_where_others_have_little(void **state)
{
	struct found found = {.stack = 0};
	pthread_attr_t little;
	pthread_t thread;

	(void)state;
#ifdef __GLIBC__
	pthread_attr_init(&little);
	pthread_attr_setstacksize(&little, LITTLE);
	assert_int_equal(pthread_setattr_default_np(&little), 0);
	pthread_attr_destroy(&little);
#else
	(void)little;
#endif
	assert_true(thread_start(&thread, look, &found));
	pthread_join(thread, NULL);
	assert_int_equal(found.stack, DEEP);
}

static void a_thread_leaves_signals_to_its_maker(void **state)
{
	struct found found = {.stack = 0};
	sigset_t before, after;
	pthread_t thread;

	(void)state;
	pthread_sigmask(SIG_SETMASK, NULL, &before);
	assert_true(thread_start(&thread, look, &found));
	pthread_join(thread, NULL);
	pthread_sigmask(SIG_SETMASK, NULL, &after);
	assert_true(sigismember(&found.mask, SIGINT));
	assert_true(sigismember(&found.mask, SIGWINCH));
	assert_int_equal(sigismember(&after, SIGINT), sigismember(&before, SIGINT));
	assert_false(sigismember(&after, SIGWINCH));
}

static void the_clock_goes_on(void **state)
{
	double start = thread_clock(), now = start;

	(void)state;
	for (int i = 0; i < 100000000 && now <= start; i++)
		now = thread_clock();
	assert_true(now > start);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_thread_has_stack_for_kernels_where_others_have_little),
		cmocka_unit_test(a_thread_leaves_signals_to_its_maker),
		cmocka_unit_test(the_clock_goes_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
