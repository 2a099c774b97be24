/* Attacks on many images are those on each of them, on any number of threads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/pool.h"
#include "lab/attack/attack_images.h"
#include "lab/attack/ssim.h"
#include "support/scene.h"

enum { IMAGES = 12, FIRST = 3, STEPS = 6 };

/* The attack on one image alone, as attack_images() should find it. */
static struct attack_outcome attack_alone(const struct scene *scene, const struct split *split,
					  int index, struct attack_spec spec)
{
	float image[SCENE_PIXELS];
	struct attack_outcome outcome = {.label = split->labels[index]};
	const struct attack_step *step;
	struct attack *a;

	split_image(split, (size_t)index, image);
	if (spec.is_untargeted)
		spec.target = split->labels[index];
	a = attack_new(scene->fit->net, image, &spec, NULL);
	do
		attack_run(a, STEPS, 1, NULL);
	while (attack_restart(a));
	outcome.prediction = a->steps[0].prediction;
	outcome.first = attack_answer(a);
	outcome.restart = a->spec.restart;
	step = &a->steps[outcome.first >= 0 ? outcome.first : a->count - 1];
	outcome.l0 = (float)step->l0;
	outcome.l2 = (float)step->l2;
	outcome.linf = (float)step->linf;
	outcome.probability = step->probabilities[spec.target];
	outcome.target = spec.target;
	outcome.ssim = (float)ssim(BARS_SIDE, BARS_SIDE, image, step->image);
	attack_free(a);
	return outcome;
}

/* With any number of threads, and so with any others beside it. Returns how many were fooled. */
static int check(const struct scene *scene, const struct attack_spec *spec)
{
	static const int threads[] = {1, 2, 5};
	const struct split *split = &scene->data->split[SPLIT_TRAIN];
	int fooled = 0;

	assert_true(split->count > FIRST + IMAGES);
	for (size_t t = 0; t < sizeof(threads) / sizeof(threads[0]); t++) {
		struct attack_outcome outcomes[IMAGES];
		struct pool *pool = pool_new(threads[t]);

		attack_images(scene->fit->net, split, spec, STEPS, FIRST, IMAGES, pool, outcomes);
		pool_free(pool);
		for (int i = 0; i < IMAGES; i++) {
			struct attack_outcome alone = attack_alone(scene, split, FIRST + i, *spec);

			assert_memory_equal(&outcomes[i], &alone, sizeof(alone));
			fooled += alone.first > 0;
		}
	}
	return fooled;
}

static void each_image_is_attacked_as_if_it_were_alone(void **state)
{
	for (int i = 0; i < attack_method_count; i++) {
		struct attack_spec spec = attack_method_defaults(attack_methods[i], 1, false);
		int fooled;

		spec.rate *= spec.method->is_minimal ? 1 : 4;
		fooled = check(*state, &spec);
		spec.is_untargeted = true;
		fooled += check(*state, &spec);
		assert_true(fooled > 0);
	}
}

static void restarts_fool_more_images(void **state)
{
	struct attack_spec spec = attack_method_defaults(attack_method_find("pgd"), 1, false);
	int without;

	spec.is_untargeted = true;
	spec.rate = 0.02f;
	spec.eps = 0.11f;
	without = check(*state, &spec);
	spec.restarts = 20;
	assert_true(check(*state, &spec) > without);
}

static void of_no_images_nothing_is_asked(void **state)
{
	const struct scene *scene = *state;
	struct attack_spec spec = attack_method_defaults(&gradient_ascent, 1, false);

	attack_images(scene->fit->net, &scene->data->split[SPLIT_TRAIN], &spec, STEPS, 0, 0, NULL,
		      NULL);
}

/* Each towards another class than its own, the same in any part of the split; and the images are
 * those that the outcomes speak of. */
static void targets_are_random_and_images_are_kept(void **state)
{
	const struct scene *scene = *state;
	const struct split *split = &scene->data->split[SPLIT_TRAIN];
	struct attack_spec spec = attack_method_defaults(attack_method_find("bim"), -1, false);
	struct attack_outcome outcomes[2][IMAGES];
	float images[IMAGES * SCENE_PIXELS];
	int others = 0;

	attack_images_into(scene->fit->net, split, &spec, STEPS, FIRST, IMAGES, NULL, outcomes[0],
			   images);
	attack_images(scene->fit->net, split, &spec, STEPS, FIRST + 2, IMAGES - 2, NULL,
		      outcomes[1]);
	assert_memory_equal(&outcomes[0][2], outcomes[1], (IMAGES - 2) * sizeof(outcomes[0][0]));
	for (int i = 0; i < IMAGES; i++) {
		const struct attack_outcome *o = &outcomes[0][i];
		float start[SCENE_PIXELS];

		assert_in_range(o->target, 0, BARS_CLASSES - 1);
		assert_int_not_equal(o->target, o->label);
		others += o->target != (o->label + 1) % BARS_CLASSES;
		split_image(split, (size_t)(FIRST + i), start);
		assert_true(o->ssim == (float)ssim(BARS_SIDE, BARS_SIDE, start,
						   images + (size_t)i * SCENE_PIXELS));
	}
	assert_in_range(others, 1, IMAGES - 1);
}

static int open_scene(void **state)
{
	*state = scene_new(200);
	return 0;
}

static int close_scene(void **state)
{
	scene_free(*state);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_image_is_attacked_as_if_it_were_alone),
		cmocka_unit_test(restarts_fool_more_images),
		cmocka_unit_test(of_no_images_nothing_is_asked),
		cmocka_unit_test(targets_are_random_and_images_are_kept),
	};

	return cmocka_run_group_tests(tests, open_scene, close_scene);
}
