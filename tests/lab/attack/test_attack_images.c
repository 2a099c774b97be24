/* Attacks on many images are those on each of them, on any number of threads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/pool.h"
#include "lab/attack/attack_images.h"
#include "support/scene.h"

#include <string.h>

enum { IMAGES = 12, FIRST = 3, STEPS = 6 };

static void each_image_is_attacked_until_the_target_is_reached(void **state)
{
	struct scene *scene = scene_new(200);
	const struct split *split = &scene->data->split[SPLIT_TRAIN];
	struct attack_spec spec = attack_method_defaults(&gradient_ascent, 1, false);
	struct pool *pool = pool_new(3);
	struct attack_outcome outcomes[IMAGES], others[IMAGES];
	int reached = 0;

	(void)state;
	assert_true(split->count > FIRST + IMAGES);
	attack_images(scene->fit->net, split, &spec, STEPS, FIRST, IMAGES, NULL, outcomes);
	attack_images(scene->fit->net, split, &spec, STEPS, FIRST, IMAGES, pool, others);
	for (int i = 0; i < IMAGES; i++) {
		float image[SCENE_PIXELS];
		struct attack *a;
		const struct attack_step *step;

		split_image(split, (size_t)(FIRST + i), image);
		a = attack_new(scene->fit->net, image, &spec, NULL);
		attack_run(a, STEPS, 1, NULL);
		step = &a->steps[attack_first(a) >= 0 ? attack_first(a) : STEPS];
		assert_int_equal(outcomes[i].label, split->labels[FIRST + i]);
		assert_int_equal(outcomes[i].prediction, a->steps[0].prediction);
		assert_int_equal(outcomes[i].first, attack_first(a));
		assert_true(outcomes[i].l2 == (float)step->l2);
		assert_true(outcomes[i].linf == (float)step->linf);
		assert_true(outcomes[i].probability == step->probabilities[1]);
		assert_memory_equal(&outcomes[i], &others[i], sizeof(outcomes[i]));
		reached += outcomes[i].first > 0;
		attack_free(a);
	}
	assert_true(reached > 0);
	pool_free(pool);
	scene_free(scene);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_image_is_attacked_until_the_target_is_reached),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
