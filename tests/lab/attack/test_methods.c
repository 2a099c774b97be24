/* Each row of the table keeps what all are promised to do. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lab/article.h"
#include "lab/attack/attack.h"
#include "support/scene.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

enum { PIXELS = SCENE_PIXELS, TARGET = 1, STEPS = 4 };

static int open_scene(void **state)
{
	*state = scene_new(50);
	return 0;
}

static int close_scene(void **state)
{
	scene_free(*state);
	return 0;
}

static struct attack *start(const struct scene *scene, const struct attack_spec *spec)
{
	struct attack *a = attack_new(scene->fit->net, scene->image, spec, NULL);

	for (int i = 0; i < STEPS; i++)
		attack_advance(a);
	assert_int_equal(a->count, STEPS + 1);
	return a;
}

static void every_method_has_one_word_of_its_own(void **state)
{
	(void)state;
	assert_true(attack_method_count > 0);
	for (int i = 0; i < attack_method_count; i++) {
		const struct attack_method *method = attack_methods[i];

		assert_true(strlen(method->help) > 0);
		assert_true(strlen(method->name) > 0);
		for (const char *c = method->name; *c; c++)
			assert_true(islower((unsigned char)*c) || isdigit((unsigned char)*c) ||
				    *c == '-');
		assert_ptr_equal(attack_method_find(method->name), method);
	}
	assert_null(attack_method_find("none"));
}

static void every_method_has_defaults_to_begin_with(void **state)
{
	(void)state;
	for (int i = 0; i < attack_method_count; i++) {
		const struct attack_method *method = attack_methods[i];
		struct attack_spec spec = attack_method_defaults(method, 2, false);

		assert_ptr_equal(spec.method, method);
		assert_int_equal(spec.target, 2);
		assert_true(spec.rate == method->rate && spec.rate > 0);
		assert_true(spec.is_clipped == method->is_clipped && spec.eps == method->eps);
		assert_false(spec.is_untargeted);
		spec = attack_method_defaults(method, 2, true);
		assert_true(spec.rate == method->noise_rate && spec.rate > 0);
		assert_in_range(method->steps, 1, 1000);
		assert_in_range(method->memory, 0, 8);
		assert_true(method->step && method->project);
	}
}

/* Steps change the image, stay finite, and make the target more probable. */
static void every_method_leads_to_the_target(void **state)
{
	for (int i = 0; i < attack_method_count; i++) {
		struct attack_spec spec = attack_method_defaults(attack_methods[i], TARGET, false);
		struct attack *a = start(*state, &spec);
		const struct attack_step *last = &a->steps[STEPS];

		assert_true(last->l2 > 0 && last->linf > 0 && last->l0 > 0);
		for (int p = 0; p < PIXELS; p++)
			assert_true(isfinite(last->image[p]) && isfinite(last->direction[p]));
		assert_true(last->probabilities[TARGET] > a->steps[0].probabilities[TARGET]);
		attack_free(a);
	}
}

static void every_method_keeps_pixels_within_their_range_if_told_to(void **state)
{
	for (int i = 0; i < attack_method_count; i++) {
		struct attack_spec spec = attack_method_defaults(attack_methods[i], TARGET, true);
		struct attack *a;

		spec.is_clipped = true;
		a = start(*state, &spec);
		for (int s = 1; s <= STEPS; s++)
			for (int p = 0; p < PIXELS; p++)
				assert_true(a->steps[s].image[p] >= 0 && a->steps[s].image[p] <= 1);
		attack_free(a);
	}
}

static void every_method_goes_back_and_on_to_the_same_picture(void **state)
{
	for (int i = 0; i < attack_method_count; i++) {
		struct attack_spec spec = attack_method_defaults(attack_methods[i], TARGET, false);
		struct attack *a = start(*state, &spec);
		float image[PIXELS];

		memcpy(image, a->steps[STEPS].image, sizeof(image));
		attack_rewind(a, 2, &spec);
		while (a->count <= STEPS)
			attack_advance(a);
		assert_memory_equal(a->steps[STEPS].image, image, sizeof(image));
		attack_free(a);
	}
}

