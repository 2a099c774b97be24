/* The article's attack: its gradient, its steps, and the way back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lab/attack/attack.h"
#include "lab/gradient.h"
#include "lab/train/evaluate.h"
#include "support/scene.h"

#include <math.h>
#include <string.h>

enum { PIXELS = SCENE_PIXELS };

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

/* p(target) by central differences, pixel by pixel. */
static void take_differences(const struct net *net, const float *start, int target,
			     float *differences)
{
	const float h = 4e-3f;
	float image[PIXELS], p[BARS_CLASSES];

	memcpy(image, start, sizeof(image));
	for (int i = 0; i < PIXELS; i++) {
		image[i] = start[i] + h;
		classify(net, image, p);
		differences[i] = p[target];
		image[i] = start[i] - h;
		classify(net, image, p);
		differences[i] -= p[target];
		image[i] = start[i];
	}
}

/* A pixel whose change crosses the kink of a ReLU may differ; the direction as a whole may not. */
static void the_gradient_is_that_of_the_probability(void **state)
{
	struct scene *scene = *state;

	for (int target = 0; target < BARS_CLASSES; target++) {
		struct attack_spec spec = {
			.method = &gradient_ascent, .target = target, .rate = 0.02f};
		struct attack *a = attack_new(scene->fit->net, scene->image, &spec, NULL);
		float d[PIXELS];
		double product = 0, left = 0, right = 0;

		take_differences(scene->fit->net, scene->image, target, d);
		normalize_gradient(PIXELS, d);
		for (int i = 0; i < PIXELS; i++) {
			product += (double)d[i] * (double)a->steps[0].direction[i];
			left += (double)d[i] * (double)d[i];
			right +=
				(double)a->steps[0].direction[i] * (double)a->steps[0].direction[i];
		}
		assert_true(product / sqrt(left * right) > 0.99);
		assert_true(fabs(left / right - 1) < 0.05);
		attack_free(a);
	}
}

static void steps_lead_to_the_target_and_are_kept(void **state)
{
	struct scene *scene = *state;
	struct attack_spec spec = {.method = &gradient_ascent, .target = 1, .rate = 0.05f};
	struct attack *a = attack_new(scene->fit->net, scene->image, &spec, NULL);
	double square = 0;

	assert_int_equal(a->count, 1);
	assert_memory_equal(a->steps[0].image, scene->image, sizeof(scene->image));
	assert_int_equal(a->steps[0].prediction, 0);
	assert_true(a->steps[0].l2 == 0 && a->steps[0].linf == 0 && a->steps[0].l0 == 0);
	for (int i = 0; i < 20; i++)
		attack_advance(a);
	assert_int_equal(a->count, 21);
	assert_int_equal(a->steps[20].prediction, 1);
	assert_true(a->steps[20].probabilities[1] > 0.9f);
	for (int i = 0; i < PIXELS; i++)
		square += pow((double)a->steps[20].image[i] - (double)scene->image[i], 2);
	assert_true(fabs(sqrt(square) - a->steps[20].l2) < 1e-9);
	assert_true(a->steps[20].linf <= a->steps[20].l2 && a->steps[20].l0 <= PIXELS);
	attack_free(a);
}

static void running_ends_where_the_target_is_probable_enough(void **state)
{
	struct scene *scene = *state;
	struct attack_spec spec = {.method = &gradient_ascent, .target = 1, .rate = 0.05f};
	struct attack *a = attack_new(scene->fit->net, scene->image, &spec, NULL);
	atomic_bool stop = true;
	int last;

	attack_run(a, 20, 1, &stop);
	assert_int_equal(a->count, 1);
	attack_run(a, 20, 0.9f, NULL);
	last = a->count - 1;
	assert_in_range(last, 1, 19);
	assert_true(a->steps[last].probabilities[1] > 0.9f);
	assert_false(a->steps[last - 1].probabilities[1] > 0.9f);
	attack_run(a, 20, 1, NULL);
	assert_int_equal(a->count, 21);
	attack_free(a);
}

static void a_step_adds_the_gradient_times_the_rate(void **state)
{
	struct scene *scene = *state;
	struct attack_spec spec = {.method = &gradient_ascent, .target = 2, .rate = 0.5f};
	struct attack *a = attack_new(scene->fit->net, scene->image, &spec, NULL);
	float gradient[PIXELS];

	memcpy(gradient, a->steps[0].direction, sizeof(gradient));
	attack_advance(a);
	for (int i = 0; i < PIXELS; i++)
		assert_true(a->steps[1].image[i] == scene->image[i] + gradient[i] * 0.5f);
	attack_free(a);
}

static void going_back_and_on_again_gives_the_same_picture(void **state)
{
	struct scene *scene = *state;
	struct attack_spec spec = {.method = &gradient_ascent, .target = 1, .rate = 0.02f};
	struct attack *a = attack_new(scene->fit->net, scene->image, &spec, NULL);
	float image[PIXELS];

	for (int i = 0; i < 4; i++)
		attack_advance(a);
	memcpy(image, a->steps[4].image, sizeof(image));
	attack_rewind(a, 2, &spec);
	assert_int_equal(a->count, 2);
	for (int i = 0; i < 3; i++)
		attack_advance(a);
	assert_memory_equal(a->steps[4].image, image, sizeof(image));
	spec.target = 2;
	attack_rewind(a, 4, &spec);
	attack_advance(a);
	assert_memory_not_equal(a->steps[4].image, image, sizeof(image));
	attack_free(a);
}

/* A momentum: what it adds next is what it added so far and the gradient. */
static void add_momentum(const struct attack_point *point, float *direction)
{
	normalize_gradient(point->pixels, direction);
	for (size_t i = 0; i < point->pixels; i++)
		direction[i] = point->memory[i] = point->memory[i] + direction[i];
}

