/* What is measured of the machine: that there is something, that the best is kept, and that threads
 * are no loss to it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lab/bench/roofline.h"

static void nothing_is_known_before_it_is_measured(void **state)
{
	struct roofline r;

	(void)state;
	roofline_init(&r, kernel_available()[0], NULL);
	assert_true(r.peak_one == 0 && r.peak_all == 0 && r.triad_one == 0 && r.triad_all == 0);
	roofline_clear(&r);
}

static void all_instruction_sets_are_measured_with_any_pool(void **state)
{
	(void)state;
	for (const struct kernel *const *k = kernel_available(); *k; k++)
		for (int threads = 0; threads <= 2; threads++) {
			struct pool *pool = threads ? pool_new(threads) : NULL;
			struct roofline r;

			roofline_init(&r, *k, pool);
			roofline_measure(&r);
			assert_true(r.peak_one > 0 && r.peak_all > 0);
			assert_true(r.triad_one > 0 && r.triad_all > 0);
			roofline_clear(&r);
			pool_free(pool);
		}
}

static void the_best_peak_is_kept(void **state)
{
	struct roofline r;
	double best = 0;

	(void)state;
	roofline_init(&r, kernel_available()[0], NULL);
	for (int i = 0; i < 5; i++) {
		double peak = roofline_peak(&r);

		assert_true(peak > 0);
		best = peak > best ? peak : best;
		assert_true(r.peak_all == best);
	}
	assert_true(r.peak_one == 0);
	roofline_clear(&r);
}

static void the_triad_is_computed_everywhere(void **state)
{
	struct roofline r;

	(void)state;
	roofline_init(&r, kernel_available()[0], NULL);
	for (size_t i = 0; i < (size_t)8 << 20; i++) {
		r.arrays[0][i] = -1;
		r.arrays[1][i] = 1;
		r.arrays[2][i] = 2;
	}
	roofline_measure(&r);
	for (size_t i = 0; i < (size_t)8 << 20; i++)
		assert_true(r.arrays[0][i] == 7);
	roofline_clear(&r);
}

static void the_clock_goes_forward(void **state)
{
	double first = roofline_clock();

	(void)state;
	assert_true(first > 0);
	assert_true(roofline_clock() >= first);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_known_before_it_is_measured),
		cmocka_unit_test(all_instruction_sets_are_measured_with_any_pool),
		cmocka_unit_test(the_best_peak_is_kept),
		cmocka_unit_test(the_triad_is_computed_everywhere),
		cmocka_unit_test(the_clock_goes_forward),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
