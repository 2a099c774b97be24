/* Asking networks about pictures; and making the picture for who kept none. */
#include "base/xalloc.h"
#include "lab/article.h"
#include "lab/attack/attack.h"
#include "lab/sample.h"
#include "lab/train/evaluate.h"
#include "nn/loss.h"
#include "tui/screen/retrain/retrain.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FOOL_STEPS = 20 };
static const float fool_enough = 0.9f;

struct query_job {
	struct job job;
	struct retrain_row *row;
	const struct snapshot *model;
	size_t pixels;
	float *images; /* [count, pixels] */
	int count, columns[KEPT_MAX], targets[KEPT_MAX];
	struct retrain_answer answers[KEPT_MAX];
};

static void query_run(struct job *job)
{
	struct query_job *ask = (struct query_job *)job;
	int classes = ask->model->net->classes;
	float *p = xfloats((size_t)classes);

	for (int i = 0; i < ask->count && !job_is_stopped(job); i++) {
		struct retrain_answer *answer = &ask->answers[i];

		classify(ask->model->net, ask->images + (size_t)i * ask->pixels, p);
		answer->is_known = true;
		answer->prediction = argmax(classes, p);
		answer->p_prediction = p[answer->prediction];
		answer->p_target = ask->targets[i] < classes ? p[ask->targets[i]] : 0;
	}
	free(p);
}

/* An answer about pictures, or from a network, that are others by now is asked for again. */
static void query_done(void *context, struct job *job)
{
	struct query_job *ask = (struct query_job *)job;
	struct retrain_row *row = ask->row;

	row->is_asked = false;
	if (ask->job.generation != retrain_state_of(context)->serial || row->model != ask->model)
		return;
	for (int i = 0; i < ask->count; i++)
		row->answers[ask->columns[i]] = ask->answers[i];
}

static void query_destroy(struct job *job)
{
	struct query_job *ask = (struct query_job *)job;

	snapshot_unref(ask->model);
	free(ask->images);
	free(ask);
}

static const struct job_ops query_ops = {
	.name = "ask", .run = query_run, .done = query_done, .destroy = query_destroy};

static bool has_open_question(const struct retrain_state *state, const struct retrain_row *row)
{
	for (int i = 0; i < state->picture_count; i++)
		if (!row->answers[i].is_known)
			return true;
	return false;
}

void retrain_row_ask(struct app *app, struct retrain_state *state, struct retrain_row *row)
{
	size_t pixels = app_pixels(app);
	struct query_job *ask;

	if (row->stage != RETRAIN_READY || row->is_asked || !has_open_question(state, row))
		return;
	ask = xcalloc(1, sizeof(*ask));
	ask->images = xfloats(KEPT_MAX * pixels);
	for (int i = 0; i < state->picture_count; i++) {
		if (row->answers[i].is_known)
			continue;
		memcpy(ask->images + (size_t)ask->count * pixels, state->pictures[i].pixels,
		       pixels * sizeof(float));
		ask->columns[ask->count] = i;
		ask->targets[ask->count++] = state->pictures[i].target;
	}
	ask->job.ops = &query_ops;
	ask->job.owner = row;
	ask->job.generation = state->serial;
	ask->row = row;
	ask->model = snapshot_ref(row->model);
	ask->pixels = pixels;
	row->is_asked = true;
	jobs_add(app->jobs, &ask->job);
}

/* --------------------------------------------------------------------------- the article's 7 */

struct fool_job {
	struct job job;
	const struct snapshot *model;
	struct sample sample;
	struct attack_spec spec;
	struct attack *attack; /* made */
};

static void fool_run(struct job *job)
{
	struct fool_job *fool = (struct fool_job *)job;
	struct attack *a = attack_new(fool->model->net, fool->sample.pixels, &fool->spec, NULL);

	fool->attack = a;
	while (a->count <= FOOL_STEPS && !job_is_stopped(job) &&
	       !(a->steps[a->count - 1].probabilities[fool->spec.target] > fool_enough))
		attack_advance(a);
}

static void fool_done(void *context, struct job *job)
{
	struct app *app = context;
	struct fool_job *fool = (struct fool_job *)job;
	struct retrain_state *state = retrain_state_of(app);
	char title[96];
	int steps = fool->attack->count - 1;

	state->is_fooling = false;
	if (app->kept_count > 0 || app_pixels(app) != fool->attack->pixels)
		return;
	snprintf(title, sizeof(title), "%.60s, step %d", fool->sample.title, steps);
	app_keep(app, fool->attack->steps[steps].image, fool->sample.label, fool->spec.target,
		 title);
	state->is_own = true;
}

static void fool_destroy(struct job *job)
{
	struct fool_job *fool = (struct fool_job *)job;

	attack_free(fool->attack);
	sample_clear(&fool->sample);
	snapshot_unref(fool->model);
	free(fool);
}

static const struct job_ops fool_ops = {
	.name = "fool", .run = fool_run, .done = fool_done, .destroy = fool_destroy};

void retrain_fool(struct app *app, struct retrain_state *state)
{
	struct fool_job *fool = xcalloc(1, sizeof(*fool));
	size_t last = app->data->split[SPLIT_VALIDATION].count - 1;

	fool->job.ops = &fool_ops;
	fool->job.owner = &state->is_fooling;
	fool->model = snapshot_ref(app->model);
	fool->sample = sample_image(app->data, SPLIT_VALIDATION,
				    last < SAMPLE_SEVEN ? last : SAMPLE_SEVEN);
	fool->spec = attack_method_defaults(&gradient_ascent, ARTICLE_TARGET, false);
	if (fool->spec.target >= app_classes(app) || fool->spec.target == fool->sample.label)
		fool->spec.target = (fool->sample.label + 1) % app_classes(app);
	state->is_fooling = true;
	jobs_add(app->jobs, &fool->job);
}
