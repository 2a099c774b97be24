/* Robustness: monotone, the same in pieces of any size, and with only those images attacked that
 * are right yet. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/pool.h"
#include "lab/attack/attack_images.h"
#include "lab/attack/robustness.h"
#include "support/scene.h"

#include <math.h>
#include <string.h>

enum { IMAGES = 40, FIRST = 2 };

static struct robustness *run(const struct scene *scene, const struct robustness_spec *spec,
			      int piece, struct pool *pool)
{
	const struct split *split = &scene->data->split[SPLIT_TRAIN];
	struct robustness *r = robustness_new(scene->fit->net, split, spec, FIRST, IMAGES);
	size_t left = robustness_left(r);

	while (robustness_advance(r, piece, pool)) {
		assert_true(robustness_left(r) <= left);
		left = robustness_left(r);
	}
	assert_true(robustness_is_done(r));
	assert_int_equal(left, 0);
	return r;
}

static struct robustness_spec spec_of(const char *method, const char *eps)
{
	struct robustness_spec spec = robustness_usual(attack_method_find(method), ATTACK_NORMS);
	struct err err;

	assert_true(robustness_read_eps(&spec, eps, &err));
	return spec;
}

static void an_image_falls_at_the_first_strength_that_fools_it(void **state)
{
	struct scene *scene = scene_new(200);
	struct robustness_spec spec = spec_of("fgsm", "0:0.8:0.2");
	struct robustness *r = run(scene, &spec, 7, NULL);
	size_t before = IMAGES;
	int fallen = 0;

	(void)state;
	for (int i = 0; i < IMAGES; i++) {
		bool is_fooled = false;

		for (int e = 1; e < spec.count && !is_fooled; e++) {
			struct attack_spec attack = spec.attack;
			struct attack_outcome outcome;

			attack.eps = spec.eps[e];
			attack.rate = spec.eps[e];
			attack_images(scene->fit->net, r->split, &attack, 1, (size_t)(FIRST + i), 1,
				      NULL, &outcome);
			is_fooled = outcome.first >= 0;
			if (outcome.first == 0)
				assert_true(r->least[i] == 0);
			else if (is_fooled)
				assert_true(r->least[i] == spec.eps[e]);
			fallen += is_fooled && outcome.first > 0;
		}
		if (!is_fooled)
			assert_true(isinf(r->least[i]));
	}
	assert_true(fallen > 0);
	for (int e = 0; e < spec.count; e++) {
		size_t right = robustness_right(r->least, IMAGES, spec.eps[e]);

		assert_true(right <= before);
		before = right;
	}
	assert_true(before < IMAGES);
	robustness_free(r);
	scene_free(scene);
}

static void pieces_and_threads_change_nothing(void **state)
{
	static const char *const methods[] = {"pgd", "deepfool"};
	struct scene *scene = scene_new(200);
	struct pool *pool = pool_new(3);

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct robustness_spec spec = spec_of(methods[i], "0,0.1,0.4,2");
		struct robustness *one = run(scene, &spec, 1000, NULL);
		struct robustness *other = run(scene, &spec, 3, pool);

		assert_memory_equal(one->least, other->least, IMAGES * sizeof(float));
		assert_int_equal(one->attacked, other->attacked);
		robustness_free(one);
		robustness_free(other);
	}
	pool_free(pool);
	scene_free(scene);
}

static void smallest_changes_are_found_once_for_all_strengths(void **state)
{
	struct scene *scene = scene_new(200);
	struct robustness_spec spec = spec_of("deepfool", "0:3:0.1");
	struct robustness *r = run(scene, &spec, 9, NULL);
	size_t right = robustness_right(r->least, IMAGES, 0);
	float median = robustness_median(r->least, IMAGES);

	(void)state;
	assert_int_equal(spec.attack.norm, ATTACK_L2);
	assert_int_equal(r->attacked, IMAGES);
	assert_true(isfinite(median) && median > 0);
	/* At the median half are right, the one with it or not. */
	assert_in_range(robustness_right(r->least, IMAGES, median), (right - 1) / 2,
			(right + 1) / 2);
	robustness_free(r);
	scene_free(scene);
}

static void the_median_is_of_the_images_that_are_right(void **state)
{
	const float least[] = {0, 0, 0.3f, 0.1f, INFINITY, 0.2f, INFINITY};

	(void)state;
	assert_true(robustness_median(least, 6) == 0.2f);
	assert_true(robustness_median(least, 7) == 0.3f);
	assert_true(isnan(robustness_median(least, 2)));
	assert_true(isinf(robustness_median(least + 4, 1)));
}

static void a_step_is_in_proportion_to_the_strength(void **state)
{
	struct robustness_spec spec = robustness_usual(attack_method_find("pgd"), ATTACK_NORMS);

	(void)state;
	assert_true(robustness_rate(&spec, 0.3f) == 0.01f);
	assert_float_equal(robustness_rate(&spec, 0.15f), 0.005f, 1e-7);
	spec.steps = 10;
	assert_float_equal(robustness_rate(&spec, 0.3f), 0.04f, 1e-7);
	spec.rate = 0.25f;
	assert_true(robustness_rate(&spec, 0.3f) == 0.25f);
	spec = robustness_usual(attack_method_find("fgsm"), ATTACK_NORMS);
	assert_float_equal(robustness_rate(&spec, 0.2f), 0.2f, 1e-7);
}

static void strengths_are_read_as_people_write_them(void **state)
{
	static const char *const wrong[] = {
		"",    "a",      "0.1,", "0.2,0.1", "0:1",      "0:1:0",   "1:0:.1", "-1", "nan",
		"inf", "0:1:1x", "0,,1", "0:1e9:1", "0:1:.001", "0.1,0.1", "2000",   " 1"};
	struct robustness_spec spec = {0};
	struct err err;

	(void)state;
	assert_true(robustness_read_eps(&spec, "0:0.4:0.05", &err));
	assert_int_equal(spec.count, 9);
	assert_true(spec.eps[3] == 0.15f && spec.eps[8] == 0.4f);
	assert_true(robustness_read_eps(&spec, "0.3", &err));
	assert_int_equal(spec.count, 1);
	assert_true(robustness_read_eps(&spec, "0,8e-3,0.3", &err));
	assert_int_equal(spec.count, 3);
	assert_true(robustness_read_eps(&spec, "0:1:.01", &err));
	assert_int_equal(spec.count, 101);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		assert_false(robustness_read_eps(&spec, wrong[i], &err));
		assert_int_equal(spec.count, 101);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_image_falls_at_the_first_strength_that_fools_it),
		cmocka_unit_test(pieces_and_threads_change_nothing),
		cmocka_unit_test(smallest_changes_are_found_once_for_all_strengths),
		cmocka_unit_test(the_median_is_of_the_images_that_are_right),
		cmocka_unit_test(a_step_is_in_proportion_to_the_strength),
		cmocka_unit_test(strengths_are_read_as_people_write_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
