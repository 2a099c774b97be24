/* One change fools a net on many images, keeps to its budget, and is the same on any number of
 * threads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/pool.h"
#include "lab/attack/universal.h"
#include "support/scene.h"

#include <math.h>
#include <string.h>

enum { IMAGES = 120, TRIED = 50 };

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

static struct attack_spec spec_of(enum attack_norm norm, float eps)
{
	return (struct attack_spec){.is_untargeted = true,
				    .is_clipped = true,
				    .objective = &objective_margin,
				    .norm = norm,
				    .eps = eps,
				    .rate = norm == ATTACK_L0 ? 0.2f : eps / 5};
}

static struct universal *find(const struct scene *scene, const struct attack_spec *spec,
			      struct pool *pool)
{
	const struct split *split = &scene->data->split[SPLIT_TRAIN];
	struct universal *u = universal_new(scene->fit->net, split, IMAGES, spec, pool);

	assert_true(split->count >= IMAGES);
	assert_int_equal(universal_steps(u), 3);
	for (int i = 0; i < 15; i++)
		universal_advance(u);
	return u;
}

static struct universal_tally try(struct universal *u, const struct scene *scene,
				  const float *perturbation)
{
	const struct split *split = &scene->data->split[SPLIT_VALIDATION];
	struct universal_tally tally = {0};

	assert_true(split->count >= TRIED);
	for (int i = 0; i < TRIED; i += UNIVERSAL_BATCH)
		universal_try(u, perturbation, split, (size_t)i, UNIVERSAL_BATCH, &tally);
	assert_int_equal(tally.count, TRIED);
	return tally;
}

static void images_that_were_not_seen_are_fooled(void **state)
{
	struct attack_spec spec = spec_of(ATTACK_LINF, 0.4f);
	struct universal *u = find(*state, &spec, NULL);
	float none[SCENE_PIXELS] = {0};
	struct universal_tally with = try(u, *state, u->perturbation), without;

	without = try(u, *state, none);
	assert_int_equal(without.right, without.right_before);
	assert_int_equal(without.fooled, 0);
	assert_int_equal(with.right_before, without.right);
	assert_true(with.right < without.right && with.fooled > TRIED / 4);
	universal_free(u);
}

static void a_target_is_led_to(void **state)
{
	struct attack_spec spec = spec_of(ATTACK_LINF, 0.5f);
	float none[SCENE_PIXELS] = {0};
	struct universal *u;

	spec.is_untargeted = false;
	spec.target = 1;
	u = find(*state, &spec, NULL);
	assert_true(try(u, *state, u->perturbation).fooled > try(u, *state, none).fooled);
	universal_free(u);
}

static void changes_keep_to_their_budget(void **state)
{
	static const float budgets[ATTACK_NORMS] = {0.1f, 0.7f, 4};

	for (int norm = 0; norm < ATTACK_NORMS; norm++) {
		struct attack_spec spec = spec_of((enum attack_norm)norm, budgets[norm]);
		struct universal *u = find(*state, &spec, NULL);
		double l0 = 0, l2 = 0, linf = 0, length;

		for (int i = 0; i < SCENE_PIXELS; i++) {
			double value = (double)u->perturbation[i];

			l0 += value != 0;
			l2 += value * value;
			linf = fmax(linf, fabs(value));
		}
		length = norm == ATTACK_L0 ? l0 : norm == ATTACK_L2 ? sqrt(l2) : linf;
		assert_true(length > 0 && length <= (double)budgets[norm] * (1 + 1e-5));
		universal_free(u);
	}
}

static void threads_change_nothing(void **state)
{
	struct attack_spec spec = spec_of(ATTACK_LINF, 0.2f);
	struct pool *pool = pool_new(3);
	struct universal *u = find(*state, &spec, NULL), *other = find(*state, &spec, pool);

	assert_memory_equal(u->perturbation, other->perturbation, SCENE_PIXELS * sizeof(float));
	universal_free(u);
	universal_free(other);
	pool_free(pool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(images_that_were_not_seen_are_fooled),
		cmocka_unit_test(a_target_is_led_to),
		cmocka_unit_test(changes_keep_to_their_budget),
		cmocka_unit_test(threads_change_nothing),
	};

	return cmocka_run_group_tests(tests, open_scene, close_scene);
}
