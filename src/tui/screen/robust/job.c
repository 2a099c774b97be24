/*
 * Attacks on workers: a curve is computed in pieces of a tenth of a second, each a job that takes
 * the work along and brings it back; so whatever is more urgent comes in between.
 */
#include "base/thread.h"
#include "base/xalloc.h"
#include "lab/attack/attack.h"
#include "lab/train/evaluate.h"
#include "nn/loss.h"
#include "tui/screen/robust/robust.h"

#include <stdlib.h>
#include <string.h>

enum { PIECE_MAX = 50, RANK_CURVE = 2 };
static const double patience = 0.1, piece_seconds = 0.05;

size_t robust_images(const struct app *app, const struct robust_state *state)
{
	size_t count = app->data->split[state->split].count;

	return state->images < count ? state->images : count;
}

/* --------------------------------------------------------------------------------- the curve */

struct curve_job {
	struct job job;
	struct robust_row *row;
	const struct snapshot *model;
	struct robustness *work;
	int piece;
	double seconds;
};

static void curve_run(struct job *job)
{
	struct curve_job *curve = (struct curve_job *)job;
	double begin = thread_clock(), before = begin;

	while (!job_is_stopped(job) && before < begin + patience &&
	       robustness_advance(curve->work, curve->piece, NULL)) {
		double now = thread_clock();

		if (now - before < piece_seconds / 2 && curve->piece < PIECE_MAX)
			curve->piece *= 2;
		else if (now - before > piece_seconds * 2 && curve->piece > 1)
			curve->piece /= 2;
		before = now;
	}
	curve->seconds = thread_clock() - begin;
}

/* What is shown of the work while a job has it. */
static void copy_numbers(struct robust_row *row, const struct robustness *work)
{
	bool is_minimal = work->spec.attack.method->is_minimal;

	row->count = work->count;
	row->examined = robustness_examined(work);
	row->known = is_minimal && row->examined > 0 ? work->spec.count : work->known;
	row->at = work->at;
	row->attacked = work->attacked;
	row->left = robustness_left(work);
	row->is_done = robustness_is_done(work);
	free(row->least);
	row->least = xfloats(work->count + 1);
	memcpy(row->least, work->least, work->count * sizeof(float));
	for (int i = 0; i < row->known && row->examined > 0; i++)
		row->shares[i] =
			(float)robustness_right(row->least, row->examined, work->spec.eps[i]) /
			(float)row->examined;
}

static void curve_done(void *context, struct job *job)
{
	struct curve_job *curve = (struct curve_job *)job;
	struct robust_row *row = curve->row;

	(void)context;
	row->is_computing = false;
	row->work = curve->work;
	curve->work = NULL;
	row->piece = curve->piece;
	row->seconds += curve->seconds;
	copy_numbers(row, row->work);
}

static void curve_destroy(struct job *job)
{
	struct curve_job *curve = (struct curve_job *)job;

	robustness_free(curve->work);
	snapshot_unref(curve->model);
	free(curve);
}

static const struct job_ops curve_ops = {
	.name = "robustness", .run = curve_run, .done = curve_done, .destroy = curve_destroy};

void robust_row_compute(struct app *app, struct robust_row *row)
{
	const struct robust_state *state = row->state;
	struct curve_job *curve;

	if (!row->model || row->is_computing || row->is_done || state->is_paused)
		return;
	if (!row->work)
		row->work = robustness_new(row->model->net, &app->data->split[state->split],
					   &state->spec, 0, robust_images(app, state));
	curve = xcalloc(1, sizeof(*curve));
	curve->job.ops = &curve_ops;
	curve->job.owner = row;
	curve->job.rank = RANK_CURVE;
	curve->row = row;
	curve->model = snapshot_ref(row->model);
	curve->work = row->work;
	curve->piece = row->piece > 0 ? row->piece : 1;
	row->work = NULL;
	row->is_computing = true;
	jobs_add(app->jobs, &curve->job);
}

/* ------------------------------------------------------------------------------- the example */

struct example_job {
	struct job job;
	struct robust_row *row;
	const struct snapshot *model;
	struct attack_spec spec;
	int steps;
	bool is_plain; /* strength 0 */
	float *start;  /* [pixels]; owned */
	struct robust_example example;
};

