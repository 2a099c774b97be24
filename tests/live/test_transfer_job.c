/* In slices it is what lab finds at once, and it ends whenever it is not wanted. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "live/transfer_job.h"
#include "support/scene.h"

#include <string.h>

enum { IMAGES = 12 };

struct told {
	int calls;
	int wanted; /* calls; then it is given up */
	double share;
	struct transfer_counts counts;
};

static bool take_progress(void *context, void *state, const struct transfer_progress *p)
{
	struct told *told = state;

	assert_ptr_equal(context, p->data);
	assert_true(p->share >= told->share);
	assert_true(p->counts.images >= told->counts.images);
	told->share = p->share;
	told->counts = p->counts;
	return ++told->calls < told->wanted;
}

static struct attack_spec away(void)
{
	struct attack_spec spec = attack_method_defaults(attack_method_find("bim"), -1, false);

	spec.is_untargeted = true;
	return spec;
}

static struct told run(struct scene *scene, int wanted)
{
	struct jobs *jobs = jobs_new(0, NULL);
	const struct snapshot *model = snapshot_of_fit(scene->fit, "bars");
	struct told told = {.wanted = wanted};

	transfer_job_add(jobs, &(struct transfer_request){.models = {model, model},
							  .count = 2,
							  .data = scene->data,
							  .split = SPLIT_TRAIN,
							  .images = IMAGES,
							  .attack = away(),
							  .steps = 10,
							  .owner = &told,
							  .state = &told,
							  .progress = take_progress});
	snapshot_unref(model);
	while (jobs_pending(jobs, JOBS_ALL) > 0)
		jobs_collect(jobs, scene->data);
	jobs_free(jobs);
	return told;
}

static void slices_come_to_what_lab_finds(void **state)
{
	struct scene *scene = scene_new(200);
	const struct net *net = scene->fit->net;
	struct transfer_spec spec = {.nets = {net, net},
				     .count = 2,
				     .split = &scene->data->split[SPLIT_TRAIN],
				     .images = IMAGES,
				     .attack = away(),
				     .steps = 10,
				     .piece = 5};
	struct transfer *t = transfer_new(&spec, NULL);
	struct told told = run(scene, 1 << 20);
	struct transfer_counts counts;
	size_t count;

	(void)state;
	while (transfer_advance(t))
		;
	counts = transfer_count(transfer_images(t, &count), IMAGES, 2, &spec.attack);
	assert_true(told.share == 1);
	assert_memory_equal(&told.counts, &counts, sizeof(counts));
	assert_int_equal(counts.images, IMAGES);
	transfer_free(t);
	scene_free(scene);
}

static void what_is_not_wanted_ends(void **state)
{
	struct scene *scene = scene_new(20);

	(void)state;
	assert_int_equal(run(scene, 1).calls, 1);
	scene_free(scene);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(slices_come_to_what_lab_finds),
		cmocka_unit_test(what_is_not_wanted_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
