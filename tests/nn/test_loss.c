/* Softmax and cross-entropy, also where a direct computation overflows, and their gradients. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "nn/loss.h"
#include "support/values.h"

#include <float.h>
#include <math.h>

static void assert_near(double value, double expected, double tolerance)
{
	if (!(fabs(value - expected) <= tolerance))
		fail_msg("%.9g is not within %g of %.9g", value, tolerance, expected);
}

static void softmax_is_the_exponentials_over_their_sum(void **state)
{
	enum { ROWS = 3, CLASSES = 7 };
	float *logits = values_new(ROWS * CLASSES, 110), *p = values_unset(ROWS * CLASSES);
	double expected[ROWS * CLASSES];

	(void)state;
	for (int i = 0; i < ROWS; i++) {
		double sum = 0;

		for (int c = 0; c < CLASSES; c++)
			sum += exp((double)logits[i * CLASSES + c]);
		for (int c = 0; c < CLASSES; c++)
			expected[i * CLASSES + c] = exp((double)logits[i * CLASSES + c]) / sum;
	}
	softmax(ROWS, CLASSES, logits, p);
	assert_values_near(p, expected, ROWS * CLASSES, 1e-6, "softmax");
	values_free(logits);
	values_free(p);
}

static void softmax_of_huge_logits_is_finite(void **state)
{
	const float logits[] = {1000,     999,    -1000,  FLT_MAX, FLT_MAX,
				-FLT_MAX, -3e38f, -3e38f, -FLT_MAX};
	float p[9];

	(void)state;
	softmax(3, 3, logits, p);
	assert_near((double)p[0], 0.731058579, 1e-6);
	assert_near((double)p[1], 0.268941421, 1e-6);
	assert_true(p[2] == 0);
	assert_true(p[3] == 0.5f && p[4] == 0.5f && p[5] == 0);
	assert_true(p[6] == 0.5f && p[7] == 0.5f && p[8] == 0);
}

static void cross_entropy_is_the_mean_of_minus_log_p(void **state)
{
	const float logits[] = {0, 0, 0, 0, 1, 2, 3, 4};
	const uint8_t labels[] = {2, 0};
	double last = log(exp(0) + exp(1) + exp(2) + exp(3));

	(void)state;
	assert_near(cross_entropy(2, 4, logits, labels, NULL), (log(4) + last) / 2, 1e-6);
}

static void cross_entropy_of_huge_logits_is_the_distance_to_the_largest(void **state)
{
	const float logits[] = {1000, 0, -1000, -1e30f, 1e30f, 0};
	const uint8_t wrong[] = {2, 0}, right[] = {0, 1};
	float d[6];

	(void)state;
	assert_near(cross_entropy(1, 3, logits, wrong, d), 2000, 1e-9);
	assert_true(d[0] == 1 && d[1] == 0 && d[2] == -1);
	assert_near(cross_entropy(2, 3, logits, wrong, d) / 1e30, 1, 1e-6);
	assert_true(d[3] == -0.5f && d[4] == 0.5f);
	assert_near(cross_entropy(2, 3, logits, right, d), 0, 0);
	for (int i = 0; i < 6; i++)
		assert_true(d[i] == 0);
}

/* By one logit at a time, in double precision around the float ones. */
static void cross_entropy_gradient_matches_finite_differences(void **state)
{
	enum { ROWS = 4, CLASSES = 100, ALL = ROWS * CLASSES };
	const uint8_t labels[ROWS] = {0, 99, 50, 50};
	float *logits = values_new(ALL, 111), d[ALL];
	double expected[ALL], loss = cross_entropy(ROWS, CLASSES, logits, labels, d);

	(void)state;
	for (int i = 0; i < ALL; i++) {
		float was = logits[i];
		double above, below;

		logits[i] = was + 0x1p-7f;
		above = cross_entropy(ROWS, CLASSES, logits, labels, NULL);
		logits[i] = was - 0x1p-7f;
		below = cross_entropy(ROWS, CLASSES, logits, labels, NULL);
		logits[i] = was;
		expected[i] = (above - below) / 0x1p-6;
	}
	assert_true(loss > 0);
	assert_values_near(d, expected, ALL, 1e-4, "dlogits");
	values_free(logits);
}

static void probability_gradient_matches_finite_differences(void **state)
{
	enum { CLASSES = 10 };
	float *logits = values_new(CLASSES, 112);

	(void)state;
	for (int target = 0; target < CLASSES; target++) {
		double expected[CLASSES];
		float p[CLASSES], d[CLASSES];

		for (int i = 0; i < CLASSES; i++) {
			float was = logits[i];

			logits[i] = was + 0x1p-5f;
			softmax(1, CLASSES, logits, p);
			expected[i] = (double)p[target];
			logits[i] = was - 0x1p-5f;
			softmax(1, CLASSES, logits, p);
			expected[i] = (expected[i] - (double)p[target]) / 0x1p-4;
			logits[i] = was;
		}
		softmax(1, CLASSES, logits, p);
		probability_gradient(CLASSES, p, target, d);
		assert_values_near(d, expected, CLASSES, 1e-3, "dlogits");
	}
	values_free(logits);
}

static void argmax_is_the_first_of_the_largest(void **state)
{
	const float values[] = {-3, -1, -2, -1};

	(void)state;
	assert_int_equal(argmax(4, values), 1);
	assert_int_equal(argmax(1, values), 0);
	assert_int_equal(argmax(2, values + 2), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(softmax_is_the_exponentials_over_their_sum),
		cmocka_unit_test(softmax_of_huge_logits_is_finite),
		cmocka_unit_test(cross_entropy_is_the_mean_of_minus_log_p),
		cmocka_unit_test(cross_entropy_of_huge_logits_is_the_distance_to_the_largest),
		cmocka_unit_test(cross_entropy_gradient_matches_finite_differences),
		cmocka_unit_test(probability_gradient_matches_finite_differences),
		cmocka_unit_test(argmax_is_the_first_of_the_largest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
