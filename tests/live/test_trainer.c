/* The trainer: the same bytes as fit_run() whatever is asked for in between, and what is seen of
 * it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/xalloc.h"
#include "lab/train/fit.h"
#include "live/run_source.h"
#include "support/bars.h"
#include "support/says.h"

#include <math.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

static const struct fit_spec small = {.architecture =
					      "conv3x3x4 relu pool2 dense12 relu dropout0.5 dense3",
				      .optimizer = OPTIMIZER_ADAM,
				      .rate = 1e-3f,
				      .batch = 10,
				      .seed = 5};
static const struct fit_spec linear = {.architecture = "softmax",
				       .optimizer = OPTIMIZER_SGD,
				       .rate = 0.5f,
				       .batch = 20,
				       .seed = 1};

/* A clock that stands still: all that is published depends on steps only. */
static double no_time(void)
{
	return 1;
}

struct place {
	struct dataset *data;
	struct notify_pipe notify;
	struct run *run;
	struct run_view view;
};

static struct run_spec spec_for(struct place *place, const struct fit_spec *fit, uint64_t steps)
{
	struct err err;

	return (struct run_spec){.fit = *fit,
				 .steps = steps,
				 .name = "bars net",
				 .data = place->data,
				 .kernel = kernel_choose(NULL, &err),
				 .threads = 1,
				 .notify = &place->notify,
				 .every = 10,
				 .clock = no_time};
}

static void open_place(struct place *place)
{
	struct err err;

	memset(place, 0, sizeof(*place));
	place->data = bars_new();
	if (!notify_pipe_open(&place->notify, &err))
		fail_msg("%s", err.text);
}

static void start(struct place *place, const struct run_spec *spec)
{
	struct err err;

	place->run = run_open(spec, &err);
	if (!place->run)
		fail_msg("%s", err.text);
}

static void open_and_start(struct place *place, const struct fit_spec *fit, uint64_t steps)
{
	struct run_spec spec;

	open_place(place);
	spec = spec_for(place, fit, steps);
	start(place, &spec);
}

static void close_place(struct place *place)
{
	run_free(place->run);
	notify_pipe_close(&place->notify);
	bars_free(place->data);
}

/* Waits as the loop does, for wakes only, until the thread rests. */
static void settle(struct place *place)
{
	struct pollfd fd = {.fd = notify_pipe_fd(&place->notify), .events = POLLIN};

	run_look(place->run, &place->view);
	while (place->view.is_busy) {
		if (poll(&fd, 1, 20000) != 1)
			fail_msg("%s", "nobody is notified");
		notify_pipe_drain(&place->notify);
		run_look(place->run, &place->view);
	}
}

static void assert_rests(struct place *place, enum run_state state, uint64_t step)
{
	settle(place);
	assert_int_equal(place->view.state, state);
	assert_int_equal(place->view.step, step);
}

/* The last snapshot; the steps of all, in order, to `steps` (as far as `most`). */
static const struct snapshot *take_all(struct place *place, uint64_t *steps, int max, int *count)
{
	const struct snapshot *last = NULL, *next;

	*count = 0;
	while ((next = run_take(place->run))) {
		assert_true(*count < max);
		steps[(*count)++] = next->facts.step;
		snapshot_unref(last);
		last = next;
	}
	return last;
}

static const struct snapshot *take_last(struct place *place)
{
	uint64_t steps[1000];
	int count;

	return take_all(place, steps, 1000, &count);
}

/* The net that fit_run() makes. */
static struct fit *fit_for(const struct place *place, const struct fit_spec *spec, uint64_t steps)
{
	struct err err;
	struct fit *fit = fit_new(spec, place->data, kernel_choose(NULL, &err), NULL, &err);

	if (!fit || !fit_run(fit, steps, 10, NULL, NULL, &err))
		fail_msg("%s", err.text);
	return fit;
}

static void assert_same_net(const struct snapshot *snapshot, const struct fit *fit)
{
	assert_non_null(snapshot);
	assert_int_equal(snapshot->facts.step, fit->step);
	assert_int_equal(snapshot->net->size, fit->net->size);
	assert_memory_equal(snapshot->net->parameters, fit->net->parameters,
			    fit->net->size * sizeof(float));
}

static void assert_last_is(struct place *place, const struct fit_spec *spec, uint64_t steps)
{
	struct fit *fit = fit_for(place, spec, steps);
	const struct snapshot *last = take_last(place);

	assert_same_net(last, fit);
	snapshot_unref(last);
	fit_free(fit);
}