/* What the net says of the image. */
static void answer(struct example_job *job, const float *image)
{
	const struct net *net = job->model->net;
	float *p = xfloats((size_t)net->classes);

	memcpy(job->example.image, image, job->example.pixels * sizeof(*image));
	classify(net, image, p);
	job->example.prediction = argmax(net->classes, p);
	job->example.p = p[job->example.prediction];
	free(p);
}

static void attack_start(struct example_job *job)
{
	struct attack *a = attack_new(job->model->net, job->start, &job->spec, NULL);
	const struct attack_step *last;

	while (a->count <= job->steps && !job_is_stopped(&job->job) &&
	       (job->spec.method->is_minimal ? !attack_is_over(a) : attack_first(a) < 0))
		attack_advance(a);
	last = &a->steps[attack_answer(a) >= 0 ? attack_answer(a) : a->count - 1];
	job->example.is_fooled = attack_answer(a) >= 0;
	job->example.length = (float)(job->spec.norm == ATTACK_L2 ? last->l2 : last->linf);
	answer(job, last->image);
	attack_free(a);
}

/* Without a label, the class to leave is what the network sees. */
static void example_run(struct job *job)
{
	struct example_job *example = (struct example_job *)job;
	struct attack_spec *spec = &example->spec;

	answer(example, example->start);
	if (spec->target < 0 || spec->target >= example->model->net->classes)
		spec->target = example->example.prediction;
	example->example.is_fooled = example->example.prediction != spec->target;
	if (!example->is_plain)
		attack_start(example);
}

static void example_done(void *context, struct job *job)
{
	struct example_job *example = (struct example_job *)job;
	struct robust_row *row = example->row;

	(void)context;
	row->is_attacking = false;
	free(row->example.image);
	row->example = example->example;
	example->example.image = NULL;
}

static void example_destroy(struct job *job)
{
	struct example_job *example = (struct example_job *)job;

	snapshot_unref(example->model);
	free(example->example.image);
	free(example->start);
	free(example);
}

static const struct job_ops example_ops = {.name = "robust example",
					   .run = example_run,
					   .done = example_done,
					   .destroy = example_destroy};

/* The strength that an example is of. */
static int strength_of(const struct robust_state *state)
{
	return state->spec.attack.method->is_minimal ? -1 : state->cursor;
}

bool robust_example_is_current(const struct app *app, const struct robust_row *row)
{
	const struct robust_example *example = &row->example;

	return example->is_known && example->serial == row->state->serial &&
	       example->sample_generation == app->sample_generation &&
	       example->strength == strength_of(row->state);
}

static struct robust_example begin_example(const struct app *app, const struct robust_state *state)
{
	return (struct robust_example){.is_known = true,
				       .strength = strength_of(state),
				       .serial = state->serial,
				       .sample_generation = app->sample_generation,
				       .image = xfloats(app_pixels(app)),
				       .pixels = app_pixels(app)};
}

void robust_row_attack(struct app *app, struct robust_row *row)
{
	const struct robust_state *state = row->state;
	float eps = state->spec.eps[state->cursor];
	bool is_minimal = state->spec.attack.method->is_minimal;
	struct example_job *job;

	if (!row->model || row->is_attacking || robust_example_is_current(app, row))
		return;
	job = xcalloc(1, sizeof(*job));
	job->job.ops = &example_ops;
	job->job.owner = row;
	job->row = row;
	job->model = snapshot_ref(row->model);
	job->spec = state->spec.attack;
	job->spec.eps = is_minimal ? 0 : eps;
	job->spec.rate = robustness_rate(&state->spec, eps);
	job->spec.target = app->sample.label;
	job->steps = state->spec.steps;
	job->is_plain = eps <= 0 && !is_minimal;
	job->example = begin_example(app, state);
	job->start = xfloats(app_pixels(app));
	memcpy(job->start, app->sample.pixels, app_pixels(app) * sizeof(float));
	row->is_attacking = true;
	jobs_add(app->jobs, &job->job);
}

void robust_row_stop(struct app *app, struct robust_row *row)
{
	jobs_cancel(app->jobs, row);
	row->is_computing = row->is_attacking = false;
}