static const struct attack_method momentum = {.name = "momentum",
					      .memory = 1,
					      .objective = &objective_probability,
					      .step = add_momentum,
					      .project = project_pixels};

static void what_a_method_remembers_goes_back_too(void **state)
{
	struct scene *scene = *state;
	struct attack_spec spec = {.method = &momentum, .target = 1, .rate = 0.02f};
	struct attack *a = attack_new(scene->fit->net, scene->image, &spec, NULL);
	float image[PIXELS], second[PIXELS];

	for (int i = 0; i < 4; i++)
		attack_advance(a);
	memcpy(image, a->steps[4].image, sizeof(image));
	memcpy(second, a->steps[1].direction, sizeof(second));
	for (int i = 0; i < PIXELS; i++)
		assert_true(second[i] == a->steps[1].memory[i]);
	/* Another target and the old one again: the direction is found anew, with the memory of
	 * the step before. */
	spec.target = 2;
	attack_rewind(a, 2, &spec);
	assert_null(a->steps[1].direction);
	spec.target = 1;
	attack_rewind(a, 2, &spec);
	for (int i = 0; i < 3; i++)
		attack_advance(a);
	assert_int_equal(a->count, 5);
	assert_memory_equal(a->steps[1].direction, second, sizeof(second));
	assert_memory_equal(a->steps[4].image, image, sizeof(image));
	attack_free(a);
}

static void another_method_begins_at_the_start(void **state)
{
	struct scene *scene = *state;
	struct attack_spec spec = {.method = &gradient_ascent, .target = 1, .rate = 0.02f};
	struct attack *a = attack_new(scene->fit->net, scene->image, &spec, NULL);

	attack_advance(a);
	attack_advance(a);
	spec.method = &momentum;
	attack_rewind(a, 3, &spec);
	assert_int_equal(a->count, 1);
	attack_advance(a);
	assert_int_equal(a->count, 2);
	assert_non_null(a->steps[0].memory);
	attack_free(a);
}

/* As the explorer does it: the history changes while a step is computed. */
static void a_task_does_not_mind_what_becomes_of_the_history(void **state)
{
	struct scene *scene = *state;
	struct attack_spec spec = {.method = &gradient_ascent, .target = 1, .rate = 0.02f};
	struct attack *a = attack_open(scene->fit->net, scene->image, &spec, NULL);
	struct attack *other = attack_new(scene->fit->net, scene->image, &spec, NULL);
	struct attack_task task;

	assert_int_equal(a->count, 0);
	attack_advance(a);
	attack_advance(other);
	assert_int_equal(a->count, 2);
	/* Cut back: the step that was computed meanwhile is not wanted any more. */
	attack_task_begin(a, &task);
	attack_rewind(a, 1, &spec);
	attack_task_run(&task);
	attack_task_end(a, &task, false);
	assert_int_equal(a->count, 1);
	attack_advance(a);
	assert_memory_equal(a->steps[1].image, other->steps[1].image, sizeof(scene->image));
	/* Freed. */
	attack_task_begin(a, &task);
	attack_free(a);
	attack_task_run(&task);
	attack_advance(other);
	assert_memory_equal(task.step.image, other->steps[2].image, sizeof(scene->image));
	attack_task_clear(&task);
	attack_free(other);
}

static void the_first_step_taken_for_the_target_is_found(void **state)
{
	struct scene *scene = *state;
	struct attack_spec spec = {.method = &gradient_ascent, .target = 1, .rate = 0.05f};
	struct attack *a = attack_new(scene->fit->net, scene->image, &spec, NULL);
	int first;

	assert_int_equal(attack_first(a), -1);
	while (a->steps[a->count - 1].prediction != 1 && a->count < 50)
		attack_advance(a);
	first = a->count - 1;
	attack_advance(a);
	assert_true(first > 0);
	assert_int_equal(attack_first(a), first);
	spec.target = 0;
	attack_rewind(a, a->count, &spec);
	assert_int_equal(attack_first(a), 0);
	attack_free(a);
}

static void clipping_keeps_pixels_within_their_range(void **state)
{
	struct scene *scene = *state;
	struct attack_spec spec = {
		.method = &gradient_ascent, .target = 1, .rate = 1, .is_clipped = true};
	struct attack *a = attack_new(scene->fit->net, scene->image, &spec, NULL);
	int outside = 0;

	attack_advance(a);
	for (int i = 0; i < PIXELS; i++)
		assert_true(a->steps[1].image[i] >= 0 && a->steps[1].image[i] <= 1);
	spec.is_clipped = false;
	attack_rewind(a, 1, &spec);
	attack_advance(a);
	for (int i = 0; i < PIXELS; i++)
		outside += a->steps[1].image[i] < 0 || a->steps[1].image[i] > 1;
	assert_true(outside > 0);
	attack_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_gradient_is_that_of_the_probability),
		cmocka_unit_test(steps_lead_to_the_target_and_are_kept),
		cmocka_unit_test(running_ends_where_the_target_is_probable_enough),
		cmocka_unit_test(a_step_adds_the_gradient_times_the_rate),
		cmocka_unit_test(going_back_and_on_again_gives_the_same_picture),
		cmocka_unit_test(what_a_method_remembers_goes_back_too),
		cmocka_unit_test(another_method_begins_at_the_start),
		cmocka_unit_test(a_task_does_not_mind_what_becomes_of_the_history),
		cmocka_unit_test(the_first_step_taken_for_the_target_is_found),
		cmocka_unit_test(clipping_keeps_pixels_within_their_range),
	};

	return cmocka_run_group_tests(tests, open_scene, close_scene);
}