/* One every ten steps, none twice, broken off or not. */
static void assert_validations(struct place *place, int count)
{
	struct curves *curves = xcalloc(1, sizeof(*curves));

	run_curves(place->run, curves);
	assert_int_equal(curves->validation_count, count);
	for (int i = 0; i < count; i++)
		assert_int_equal(curves->validations[i].step, 10 * (i + 1));
	free(curves);
}

static void trainer_begins_paused_with_the_initial_net(void **state)
{
	struct place place;
	const struct snapshot *first;
	struct fit *fit;

	(void)state;
	open_and_start(&place, &small, 50);
	assert_rests(&place, RUN_PAUSED, 0);
	assert_int_equal(place.view.steps, 50);
	assert_true(isnan(place.view.loss) && isnan(place.view.accuracy));
	assert_true(isnan(place.view.validation) && isnan(place.view.images_per_second));
	assert_string_equal(place.view.err.text, "");
	assert_true(place.view.has_news);
	first = run_take(place.run);
	fit = fit_for(&place, &small, 0);
	assert_same_net(first, fit);
	assert_string_equal(first->facts.name, "bars net");
	assert_string_equal(first->facts.data, "bars");
	assert_true(first->facts.has_seed && first->facts.seed == 5);
	assert_true(isnan(first->facts.loss) && isnan(first->facts.validation));
	assert_false(first->facts.is_saved);
	snapshot_unref(first);
	fit_free(fit);
	assert_null(run_take(place.run));
	run_look(place.run, &place.view);
	assert_false(place.view.has_news);
	close_place(&place);
}

static void trainer_run_makes_the_net_and_the_numbers_of_fit_run(void **state)
{
	struct place place;
	const struct snapshot *last;
	struct fit *fit;

	(void)state;
	open_and_start(&place, &small, 47);
	run_start(place.run);
	assert_rests(&place, RUN_DONE, 47);
	fit = fit_for(&place, &small, 47);
	last = take_last(&place);
	assert_same_net(last, fit);
	assert_true(place.view.loss == fit->loss && last->facts.loss == fit->loss);
	assert_true(place.view.accuracy == fit->accuracy);
	assert_true(last->facts.accuracy == fit->accuracy);
	assert_true(place.view.validation == fit->validation);
	assert_true(last->facts.validation == fit->validation);
	assert_int_equal(place.view.validated_at, 47);
	assert_int_equal(last->facts.validated_at, 47);
	snapshot_unref(last);
	fit_free(fit);
	close_place(&place);
}

/* Pauses at whatever step it is at that moment, in between steps asked for one by one. */
static void neither_pauses_nor_threads_change_the_net(void **state)
{
	struct place place;
	struct run_spec spec;

	(void)state;
	open_place(&place);
	spec = spec_for(&place, &small, 200);
	for (spec.threads = 1; spec.threads <= 3; spec.threads++) {
		start(&place, &spec);
		for (int i = 0; i < 15; i++) {
			run_start(place.run);
			poll(NULL, 0, i % 3);
			run_pause(place.run);
			if (i % 2)
				settle(&place);
			run_step(place.run, (uint64_t)(1 + i % 3));
			if (i % 4)
				settle(&place);
		}
		run_start(place.run);
		assert_rests(&place, RUN_DONE, 200);
		assert_last_is(&place, &small, 200);
		assert_validations(&place, 20);
		run_free(place.run);
		place.run = NULL;
	}
	close_place(&place);
}

static void trainer_step_takes_that_many_and_pauses_with_a_snapshot(void **state)
{
	struct place place;

	(void)state;
	open_and_start(&place, &small, 100);
	/* Asked for before it has even started, twice: they add up. */
	run_step(place.run, 3);
	run_step(place.run, 4);
	assert_rests(&place, RUN_PAUSED, 7);
	assert_last_is(&place, &small, 7);
	run_step(place.run, 30);
	assert_rests(&place, RUN_PAUSED, 37);
	assert_last_is(&place, &small, 37);
	/* The validation of the step that was asked for belongs to it. */
	assert_int_equal(place.view.validated_at, 30);
	run_step(place.run, 3);
	assert_rests(&place, RUN_PAUSED, 40);
	assert_int_equal(place.view.validated_at, 40);
	/* Not beyond the end. */
	run_step(place.run, 1000);
	assert_rests(&place, RUN_DONE, 100);
	close_place(&place);
}

