/* Mistakes: all of them, in the order that was asked for, and in any pieces. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lab/train/fit.h"
#include "lab/train/mistakes.h"
#include "support/bars.h"

#include <string.h>

struct scene {
	struct dataset *data;
	struct fit *fit; /* half trained: it is right about some images, and wrong about others */
	const struct split *split;
};

static int open_scene(void **state)
{
	static struct scene scene;
	struct fit_spec spec = {.architecture = "dense3",
				.optimizer = OPTIMIZER_SGD,
				.rate = 0.05f,
				.batch = 10,
				.seed = 1};
	struct err err;

	scene.data = bars_new();
	scene.fit = fit_new(&spec, scene.data, kernel_choose(NULL, &err), NULL, &err);
	scene.split = &scene.data->split[SPLIT_TRAIN];
	*state = &scene;
	return scene.fit && fit_run(scene.fit, 12, 100, NULL, NULL, &err) ? 0 : -1;
}

static int close_scene(void **state)
{
	struct scene *scene = *state;

	fit_free(scene->fit);
	bars_free(scene->data);
	return 0;
}

static struct mistakes find(const struct scene *scene, size_t count, enum mistake_order order)
{
	return mistakes_find(scene->fit->net, scene->data, scene->split, count, order, NULL);
}

static void they_are_what_the_predictions_say(void **state)
{
	const struct scene *scene = *state;
	struct mistakes m = find(scene, 100, BY_INDEX);
	struct prediction predictions[100];
	size_t count = 0;

	evaluate_images(scene->fit->net, scene->split, 0, 100, NULL, predictions);
	for (size_t i = 0; i < 100; i++) {
		assert_memory_equal(&m.predictions[i], &predictions[i], sizeof(predictions[i]));
		if (predictions[i].label == predictions[i].prediction)
			continue;
		assert_true(count < m.count);
		assert_int_equal(m.list[count].index, i);
		assert_memory_equal(&m.list[count].prediction, &predictions[i],
				    sizeof(predictions[i]));
		count++;
	}
	assert_true(count > 0 && count < 100);
	assert_int_equal(m.count, count);
	assert_int_equal(m.examined, 100);
	assert_int_equal(m.height, BARS_SIDE);
	mistakes_clear(&m);
}

/* What has to fall from one to the next. */
static float key(const struct mistake *m, enum mistake_order order)
{
	return order == BY_LOSS         ? m->prediction.loss
	       : order == BY_CONFIDENCE ? m->prediction.confidence
					: -(float)m->index;
}

static void the_worst_stand_first(void **state)
{
	struct mistakes m = find(*state, BARS_TRAIN, BY_INDEX);
	size_t sum = 0;

	for (size_t i = 0; i < m.count; i++)
		sum += m.list[i].index;
	for (enum mistake_order order = BY_INDEX; order <= BY_CONFIDENCE; order++) {
		struct mistakes found = find(*state, BARS_TRAIN, order);
		size_t own = 0;

		mistakes_sort(&m, order);
		assert_int_equal(found.count, m.count);
		assert_memory_equal(found.list, m.list, m.count * sizeof(*m.list));
		for (size_t i = 0; i < m.count; i++) {
			own += m.list[i].index;
			assert_true(i == 0 || key(&m.list[i - 1], order) >= key(&m.list[i], order));
		}
		assert_int_equal(own, sum);
		mistakes_clear(&found);
	}
	mistakes_clear(&m);
}

static void equal_ones_stand_in_the_order_of_the_split(void **state)
{
	const struct scene *scene = *state;
	struct mistakes m = find(scene, 50, BY_INDEX);

	assert_true(m.count > 2);
	for (size_t i = 0; i < m.count; i++)
		m.list[i].prediction.loss = m.list[i].prediction.confidence = 0.5f;
	m.list[m.count - 1].prediction.loss = 2;
	mistakes_sort(&m, BY_LOSS);
	assert_true(m.list[0].prediction.loss == 2);
	for (size_t i = 2; i < m.count; i++)
		assert_true(m.list[i - 1].index < m.list[i].index);
	mistakes_sort(&m, BY_CONFIDENCE);
	for (size_t i = 1; i < m.count; i++)
		assert_true(m.list[i - 1].index < m.list[i].index);
	mistakes_clear(&m);
}

static void pieces_give_the_same_as_one_go(void **state)
{
	const struct scene *scene = *state;
	struct mistakes whole = find(scene, BARS_TRAIN, BY_INDEX);
	struct mistakes m = mistakes_new(scene->data, scene->split, 1000000);

	assert_int_equal(m.wanted, BARS_TRAIN);
	assert_int_equal(m.examined, 0);
	assert_int_equal(m.count, 0);
	assert_true(mistakes_examine(&m, scene->fit->net, NULL));
	assert_int_equal(m.examined, MISTAKES_PIECE);
	assert_true(m.count > 0 && m.count < whole.count);
	assert_true(mistakes_examine(&m, scene->fit->net, NULL));
	assert_int_equal(m.examined, BARS_TRAIN);
	assert_false(mistakes_examine(&m, scene->fit->net, NULL));
	assert_int_equal(m.count, whole.count);
	assert_memory_equal(m.list, whole.list, m.count * sizeof(*m.list));
	mistakes_clear(&m);
	mistakes_clear(&whole);
}

static void none_among_none_is_no_mistake(void **state)
{
	struct mistakes m = find(*state, 0, BY_LOSS);

	assert_int_equal(m.count, 0);
	assert_int_equal(m.examined, 0);
	mistakes_clear(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(they_are_what_the_predictions_say),
		cmocka_unit_test(the_worst_stand_first),
		cmocka_unit_test(equal_ones_stand_in_the_order_of_the_split),
		cmocka_unit_test(pieces_give_the_same_as_one_go),
		cmocka_unit_test(none_among_none_is_no_mistake),
	};

	return cmocka_run_group_tests(tests, open_scene, close_scene);
}
