/* The loops that measure a machine compute what they are said to: none may leave anything out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "kernel/recorder.h"

#define FOR_EACH_KERNEL(k) for (const struct kernel *const *k = kernel_available(); *k; k++)

static void multiply_add_does_every_round(void **state)
{
	double start = (ROOFLINE_SUMS - 1) / 2.0;

	(void)state;
	FOR_EACH_KERNEL(k)
	for (size_t rounds = 0; rounds < 18; rounds++) {
		double expected = 2 + (start - 2) / (double)(1 << rounds);
		float mean = (*k)->multiply_add(rounds);

		assert_values_near(&mean, &expected, 1, 1e-6, (*k)->name);
	}
}

/* Each instruction set has whole registers of a power of two of floats. */
static void operations_are_counted_as_two_for_each_sum_and_round(void **state)
{
	(void)state;
	FOR_EACH_KERNEL(k)
	{
		double round = (*k)->multiply_add_operations(1);
		int lanes = (int)(round / (2.0 * ROOFLINE_SUMS));

		assert_true(lanes == 4 || lanes == 8 || lanes == 16);
		assert_true(round == 2.0 * ROOFLINE_SUMS * lanes);
		assert_true((*k)->multiply_add_operations(0) == 0);
		assert_true((*k)->multiply_add_operations(1000) == 1000 * round);
	}
}

static void triad_adds_three_times_one_to_the_other(void **state)
{
	static const size_t counts[] = {0, 1, 15, 16, 33, 1000};

	(void)state;
	FOR_EACH_KERNEL(k)
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		size_t count = counts[i];
		float *a = values_unset(count), *b = values_new(count, 60);
		float *c = values_new(count, 61);

		(*k)->triad(count, b, c, a);
		for (size_t j = 0; j < count; j++) {
			double expected = (double)b[j] + 3 * (double)c[j];

			if (expected != 0)
				assert_values_near(a + j, &expected, 1, 1e-6, (*k)->name);
			else
				assert_true(a[j] == 0);
		}
		values_free(a);
		values_free(b);
		values_free(c);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(multiply_add_does_every_round),
		cmocka_unit_test(operations_are_counted_as_two_for_each_sum_and_round),
		cmocka_unit_test(triad_adds_three_times_one_to_the_other),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
