/* One job hands what it trains to the next, which is added when its answer is delivered. */
#include "live/fit_job.h"
#include "base/thread.h"
#include "base/xalloc.h"
#include "lab/train/evaluate.h"

#include <stdlib.h>

enum { RANK = 100, PIECE = 100 }; /* after all others; images between two looks at the clock */
static const double slice_seconds = 0.04;

/* What is handed on. */
struct training {
	struct jobs *jobs;
	struct fit_request request; /* texts: owned */
	struct fit *fit;            /* NULL: to be made */
	bool is_enough, is_failed;
	size_t examined, correct; /* of the validation images */
	struct err err;
};

struct fit_job {
	struct job job;
	struct training *training; /* NULL: handed on */
};

static bool is_trained(const struct training *t)
{
	return t->is_enough || t->fit->step >= t->request.steps;
}

static const struct split *validation_of(const struct training *t)
{
	return &t->request.data->split[SPLIT_VALIDATION];
}

static void measure(struct training *t, const struct job *job, double end)
{
	const struct split *split = validation_of(t);

	do {
		size_t left = split->count - t->examined, count = left < PIECE ? left : PIECE;

		t->correct += evaluate_correct(t->fit->net, split, t->examined, count, NULL);
		t->examined += count;
	} while (t->examined < split->count && thread_clock() < end && !job_is_stopped(job));
}

static void fit_job_run(struct job *job)
{
	struct training *t = ((struct fit_job *)job)->training;
	double end = thread_clock() + slice_seconds;

	if (!t->fit)
		t->fit = fit_new(&t->request.spec, t->request.data, t->request.kernel, NULL,
				 &t->err);
	t->is_failed = !t->fit;
	if (t->fit && is_trained(t))
		measure(t, job, end);
	else
		while (!t->is_failed && !is_trained(t) && thread_clock() < end &&
		       !job_is_stopped(job))
			t->is_failed = !fit_step(t->fit, &t->err);
}

static void add_slice(struct training *);

static void finish(void *context, struct training *t)
{
	const struct snapshot *learned;

	t->fit->validation = (double)t->correct / (double)t->examined;
	t->fit->validated_at = t->fit->step;
	learned = snapshot_of_fit(t->fit, t->request.name);
	t->request.done(context, t->request.state, learned, NULL);
	snapshot_unref(learned);
}

static void fit_job_done(void *context, struct job *job)
{
	struct fit_job *fitting = (struct fit_job *)job;
	struct training *t = fitting->training;
	struct fit_progress progress = {.data = t->request.data, .examined = t->examined};
	enum fit_reply reply;

	if (t->is_failed) {
		t->request.done(context, t->request.state, NULL, &t->err);
		return;
	}
	if (t->examined == validation_of(t)->count) {
		finish(context, t);
		return;
	}
	progress.step = t->fit->step;
	reply = t->request.progress(context, t->request.state, &progress);
	if (reply == FIT_ABANDON)
		return;
	t->is_enough = t->is_enough || reply == FIT_ENOUGH;
	fitting->training = NULL;
	add_slice(t);
}

static void fit_job_destroy(struct job *job)
{
	struct training *t = ((struct fit_job *)job)->training;

	if (t) {
		fit_free(t->fit);
		free((char *)t->request.spec.architecture);
		free((char *)t->request.name);
		free(t);
	}
	free(job);
}

static const struct job_ops fit_job_ops = {
	.name = "train", .run = fit_job_run, .done = fit_job_done, .destroy = fit_job_destroy};

/* The job owns the training. */
static void add_slice(struct training *t)
{
	struct fit_job *job = xcalloc(1, sizeof(*job));

	job->job.ops = &fit_job_ops;
	job->job.owner = t->request.owner;
	job->job.rank = RANK;
	job->training = t;
	jobs_add(t->jobs, &job->job);
}

void fit_job_add(struct jobs *jobs, const struct fit_request *request)
{
	struct training *t = xcalloc(1, sizeof(*t));

	t->jobs = jobs;
	t->request = *request;
	t->request.spec.architecture = xstrdup(request->spec.architecture);
	t->request.name = xstrdup(request->name);
	add_slice(t);
}