static double length_of(const struct attack_step *step, int norm)
{
	return norm == ATTACK_L2 ? step->l2 : norm == ATTACK_L0 ? step->l0 : step->linf;
}

static void every_method_keeps_to_its_budget(void **state)
{
	static const float budgets[ATTACK_NORMS] = {0.05f, 0.05f, 3};
	const struct scene *scene = *state;

	for (int i = 0; i < attack_method_count; i++)
		for (int norm = 0; norm < ATTACK_NORMS; norm++) {
			struct attack_spec spec =
				attack_method_defaults(attack_methods[i], TARGET, false);
			struct attack *a;

			spec.eps = budgets[norm];
			spec.norm = (enum attack_norm)norm;
			spec.is_clipped = false;
			a = start(scene, &spec);
			for (int s = 1; s <= STEPS; s++) {
				double length = length_of(&a->steps[s], norm);

				assert_true(length > 0);
				assert_true(length <= (double)budgets[norm] * (1 + 1e-5));
			}
			attack_free(a);
		}
}

static void every_method_leads_away_from_a_class(void **state)
{
	const struct scene *scene = *state;

	for (int i = 0; i < attack_method_count; i++) {
		struct attack_spec spec = attack_method_defaults(attack_methods[i], TARGET, false);
		struct attack *a = attack_new(scene->fit->net, scene->image, &spec, NULL);
		int seen = a->steps[0].prediction;

		spec.is_untargeted = true;
		spec.target = seen;
		attack_free(a);
		a = start(scene, &spec);
		assert_true(a->steps[STEPS].probabilities[seen] < a->steps[0].probabilities[seen]);
		attack_free(a);
		assert_false(attack_is_fooled(&spec, seen));
		assert_true(attack_is_fooled(&spec, seen + 1));
	}
}

static void every_objective_rises_along_its_gradient(void **state)
{
	const struct scene *scene = *state;

	for (int i = 0; attack_objectives[i]; i++) {
		struct attack_spec spec = attack_method_defaults(attack_methods[0], TARGET, false);
		struct attack *a;

		assert_ptr_equal(attack_objective_find(attack_objectives[i]->name),
				 attack_objectives[i]);
		spec.objective = attack_objectives[i];
		a = start(scene, &spec);
		assert_true(a->steps[STEPS].probabilities[TARGET] >
			    a->steps[0].probabilities[TARGET]);
		attack_free(a);
	}
	assert_null(attack_objective_find("none"));
}

static void the_smallest_change_is_found_by_those_who_look_for_it(void **state)
{
	const struct scene *scene = *state;
	double length[2];

	for (int i = 0; i < 2; i++) {
		const char *name = i == 0 ? "carlini-wagner" : "bim";
		struct attack_spec spec =
			attack_method_defaults(attack_method_find(name), 0, false);
		struct attack *a = attack_new(scene->fit->net, scene->image, &spec, NULL);
		int answer;

		spec.is_untargeted = true;
		spec.target = a->steps[0].prediction;
		attack_rewind(a, 1, &spec);
		attack_run(a, 300, 1, NULL);
		answer = attack_answer(a);
		assert_true(answer > 0 && attack_first(a) <= answer);
		assert_true(attack_is_fooled(&spec, a->steps[answer].prediction));
		length[i] = a->steps[answer].l2;
		attack_free(a);
	}
	assert_true(length[0] < length[1]);
}

/* How far the method went, untargeted, from the scene's image to its answer. */
static struct attack *lead_away(const struct scene *scene, const char *name)
{
	struct attack_spec spec = attack_method_defaults(attack_method_find(name), 0, false);
	struct attack *a = attack_new(scene->fit->net, scene->image, &spec, NULL);

	spec.is_untargeted = true;
	spec.target = a->steps[0].prediction;
	attack_rewind(a, 1, &spec);
	attack_run(a, spec.method->steps, 1, NULL);
	assert_true(attack_answer(a) > 0);
	return a;
}

