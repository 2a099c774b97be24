/* Evaluating in jobs: what lab says of each image, in as many pieces as the clock makes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "live/evaluate_job.h"
#include "support/bars.h"

#include <string.h>

struct told {
	int times;
	unsigned generation;
	size_t first, count;
	struct prediction predictions[2000];
};

static const struct snapshot *make_model(const struct dataset *data)
{
	struct err err;
	struct net *net = net_new("dense3", (struct shape){data->height, data->width, 1},
				  data->classes, kernel_choose(NULL, &err), &err);

	if (!net)
		fail_msg("%s", err.text);
	net_init(net, 5);
	return snapshot_new(net, &(struct snapshot_facts){.name = "small"});
}

static void take(void *context, void *state, const struct evaluate_answer *answer)
{
	struct told *told = state;

	(void)context;
	told->times++;
	told->generation = answer->generation;
	told->first = answer->first;
	told->count = answer->count;
	assert_in_range(answer->first + answer->count, 1, 2000);
	memcpy(told->predictions + answer->first, answer->predictions,
	       answer->count * sizeof(*answer->predictions));
}

static void all_of_a_split_comes_in_jobs(void **state)
{
	struct dataset *data = bars_new();
	const struct split *split = &data->split[SPLIT_TRAIN];
	const struct snapshot *model = make_model(data);
	struct jobs *jobs = jobs_new(0, NULL);
	static struct told told;
	static struct prediction expected[2000];

	(void)state;
	assert_in_range(split->count, 11, 2000);
	told = (struct told){0};
	for (size_t first = 10; first < split->count; first = told.first + told.count) {
		int before = told.times;

		evaluate_job_add(jobs, &(struct evaluate_request){.model = model,
								  .split = split,
								  .first = first,
								  .owner = &told,
								  .generation = 7,
								  .state = &told,
								  .done = take});
		jobs_collect(jobs, NULL);
		assert_int_equal(told.times, before + 1);
		assert_int_equal(told.first, first);
		assert_true(told.count > 0);
		assert_int_equal(told.generation, 7);
	}
	evaluate_images(model->net, split, 10, split->count - 10, NULL, expected);
	assert_memory_equal(told.predictions + 10, expected,
			    (split->count - 10) * sizeof(*expected));
	jobs_free(jobs);
	snapshot_unref(model);
	bars_free(data);
}

static void a_cancelled_job_tells_nothing(void **state)
{
	struct dataset *data = bars_new();
	const struct snapshot *model = make_model(data);
	struct jobs *jobs = jobs_new(0, NULL);
	static struct told told;

	(void)state;
	told = (struct told){0};
	evaluate_job_add(jobs, &(struct evaluate_request){.model = model,
							  .split = &data->split[SPLIT_TRAIN],
							  .owner = &told,
							  .state = &told,
							  .done = take});
	jobs_cancel(jobs, &told);
	jobs_collect(jobs, NULL);
	assert_int_equal(told.times, 0);
	jobs_free(jobs);
	snapshot_unref(model);
	bars_free(data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_of_a_split_comes_in_jobs),
		cmocka_unit_test(a_cancelled_job_tells_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