static void trainer_look_shows_at_once_what_was_asked_for(void **state)
{
	struct place place;

	(void)state;
	open_and_start(&place, &small, 1000000);
	settle(&place);
	run_start(place.run);
	run_look(place.run, &place.view);
	assert_int_equal(place.view.state, RUN_RUNNING);
	assert_true(place.view.is_busy);
	run_pause(place.run);
	run_look(place.run, &place.view);
	assert_int_equal(place.view.state, RUN_PAUSED);
	settle(&place);
	assert_int_equal(place.view.state, RUN_PAUSED);
	run_step(place.run, 1);
	run_look(place.run, &place.view);
	assert_true(place.view.is_busy);
	/* Free while it runs. */
	run_start(place.run);
	close_place(&place);
}

static void trainer_extend_leads_beyond_the_end(void **state)
{
	struct place place;

	(void)state;
	open_and_start(&place, &small, 15);
	run_start(place.run);
	assert_rests(&place, RUN_DONE, 15);
	run_extend(place.run, 28);
	assert_rests(&place, RUN_PAUSED, 15);
	assert_int_equal(place.view.steps, 28);
	run_start(place.run);
	assert_rests(&place, RUN_DONE, 28);
	assert_last_is(&place, &small, 28);
	/* Never to fewer than are done. */
	run_extend(place.run, 5);
	settle(&place);
	assert_int_equal(place.view.steps, 28);
	close_place(&place);
}

/* A step that is validated is published with that, and so not before. */
static void a_snapshot_has_the_validation_of_its_step(void **state)
{
	struct place place;
	const struct snapshot *next;
	int count = 0;

	(void)state;
	open_and_start(&place, &linear, 40);
	run_start(place.run);
	assert_rests(&place, RUN_DONE, 40);
	while ((next = run_take(place.run))) {
		if (next->facts.step > 0 && next->facts.step % 10 == 0) {
			assert_int_equal(next->facts.validated_at, next->facts.step);
			count++;
		}
		snapshot_unref(next);
	}
	assert_int_equal(count, 4);
	close_place(&place);
}

static void a_short_run_of_a_small_net_publishes_every_step(void **state)
{
	struct place place;
	uint64_t steps[302];
	int count;

	(void)state;
	open_and_start(&place, &linear, 300);
	run_start(place.run);
	assert_rests(&place, RUN_DONE, 300);
	snapshot_unref(take_all(&place, steps, 302, &count));
	assert_int_equal(count, 301);
	for (int i = 0; i < count; i++)
		assert_int_equal(steps[i], i);
	close_place(&place);
}

/* The clock stands still, so that these are for the history only; there are too many steps to
 * have each. */
static void snapshots_are_published_at_steps_that_grow_apart(void **state)
{
	struct place place;
	uint64_t steps[200], expected = 0;
	int count;

	(void)state;
	open_and_start(&place, &linear, 5000);
	run_start(place.run);
	assert_rests(&place, RUN_DONE, 5000);
	snapshot_unref(take_all(&place, steps, 200, &count));
	assert_int_equal(steps[count - 1], 5000);
	for (int i = 0; i < count - 1; i++) {
		assert_int_equal(steps[i], expected);
		expected += 1 + expected / 16;
	}
	assert_true(expected > 5000);
	close_place(&place);
}

static void trainer_curves_have_every_step_and_every_validation(void **state)
{
	struct curves *curves = xcalloc(1, sizeof(*curves));
	struct place place;

	(void)state;
	open_and_start(&place, &linear, 45);
	run_start(place.run);
	assert_rests(&place, RUN_DONE, 45);
	run_curves(place.run, curves);
	assert_int_equal(curves->count, 45);
	assert_int_equal(curves->points[44].step, 45);
	assert_true(curves->points[44].loss == (float)place.view.loss);
	assert_int_equal(curves->validation_count, 5);
	for (int i = 0; i < 5; i++)
		assert_int_equal(curves->validations[i].step, i < 4 ? 10 * (i + 1) : 45);
	assert_true(curves->validations[4].accuracy == (float)place.view.validation);
	close_place(&place);
	free(curves);
}

static void a_clock_that_runs_gives_rates(void **state)
{
	struct place place;
	struct run_spec spec;

	(void)state;
	open_place(&place);
	spec = spec_for(&place, &small, 100);
	spec.clock = NULL;
	start(&place, &spec);
	run_step(place.run, 40);
	settle(&place);
	assert_true(place.view.images_per_second > 0);
	assert_true(fabs(place.view.seconds_left - 600 / place.view.images_per_second) < 1e-9);
	run_start(place.run);
	settle(&place);
	assert_true(place.view.seconds_left == 0);
	close_place(&place);
}

