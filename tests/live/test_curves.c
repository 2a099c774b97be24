/* Loss and accuracy over the steps: exact while there is room, means of neighbours after that. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/xalloc.h"
#include "live/curves.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct curves *make(void)
{
	struct curves *curves = xmalloc(sizeof(*curves));

	curves_init(curves);
	return curves;
}

/* Loss `step`, accuracy `step` / 1000. */
static void add_steps(struct curves *curves, uint64_t from, uint64_t to)
{
	for (uint64_t step = from; step <= to; step++)
		curves_add(curves, step, (double)step, (double)step / 1000);
}

static void curves_are_exact_until_they_are_full(void **state)
{
	struct curves *curves = make();

	(void)state;
	assert_int_equal(curves->count, 0);
	add_steps(curves, 1, CURVES_POINTS);
	assert_int_equal(curves->count, CURVES_POINTS);
	for (int i = 0; i < CURVES_POINTS; i++) {
		assert_int_equal(curves->points[i].step, i + 1);
		assert_true(curves->points[i].loss == (float)(i + 1));
		assert_true(curves->points[i].accuracy == (float)((i + 1) / 1000.0));
	}
	free(curves);
}

static void curves_that_are_full_merge_in_pairs(void **state)
{
	struct curves *curves = make();

	(void)state;
	add_steps(curves, 1, CURVES_POINTS + 1);
	assert_int_equal(curves->count, CURVES_POINTS / 2 + 1);
	for (int i = 0; i < CURVES_POINTS / 2; i++) {
		assert_int_equal(curves->points[i].step, 2 * i + 2);
		assert_true(curves->points[i].loss == (float)(2 * i + 1.5));
	}
	/* The one step that is left has a point already, which takes the next one too. */
	assert_int_equal(curves->points[curves->count - 1].step, CURVES_POINTS + 1);
	assert_true(curves->points[curves->count - 1].loss == CURVES_POINTS + 1);
	add_steps(curves, CURVES_POINTS + 2, CURVES_POINTS + 2);
	assert_int_equal(curves->count, CURVES_POINTS / 2 + 1);
	assert_int_equal(curves->points[curves->count - 1].step, CURVES_POINTS + 2);
	assert_true(curves->points[curves->count - 1].loss == CURVES_POINTS + 1.5f);
	free(curves);
}

static void curves_of_many_steps_are_means_of_equal_parts(void **state)
{
	struct curves *curves = make();
	uint64_t each = 64;

	(void)state;
	add_steps(curves, 1, 200000);
	assert_int_equal(curves->count, 200000 / each);
	for (int i = 0; i < curves->count; i++) {
		uint64_t last = (uint64_t)(i + 1) * each;
		float mean = (float)(last - each + 1 + last) / 2;

		assert_int_equal(curves->points[i].step, last);
		assert_true(fabsf(curves->points[i].loss - mean) < 0.05f);
		assert_true(fabsf(curves->points[i].accuracy - mean / 1000) < 1e-4f);
	}
	free(curves);
}

static void validations_merge_on_their_own(void **state)
{
	struct curves *curves = make();

	(void)state;
	curves_add(curves, 10, 2, 0.5);
	for (uint64_t i = 1; i <= 2 * CURVES_VALIDATIONS; i++)
		curves_add_validation(curves, 10 * i, i % 2 ? 0.25 : 0.75);
	assert_int_equal(curves->count, 1);
	assert_int_equal(curves->validation_count, CURVES_VALIDATIONS);
	for (int i = 0; i < CURVES_VALIDATIONS; i++) {
		assert_int_equal(curves->validations[i].step, 20 * (i + 1));
		assert_true(curves->validations[i].accuracy == 0.5f);
	}
	free(curves);
}

static void a_copy_goes_on_as_the_original_does(void **state)
{
	struct curves *a = make(), *b = make();

	(void)state;
	add_steps(a, 1, 3 * CURVES_POINTS + 5);
	curves_add_validation(a, 7, 0.5);
	curves_copy(b, a);
	add_steps(a, 3 * CURVES_POINTS + 6, 5 * CURVES_POINTS);
	add_steps(b, 3 * CURVES_POINTS + 6, 5 * CURVES_POINTS);
	assert_int_equal(a->count, b->count);
	assert_memory_equal(a->points, b->points, (size_t)a->count * sizeof(*a->points));
	assert_int_equal(b->validation_count, 1);
	assert_int_equal(b->validations[0].step, 7);
	assert_true(b->validations[0].accuracy == 0.5f);
	free(a);
	free(b);
}

static void cleared_curves_begin_anew(void **state)
{
	struct curves *curves = make();

	(void)state;
	add_steps(curves, 1, 2 * CURVES_POINTS);
	curves_add_validation(curves, 1, 1);
	curves_clear(curves);
	assert_int_equal(curves->validation_count, 0);
	add_steps(curves, 1, 2);
	assert_int_equal(curves->count, 2);
	assert_true(curves->points[0].loss == 1 && curves->points[1].loss == 2);
	free(curves);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(curves_are_exact_until_they_are_full),
		cmocka_unit_test(curves_that_are_full_merge_in_pairs),
		cmocka_unit_test(curves_of_many_steps_are_means_of_equal_parts),
		cmocka_unit_test(validations_merge_on_their_own),
		cmocka_unit_test(a_copy_goes_on_as_the_original_does),
		cmocka_unit_test(cleared_curves_begin_anew),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
