/* Training in slices: the bytes of fit_run(), and an end whenever one is wanted. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "live/fit_job.h"
#include "support/bars.h"
#include "support/says.h"

#include <string.h>

static const struct fit_spec small = {.architecture = "conv3x3x4 relu pool2 dropout0.5 dense3",
				      .optimizer = OPTIMIZER_ADAM,
				      .rate = 1e-3f,
				      .batch = 10,
				      .seed = 5};

/* What was told, and what is replied. */
struct told {
	enum fit_reply reply;
	int progress, done;
	uint64_t step;
	size_t examined;
	const struct snapshot *learned; /* a reference */
	struct err err;
};

static enum fit_reply take_progress(void *context, void *state, const struct fit_progress *p)
{
	struct told *told = state;

	assert_ptr_equal(context, p->data);
	assert_true(p->step >= told->step);
	assert_true(p->examined >= told->examined);
	told->progress++;
	told->step = p->step;
	told->examined = p->examined;
	return told->reply;
}

static void take_learned(void *context, void *state, const struct snapshot *learned,
			 const struct err *err)
{
	struct told *told = state;

	(void)context;
	told->done++;
	told->learned = learned ? snapshot_ref(learned) : NULL;
	if (err)
		told->err = *err;
}

static void add(struct jobs *jobs, struct dataset *data, const struct fit_spec *spec,
		uint64_t steps, struct told *told)
{
	struct err err;

	fit_job_add(jobs, &(struct fit_request){.spec = *spec,
						.steps = steps,
						.name = "bars net",
						.data = data,
						.kernel = kernel_choose(NULL, &err),
						.owner = told,
						.state = told,
						.progress = take_progress,
						.done = take_learned});
}

/* Trains until nothing is left to do. */
static struct told train(struct dataset *data, const struct fit_spec *spec, uint64_t steps,
			 enum fit_reply reply)
{
	struct jobs *jobs = jobs_new(0, NULL);
	struct told told = {.reply = reply};

	add(jobs, data, spec, steps, &told);
	while (jobs_pending(jobs, JOBS_ALL) > 0)
		jobs_collect(jobs, data);
	jobs_free(jobs);
	return told;
}

static void it_learns_what_fit_run_learns(void **state)
{
	struct dataset *data = bars_new();
	struct err err;
	struct fit *fit = fit_new(&small, data, kernel_choose(NULL, &err), NULL, &err);
	struct told told = train(data, &small, 400, FIT_GO_ON);

	(void)state;
	assert_true(fit_run(fit, 400, 400, NULL, NULL, &err));
	assert_int_equal(told.done, 1);
	assert_true(told.progress > 0);
	assert_memory_equal(told.learned->net->parameters, fit->net->parameters,
			    fit->net->size * sizeof(float));
	assert_true(told.learned->facts.validation == fit->validation);
	assert_int_equal(told.learned->facts.validated_at, 400);
	assert_int_equal(told.learned->facts.step, 400);
	assert_int_equal(told.learned->facts.seed, 5);
	assert_string_equal(told.learned->facts.name, "bars net");
	snapshot_unref(told.learned);
	fit_free(fit);
	bars_free(data);
}

static void enough_is_measured_where_it_is(void **state)
{
	struct dataset *data = bars_new();
	struct told told = train(data, &small, 1000000, FIT_ENOUGH);

	(void)state;
	assert_int_equal(told.done, 1);
	assert_in_range(told.learned->facts.step, 1, 999999);
	assert_true(told.learned->facts.validation >= 0);
	snapshot_unref(told.learned);
	bars_free(data);
}

static void what_is_abandoned_is_not_heard_of_again(void **state)
{
	struct dataset *data = bars_new();
	struct told told = train(data, &small, 1000000, FIT_ABANDON);

	(void)state;
	assert_int_equal(told.progress, 1);
	assert_int_equal(told.done, 0);
	bars_free(data);
}

static void cancelling_ends_it_between_slices_and_within(void **state)
{
	struct dataset *data = bars_new();
	struct jobs *jobs = jobs_new(1, NULL);
	struct told told = {.reply = FIT_GO_ON};

	(void)state;
	add(jobs, data, &small, 1000000, &told);
	while (told.progress < 2)
		jobs_collect(jobs, data);
	jobs_cancel(jobs, &told);
	while (jobs_pending(jobs, &told) > 0)
		jobs_collect(jobs, data);
	assert_int_equal(told.progress, 2);
	assert_int_equal(told.done, 0);
	jobs_free(jobs);
	bars_free(data);
}

static void what_can_t_be_trained_says_why(void **state)
{
	struct dataset *data = bars_new();
	struct fit_spec wrong = small;
	struct told told;

	(void)state;
	wrong.architecture = "conv3x3x4 rely dense3";
	told = train(data, &wrong, 10, FIT_GO_ON);
	assert_int_equal(told.done, 1);
	assert_null(told.learned);
	assert_says(&told.err, "rely");
	bars_free(data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_learns_what_fit_run_learns),
		cmocka_unit_test(enough_is_measured_where_it_is),
		cmocka_unit_test(what_is_abandoned_is_not_heard_of_again),
		cmocka_unit_test(cancelling_ends_it_between_slices_and_within),
		cmocka_unit_test(what_can_t_be_trained_says_why),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
