/*
 * Training goes on in slices, each a job that takes the fit along and brings it back, behind all
 * other jobs: so that it never keeps a question waiting for longer than a slice, and stopping it
 * means not to ask for the next one. Where slices end changes nothing about what is computed.
 */
#include "base/xalloc.h"
#include "lab/train/evaluate.h"
#include "tui/screen/retrain/retrain.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { RANK_TRAINING = 100, PIECE = 100 };
static const double slice_seconds = 0.04;

struct train_job {
	struct job job;
	struct retrain_row *row;
	const struct dataset *data; /* stays as long as any job is pending */
	const struct kernel *kernel;
	struct fit_spec spec; /* architecture: owned */
	struct fit *fit;      /* NULL: to be made */
	uint64_t steps;
	bool is_measuring;
	size_t examined, correct; /* by this slice */
	size_t first;
	bool is_failed;
	struct err err;
};

static double seconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static void measure_piece(struct train_job *train)
{
	const struct split *split = &train->data->split[SPLIT_VALIDATION];
	size_t count = split->count - train->first;

	count = count < PIECE ? count : PIECE;
	train->correct = evaluate_correct(train->fit->net, split, train->first, count, NULL);
	train->examined = count;
}

static void train_run(struct job *job)
{
	struct train_job *train = (struct train_job *)job;
	double end = seconds_now() + slice_seconds;

	if (!train->fit)
		train->fit = fit_new(&train->spec, train->data, train->kernel, NULL, &train->err);
	train->is_failed = !train->fit;
	if (train->is_failed)
		return;
	if (train->is_measuring) {
		measure_piece(train);
		return;
	}
	while (!train->is_failed && train->fit->step < train->steps && seconds_now() < end &&
	       !job_is_stopped(job))
		train->is_failed = !fit_step(train->fit, &train->err);
}

static void train_slice(struct app *app, struct retrain_row *row);

static void finish(struct retrain_row *row)
{
	const struct snapshot *model;

	row->fit->validation = (double)row->correct / (double)row->examined;
	row->fit->validated_at = row->fit->step;
	model = snapshot_of_fit(row->fit, row->name);
	retrain_row_set_model(row, model);
	snapshot_unref(model);
	fit_free(row->fit);
	row->fit = NULL;
}

/* Takes the fit back, and decides what comes next. */
static void train_done(void *context, struct job *job)
{
	struct app *app = context;
	struct train_job *train = (struct train_job *)job;
	struct retrain_row *row = train->row;

	row->fit = train->fit;
	train->fit = NULL;
	if (train->is_failed || app->data != train->data) {
		if (!train->is_failed)
			err_set(&train->err, "the data set is another now: training has ended");
		retrain_row_give_up(app, row, &train->err);
		retrain_train_next(app, retrain_state_of(app));
		return;
	}
	row->step = row->fit->step;
	row->examined += train->examined;
	row->correct += train->correct;
	if (row->step >= row->steps || row->is_enough)
		row->stage = RETRAIN_MEASURES;
	if (row->examined == app->data->split[SPLIT_VALIDATION].count) {
		finish(row);
		retrain_train_next(app, retrain_state_of(app));
		return;
	}
	train_slice(app, row);
}

static void train_destroy(struct job *job)
{
	struct train_job *train = (struct train_job *)job;

	fit_free(train->fit);
	free((char *)train->spec.architecture);
	free(train);
}

static const struct job_ops train_ops = {
	.name = "train", .run = train_run, .done = train_done, .destroy = train_destroy};

static void train_slice(struct app *app, struct retrain_row *row)
{
	struct train_job *train = xcalloc(1, sizeof(*train));

	train->job.ops = &train_ops;
	train->job.owner = row;
	train->job.rank = RANK_TRAINING;
	train->row = row;
	train->data = app->data;
	train->kernel = app->setup.kernel;
	train->spec = row->spec;
	train->spec.architecture = xstrdup(row->spec.architecture);
	train->steps = row->steps;
	train->is_measuring = row->stage == RETRAIN_MEASURES;
	train->first = row->examined;
	train->fit = row->fit;
	row->fit = NULL;
	jobs_add(app->jobs, &train->job);
}

void retrain_train_next(struct app *app, struct retrain_state *state)
{
	struct retrain_row *next = NULL;

	for (int i = state->row_count - 1; i >= 0; i--) {
		if (state->rows[i]->stage == RETRAIN_TRAINS ||
		    state->rows[i]->stage == RETRAIN_MEASURES)
			return;
		if (state->rows[i]->stage == RETRAIN_WAITS)
			next = state->rows[i];
	}
	if (!next)
		return;
	next->stage = RETRAIN_TRAINS;
	train_slice(app, next);
}
