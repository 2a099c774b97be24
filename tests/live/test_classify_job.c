/* Classifying in a job: what lab says of each image, for whoever still wants to hear it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lab/train/evaluate.h"
#include "live/classify_job.h"
#include "support/says.h"

#include <string.h>

enum { SIDE = 5, PIXELS = SIDE * SIDE, CLASSES = 3 };

/* What done() was told. */
struct told {
	int times, count;
	unsigned generation;
	const struct snapshot *model;
	const void *context;
	float probabilities[2 * CLASSES];
};

static const struct snapshot *make_model(void)
{
	struct err err;
	struct net *net = net_new("dense4 relu dense3", (struct shape){SIDE, SIDE, 1}, CLASSES,
				  kernel_choose(NULL, &err), &err);

	if (!net)
		fail_msg("%s", err.text);
	net_init(net, 5);
	return snapshot_new(net, &(struct snapshot_facts){.name = "small"});
}

static void fill(float *image, float first)
{
	for (int i = 0; i < PIXELS; i++)
		image[i] = first + 0.01f * (float)i;
}

static void take(void *context, void *state, const struct classify_answer *answer)
{
	struct told *told = state;

	told->times++;
	told->context = context;
	told->count = answer->count;
	told->generation = answer->generation;
	told->model = answer->model;
	memcpy(told->probabilities, answer->probabilities,
	       sizeof(float) * CLASSES * (size_t)answer->count);
}

static void add(struct jobs *jobs, const struct snapshot *model, struct told *told, float *first,
		float *second)
{
	classify_job_add(jobs,
			 &(struct classify_request){.model = model,
						    .images = (const float *[]){first, second},
						    .count = 2,
						    .owner = told,
						    .generation = 7,
						    .state = told,
						    .done = take});
}

static void each_image_gets_its_probabilities(void **state)
{
	struct jobs *jobs = jobs_new(0, NULL);
	const struct snapshot *model = make_model();
	struct told told = {0};
	float first[PIXELS], second[PIXELS], expected[2 * CLASSES];

	(void)state;
	fill(first, 0);
	fill(second, 0.5f);
	classify(model->net, first, expected);
	classify(model->net, second, expected + CLASSES);
	add(jobs, model, &told, first, second);
	assert_int_equal(told.times, 0);
	jobs_collect(jobs, &told.count);
	assert_int_equal(told.times, 1);
	assert_ptr_equal(told.context, &told.count);
	assert_ptr_equal(told.model, model);
	assert_int_equal(told.count, 2);
	assert_int_equal(told.generation, 7);
	assert_memory_equal(told.probabilities, expected, sizeof(expected));
	jobs_free(jobs);
	snapshot_unref(model);
}

/* Under a sanitizer, this finds a job that reads what is its requester's. */
static void model_and_images_may_change_meanwhile(void **state)
{
	struct jobs *jobs = jobs_new(0, NULL);
	const struct snapshot *model = make_model();
	struct told told = {0};
	float first[PIXELS], second[PIXELS], expected[CLASSES];

	(void)state;
	fill(first, 0);
	fill(second, 0.5f);
	classify(model->net, first, expected);
	add(jobs, model, &told, first, second);
	fill(first, 9);
	snapshot_unref(model);
	jobs_collect(jobs, NULL);
	assert_memory_equal(told.probabilities, expected, sizeof(expected));
	jobs_free(jobs);
}

static void who_cancels_hears_nothing(void **state)
{
	struct jobs *jobs = jobs_new(0, NULL);
	const struct snapshot *model = make_model();
	struct told told = {0}, other = {0};
	float first[PIXELS], second[PIXELS];

	(void)state;
	fill(first, 0);
	fill(second, 0.5f);
	add(jobs, model, &told, first, second);
	add(jobs, model, &other, first, second);
	assert_int_equal(jobs_pending(jobs, &told), 1);
	jobs_cancel(jobs, &told);
	jobs_collect(jobs, NULL);
	jobs_collect(jobs, NULL);
	assert_int_equal(told.times, 0);
	assert_int_equal(other.times, 1);
	jobs_free(jobs);
	snapshot_unref(model);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_image_gets_its_probabilities),
		cmocka_unit_test(model_and_images_may_change_meanwhile),
		cmocka_unit_test(who_cancels_hears_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
