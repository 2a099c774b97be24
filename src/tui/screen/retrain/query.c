/* Querying networks about pictures; and making the picture for who kept none. */
#include "base/xalloc.h"
#include "data/sample.h"
#include "lab/article.h"
#include "lab/attack/attack.h"
#include "live/classify_job.h"
#include "nn/loss.h"
#include "tui/screen/retrain/retrain.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FOOL_STEPS = 20 };
static const float fool_enough = 0.9f;

/* Pictures change from one of them on, and answers are dropped from there on: what is not answered
 * are always the last ones. An answer about pictures, or from a network, that are others by now is
 * requested again. */
static void take_answers(void *context, void *at, const struct classify_answer *answer)
{
	struct retrain_row *row = at;
	int classes = answer->model->net->classes;

	(void)context;
	row->is_queried = false;
	if (answer->generation != row->state->serial || row->model != answer->model)
		return;
	memcpy(row->probabilities + (size_t)row->answered * 2 * (size_t)classes,
	       answer->probabilities, sizeof(float) * (size_t)answer->count * (size_t)classes);
	for (int i = 0; i < answer->count / 2; i++) {
		const float *p = retrain_probabilities(row, row->answered, false);
		int target = row->state->pictures[row->answered].target;
		int prediction = argmax(classes, p);

		row->answers[row->answered] = (struct retrain_answer){
			prediction,
			argmax(classes, retrain_probabilities(row, row->answered, true)),
			target < classes ? p[target] : 0, p[prediction]};
		row->answered++;
	}
}

const float *retrain_probabilities(const struct retrain_row *row, int picture, bool is_original)
{
	return row->probabilities +
	       (size_t)(2 * picture + is_original) * (size_t)row->model->net->classes;
}

void retrain_row_query(struct app *app, struct retrain_row *row)
{
	const struct retrain_state *state = row->state;
	const float *images[2 * KEPT_MAX];
	int count = state->picture_count - row->answered;

	if (row->stage != RETRAIN_READY || row->is_queried || count == 0)
		return;
	for (int i = 0; i < count; i++) {
		images[2 * i] = state->pictures[row->answered + i].pixels;
		images[2 * i + 1] = state->pictures[row->answered + i].original;
	}
	row->is_queried = true;
	classify_job_add(app->jobs, &(struct classify_request){.model = row->model,
							       .images = images,
							       .count = 2 * count,
							       .owner = row,
							       .generation = state->serial,
							       .state = row,
							       .done = take_answers});
}

/* --------------------------------------------------------------------------- the article's 7 */

struct fool_job {
	struct job job;
	struct retrain_state *state;
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
	attack_run(a, FOOL_STEPS, fool_enough, &job->stop);
}

static void fool_done(void *context, struct job *job)
{
	struct app *app = context;
	struct fool_job *fool = (struct fool_job *)job;
	struct retrain_state *state = fool->state;
	char title[96];
	int steps = fool->attack->count - 1;

	state->is_fooling = false;
	if (app->kept_count > 0 || app_pixels(app) != fool->attack->pixels)
		return;
	snprintf(title, sizeof(title), "%.60s, step %d", fool->sample.title, steps);
	app_keep(app, fool->attack->steps[steps].image, fool->sample.pixels, fool->sample.label,
		 fool->spec.target, title);
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
	fool->state = state;
	fool->model = snapshot_ref(app->model);
	fool->sample = sample_image(app->data, SPLIT_VALIDATION,
				    last < ARTICLE_SEVEN ? last : ARTICLE_SEVEN);
	fool->spec = attack_method_defaults(&gradient_ascent, ARTICLE_TARGET, false);
	if (fool->spec.target >= app_classes(app) || fool->spec.target == fool->sample.label)
		fool->spec.target = (fool->sample.label + 1) % app_classes(app);
	state->is_fooling = true;
	jobs_add(app->jobs, &fool->job);
}