static void take_finite(struct place *place)
{
	const struct snapshot *next;
	int count = 0;

	while ((next = run_take(place->run))) {
		for (size_t i = 0; i < next->net->size; i++)
			assert_true(isfinite(next->net->parameters[i]));
		snapshot_unref(next);
		count++;
	}
	assert_true(count >= 1);
}

static void a_run_that_diverges_fails_for_good(void **state)
{
	struct place place;
	struct fit_spec wild = small;

	(void)state;
	wild.optimizer = OPTIMIZER_SGD;
	wild.rate = 1e30f;
	open_and_start(&place, &wild, 1000);
	run_start(place.run);
	settle(&place);
	assert_int_equal(place.view.state, RUN_FAILED);
	assert_non_null(strstr(place.view.err.text, "training diverged; try a smaller rate"));
	take_finite(&place);
	run_start(place.run);
	run_step(place.run, 1);
	run_look(place.run, &place.view);
	assert_int_equal(place.view.state, RUN_FAILED);
	assert_false(place.view.is_busy);
	close_place(&place);
}

/* At some of these rates a step whose loss is still finite leaves weights that are not. */
static void nets_that_are_not_finite_are_not_published(void **state)
{
	struct place place;
	struct run_spec spec;
	const struct fit_spec wild = {.architecture = "conv3x3x4 relu pool2 dense3",
				      .optimizer = OPTIMIZER_SGD,
				      .rate = 1e14f,
				      .batch = 10,
				      .seed = 5};

	(void)state;
	open_place(&place);
	spec = spec_for(&place, &wild, 20);
	for (int i = 0; i < 30; i++, spec.fit.rate *= 2) {
		start(&place, &spec);
		run_start(place.run);
		settle(&place);
		take_finite(&place);
		run_free(place.run);
		place.run = NULL;
	}
	close_place(&place);
}

static void what_can_t_be_trained_says_why(void **state)
{
	struct place place;
	struct run_spec spec;
	struct fit_spec wrong = small;
	struct err err;

	(void)state;
	wrong.architecture = "conv3x3x4 rely dense3";
	open_and_start(&place, &wrong, 10);
	settle(&place);
	assert_int_equal(place.view.state, RUN_FAILED);
	assert_non_null(strstr(place.view.err.text, "rely"));
	assert_null(run_take(place.run));
	spec = spec_for(&place, &small, 0);
	assert_null(run_open(&spec, &err));
	assert_says(&err, "training takes 1 to 1000000000 steps");
	spec = spec_for(&place, &small, 10);
	spec.fit.batch = 0;
	assert_null(run_open(&spec, &err));
	assert_says(&err, "batches have 1 to 10000 images, not 0");
	spec.fit.batch = 10;
	spec.fit.rate = NAN;
	assert_null(run_open(&spec, &err));
	assert_says(&err, "teaches nothing");
	close_place(&place);
	run_free(NULL);
}

static void run_opens_the_source_that_a_run_belongs_to(void **state)
{
	struct place place;
	struct run_spec spec;
	struct err err;

	(void)state;
	open_and_start(&place, &small, 10);
	assert_ptr_equal(place.run->source, &trainer_source);
	spec = spec_for(&place, &small, 10);
	spec.fit.architecture = NULL;
	assert_null(run_open(&spec, &err));
	assert_says(&err, "no source for such a run");
	close_place(&place);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(trainer_begins_paused_with_the_initial_net),
		cmocka_unit_test(trainer_run_makes_the_net_and_the_numbers_of_fit_run),
		cmocka_unit_test(neither_pauses_nor_threads_change_the_net),
		cmocka_unit_test(trainer_step_takes_that_many_and_pauses_with_a_snapshot),
		cmocka_unit_test(trainer_look_shows_at_once_what_was_asked_for),
		cmocka_unit_test(trainer_extend_leads_beyond_the_end),
		cmocka_unit_test(a_snapshot_has_the_validation_of_its_step),
		cmocka_unit_test(a_short_run_of_a_small_net_publishes_every_step),
		cmocka_unit_test(snapshots_are_published_at_steps_that_grow_apart),
		cmocka_unit_test(trainer_curves_have_every_step_and_every_validation),
		cmocka_unit_test(a_clock_that_runs_gives_rates),
		cmocka_unit_test(a_run_that_diverges_fails_for_good),
		cmocka_unit_test(nets_that_are_not_finite_are_not_published),
		cmocka_unit_test(what_can_t_be_trained_says_why),
		cmocka_unit_test(run_opens_the_source_that_a_run_belongs_to),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