static void carlini_wagner_goes_no_further_than_deepfool(void **state)
{
	struct attack *deepfool = lead_away(*state, "deepfool");
	struct attack *carlini_wagner = lead_away(*state, "carlini-wagner");

	assert_true(carlini_wagner->steps[attack_answer(carlini_wagner)].l2 <=
		    deepfool->steps[attack_answer(deepfool)].l2);
	attack_free(deepfool);
	attack_free(carlini_wagner);
}

static void deepfool_goes_less_far_than_fgsm(void **state)
{
	struct attack *deepfool = lead_away(*state, "deepfool"), *fgsm = lead_away(*state, "fgsm");

	assert_true(deepfool->steps[attack_answer(deepfool)].l2 <
		    fgsm->steps[attack_answer(fgsm)].l2);
	attack_free(deepfool);
	attack_free(fgsm);
}

/* By 1 at most each, in pairs, until the net is fooled. */
static void jsma_changes_few_pixels(void **state)
{
	const struct scene *scene = *state;

	for (int i = 0; i < 2 * scene->fit->net->classes; i++) {
		struct attack_spec spec =
			attack_method_defaults(attack_method_find("jsma"), i / 2, false);
		struct attack *a;

		if (i % 2 == 1)
			spec.objective = &objective_loss;
		a = attack_new(scene->fit->net, scene->image, &spec, NULL);
		attack_run(a, spec.method->steps, 1, NULL);
		assert_true(attack_is_over(a) && attack_answer(a) == attack_first(a));
		for (int s = 1; s < a->count; s++) {
			bool is_last = s == a->count - 1 && a->steps[s - 1].l0 == a->steps[s].l0;

			assert_true(is_last || a->steps[s].l0 == a->steps[s - 1].l0 + 2);
			assert_true(a->steps[s].l0 <= 0.145 * PIXELS && a->steps[s].linf <= 1);
			for (int p = 0; p < PIXELS; p++)
				assert_true(a->steps[s].image[p] >= a->steps[s - 1].image[p]);
		}
		attack_free(a);
	}
}

/* Changes too small to fool the net: it ends where another pair would be too many. */
static void jsma_ends_at_its_share_of_pixels(void **state)
{
	const struct scene *scene = *state;
	struct attack_spec spec = attack_method_defaults(attack_method_find("jsma"), 0, false);
	struct attack *a = attack_new(scene->fit->net, scene->image, &spec, NULL);
	double changed;

	spec.target = (a->steps[0].prediction + 1) % scene->fit->net->classes;
	spec.eps = 0.001f;
	attack_rewind(a, 0, &spec);
	attack_run(a, spec.method->steps, 1, NULL);
	assert_true(attack_is_over(a) && attack_first(a) < 0);
	changed = a->steps[a->count - 1].l0;
	assert_true(changed <= 0.145 * PIXELS && changed + 2 > floor(0.145 * PIXELS));
	attack_free(a);
}

/* Among all pairs of pixels, none does more than the one that is taken. */
static void jsma_takes_the_best_pair(void **state)
{
	const struct scene *scene = *state;
	const struct net *net = scene->fit->net;
	struct attack_spec spec = attack_method_defaults(attack_method_find("jsma"), 0, false);
	struct attack *a;
	struct pass *pass = pass_new(net, 1, true, NULL);
	float dlogits[16] = {0}, wanted[PIXELS], others[PIXELS];
	double best = 0, taken = 0;

	spec.objective = attack_objective_find("logit");
	a = attack_new(net, scene->image, &spec, NULL);
	spec.target = (a->steps[0].prediction + 1) % net->classes;
	attack_rewind(a, 0, &spec);
	attack_advance(a);
	assert_in_range(net->classes, 2, sizeof(dlogits) / sizeof(*dlogits));
	memcpy(pass_input(pass), scene->image, sizeof(wanted));
	pass_forward(pass, 1, -1, NULL);
	dlogits[spec.target] = 1;
	pass_backward(pass, -1, dlogits, NULL, wanted);
	for (int c = 0; c < net->classes; c++)
		dlogits[c] = c != spec.target;
	pass_backward(pass, -1, dlogits, NULL, others);
	for (int p = 0; p < PIXELS; p++)
		for (int q = p + 1; q < PIXELS; q++) {
			double x = (double)wanted[p] + (double)wanted[q];
			double y = -(double)others[p] - (double)others[q];

			if (!(x > 0 && y > 0) || scene->image[p] >= 1 || scene->image[q] >= 1)
				continue;
			best = fmax(best, x * y);
			if (a->steps[0].direction[p] == 1 && a->steps[0].direction[q] == 1)
				taken = x * y;
		}
	assert_true(best > 0 && taken == best);
	pass_free(pass);
	attack_free(a);
}

