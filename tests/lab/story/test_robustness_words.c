/* Shares and strengths in words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lab/story/robustness_words.h"

#include <math.h>

static void shares_are_told_as_people_do(void **state)
{
	char text[NUMBERS_TEXT_MAX];

	(void)state;
	assert_string_equal(robustness_share_words(0, 50, text), "no image is");
	assert_string_equal(robustness_share_words(50, 50, text), "all images are");
	assert_string_equal(robustness_share_words(25, 50, text), "one in two images is");
	assert_string_equal(robustness_share_words(67, 100, text), "two in three images are");
	assert_string_equal(robustness_share_words(3, 8, text), "37.5 % are");
	assert_string_equal(robustness_share_words(0, 0, text), "no image is");
}

static void a_curve_is_told_by_its_start_and_where_half_are_fooled(void **state)
{
	struct robustness_spec spec = robustness_usual(attack_method_find("pgd"), ATTACK_NORMS);
	const float half[] = {0, 0.1f, 0.1f, 0.2f, INFINITY}, most[] = {0.1f, INFINITY, INFINITY};
	char text[SENTENCE_MAX];

	(void)state;
	robustness_phrase(text, sizeof(text), &spec, 9, half, 5);
	assert_string_equal(text,
			    "80.0 % are right as they are, and half of those are fooled at 0.1");
	robustness_phrase(text, sizeof(text), &spec, 9, most, 3);
	assert_string_equal(text, "100.0 % are right as they are, and 66.7 % still at 0.4");
	robustness_phrase(text, sizeof(text), &spec, 1, most + 1, 2);
	assert_string_equal(text, "100.0 % are right as they are");
	robustness_phrase(text, sizeof(text), &spec, 9, half, 1);
	assert_string_equal(text, "0.0 % are right as they are");
}

static void a_method_is_told_with_its_norm(void **state)
{
	struct robustness_spec spec = robustness_usual(attack_method_find("fgsm"), ATTACK_NORMS);
	char text[SENTENCE_MAX];

	(void)state;
	robustness_method_phrase(text, sizeof(text), &spec);
	assert_string_equal(text, "fgsm, 1 step, Linf");
	spec = robustness_usual(attack_method_find("deepfool"), ATTACK_NORMS);
	robustness_method_phrase(text, sizeof(text), &spec);
	assert_string_equal(text, "deepfool, smallest change in L2");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shares_are_told_as_people_do),
		cmocka_unit_test(a_curve_is_told_by_its_start_and_where_half_are_fooled),
		cmocka_unit_test(a_method_is_told_with_its_norm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
