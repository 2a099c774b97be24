/* The article's normalisation, and what it cannot bring back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lab/gradient.h"

#include <math.h>

static void normalising_gives_a_standard_deviation_of_one(void **state)
{
	float values[4] = {1, 2, 3, 6}, zeros[4] = {0};
	double mean = 0, square = 0;

	(void)state;
	normalize_gradient(4, values);
	for (int i = 0; i < 4; i++)
		mean += (double)values[i] / 4;
	for (int i = 0; i < 4; i++)
		square += ((double)values[i] - mean) * ((double)values[i] - mean) / 4;
	assert_true(fabs(square - 1) < 1e-5);
	assert_true(fabsf(values[3] / values[0] - 6) < 1e-5f); /* not centred, as in the article */
	normalize_gradient(4, zeros);
	assert_true(zeros[0] == 0 && zeros[3] == 0);
}

/* A standard deviation of 1e-8 is halved, one of 1e-11 is all but gone. */
static void a_gradient_is_spent_where_it_is_far_below_what_normalising_adds(void **state)
{
	float faint[4] = {-1e-8f, 1e-8f, -1e-8f, 1e-8f},
	      gone[4] = {-1e-11f, 1e-11f, -1e-11f, 1e-11f};

	(void)state;
	normalize_gradient(4, faint);
	normalize_gradient(4, gone);
	assert_false(gradient_is_spent(4, faint));
	assert_true(gradient_is_spent(4, gone));
	gone[3] = -0.5f;
	assert_false(gradient_is_spent(4, gone));
}

static void a_mean_leaves_out_what_lies_between(void **state)
{
	float values[22];

	(void)state;
	for (int i = 0; i < 22; i++)
		values[i] = (float)(i * i);
	assert_true(fabs(mean_of(7, 1, values + 1) - 20) < 1e-12);
	assert_true(fabs(mean_of(7, 3, values + 3) - 9 * 20) < 1e-12);
	assert_true(fabs(mean_of(2, 3, values + 1) - 8.5) < 1e-12);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_mean_leaves_out_what_lies_between),
		cmocka_unit_test(normalising_gives_a_standard_deviation_of_one),
		cmocka_unit_test(a_gradient_is_spent_where_it_is_far_below_what_normalising_adds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