/* Of the logits: the class to leave, above the largest other one. */
static double margin_left(const struct net *net, const float *image, int class)
{
	struct pass *pass = pass_new(net, 1, true, NULL);
	double other = -INFINITY, margin;

	memcpy(pass_input(pass), image, PIXELS * sizeof(float));
	pass_forward(pass, 1, -1, NULL);
	for (int c = 0; c < net->classes; c++)
		if (c != class)
			other = fmax(other, (double)pass_output(pass, -1)[c]);
	margin = (double)pass_output(pass, -1)[class] - other;
	pass_free(pass);
	return margin;
}

/* No generation is worse than the one before, and no image has more changed pixels than asked for,
 * all within 0 to 1. */
static void few_pixel_gets_better_with_few_pixels(void **state)
{
	const struct scene *scene = *state;

	for (int few = 1; few <= 3; few++) {
		struct attack_spec spec =
			attack_method_defaults(attack_method_find("few-pixel"), 0, false);
		struct attack *a = attack_new(scene->fit->net, scene->image, &spec, NULL);
		double last = INFINITY, first;

		spec.is_untargeted = true;
		spec.target = a->steps[0].prediction;
		spec.eps = (float)few;
		attack_rewind(a, 0, &spec);
		first = margin_left(scene->fit->net, scene->image, spec.target);
		for (int s = 1; s <= 6; s++) {
			double margin;

			attack_advance(a);
			margin = margin_left(scene->fit->net, a->steps[s].image, spec.target);
			assert_true(margin < first && margin <= last + 1e-5);
			assert_true(a->steps[s].l0 <= few && a->steps[s].linf <= 1);
			assert_false(attack_is_spent(a, &a->steps[s]));
			last = margin;
		}
		attack_free(a);
	}
}

static void the_largest_values_are_kept(void **state)
{
	float values[] = {1, -3, NAN, 2, -2, 2, 0};
	float none[] = {1, NAN};

	(void)state;
	keep_largest(7, 9, values);
	assert_true(values[0] == 1 && isnan(values[2]));
	keep_largest(7, 3, values);
	assert_true(values[0] == 0 && values[1] == -3 && values[2] == 0 && values[3] == 2);
	assert_true(values[4] == -2 && values[5] == 0 && values[6] == 0);
	keep_largest(2, 0, none);
	assert_true(none[0] == 0 && none[1] == 0);
}

/* Of as many as are larger, and of equal ones those before: whatever the order, with many equal. */
static void what_is_kept_has_less_than_that_before_it(void **state)
{
	enum { COUNT = 60 };
	float values[COUNT], kept[COUNT];
	struct rng rng;

	(void)state;
	rng_seed(&rng, 3, RNG_NOISE);
	for (int trial = 0; trial < 400; trial++) {
		int count = 1 + (int)rng_below(&rng, COUNT - 1), kinds = 1 + trial % 50;

		for (int i = 0; i < COUNT; i++)
			values[i] = (float)rng_below(&rng, (uint32_t)kinds) - (float)kinds / 3;
		memcpy(kept, values, sizeof(kept));
		keep_largest(COUNT, (size_t)count, kept);
		for (int i = 0; i < COUNT; i++) {
			int before = 0;

			for (int k = 0; k < COUNT; k++)
				before += fabsf(values[k]) > fabsf(values[i]) ||
					  (k < i && fabsf(values[k]) == fabsf(values[i]));
			assert_true(kept[i] == (before < count ? values[i] : 0));
		}
	}
}

/* As on the screen: a setting changes at the start, whose direction was known. */
static void settings_that_change_count_from_there_on(void **state)
{
	const struct scene *scene = *state;

	for (int i = 0; i < attack_method_count; i++)
		for (int setting = 0; setting < 4; setting++) {
			struct attack_spec spec =
				attack_method_defaults(attack_methods[i], TARGET, false);
			struct attack *turned =
				attack_new(scene->fit->net, scene->image, &spec, NULL);
			struct attack *fresh;

			if (setting == 0)
				spec.rate *= 2;
			else if (setting == 1)
				spec.eps = 0.1f;
			else if (setting == 2)
				spec.seed++;
			else
				spec.is_clipped = !spec.is_clipped;
			attack_rewind(turned, 1, &spec);
			attack_advance(turned);
			fresh = attack_new(scene->fit->net, scene->image, &spec, NULL);
			attack_advance(fresh);
			assert_memory_equal(turned->steps[1].image, fresh->steps[1].image,
					    PIXELS * sizeof(float));
			attack_free(turned);
			attack_free(fresh);
		}
}

static void another_seed_is_another_random_start(void **state)
{
	const struct scene *scene = *state;
	struct attack_spec spec = attack_method_defaults(attack_method_find("pgd"), TARGET, false);
	struct attack *a = start(scene, &spec), *same = start(scene, &spec), *other;

	spec.seed++;
	other = start(scene, &spec);
	assert_memory_equal(a->steps[1].image, same->steps[1].image, PIXELS * sizeof(float));
	assert_memory_not_equal(a->steps[1].image, other->steps[1].image, PIXELS * sizeof(float));
	attack_free(a);
	attack_free(same);
	attack_free(other);
}

static void the_default_is_the_articles(void **state)
{
	struct attack_spec image = attack_method_defaults(attack_methods[0], ARTICLE_TARGET, false);
	struct attack_spec noise = attack_method_defaults(attack_methods[0], ARTICLE_TARGET, true);

	(void)state;
	assert_ptr_equal(attack_methods[0], &gradient_ascent);
	assert_true(image.rate == 0.02f && noise.rate == 1);
	assert_int_equal(image.target, 3);
	assert_int_equal(attack_methods[0]->steps, 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_method_has_one_word_of_its_own),
		cmocka_unit_test(every_method_has_defaults_to_begin_with),
		cmocka_unit_test(every_method_leads_to_the_target),
		cmocka_unit_test(every_method_keeps_pixels_within_their_range_if_told_to),
		cmocka_unit_test(every_method_goes_back_and_on_to_the_same_picture),
		cmocka_unit_test(every_method_keeps_to_its_budget),
		cmocka_unit_test(every_method_leads_away_from_a_class),
		cmocka_unit_test(every_objective_rises_along_its_gradient),
		cmocka_unit_test(the_smallest_change_is_found_by_those_who_look_for_it),
		cmocka_unit_test(carlini_wagner_goes_no_further_than_deepfool),
		cmocka_unit_test(deepfool_goes_less_far_than_fgsm),
		cmocka_unit_test(jsma_changes_few_pixels),
		cmocka_unit_test(jsma_ends_at_its_share_of_pixels),
		cmocka_unit_test(jsma_takes_the_best_pair),
		cmocka_unit_test(few_pixel_gets_better_with_few_pixels),
		cmocka_unit_test(the_largest_values_are_kept),
		cmocka_unit_test(what_is_kept_has_less_than_that_before_it),
		cmocka_unit_test(settings_that_change_count_from_there_on),
		cmocka_unit_test(another_seed_is_another_random_start),
		cmocka_unit_test(the_default_is_the_articles),
	};

	return cmocka_run_group_tests(tests, open_scene, close_scene);
}
