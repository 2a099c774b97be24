/*
 * The query: what the snapshot that is shown says of the chosen image.
 *
 * One query is under way at a time, and the next one, about what is shown by then, only when it is
 * answered: so answers come however fast snapshots do. A net of one layer is queried at once.
 */
#include "lab/train/evaluate.h"
#include "live/classify_job.h"
#include "tui/screen/train/train.h"

#include <string.h>

static void hold(struct train_state *t, const struct snapshot *snapshot)
{
	const struct snapshot *old = t->queried;

	t->queried = snapshot ? snapshot_ref(snapshot) : NULL;
	snapshot_unref(old);
}

static void take_answer(void *context, void *state, const struct classify_answer *answer)
{
	struct train_state *t = state;

	(void)context;
	if (t->queried != answer->model || t->queried_generation != answer->generation)
		return;
	memcpy(t->probabilities, answer->probabilities,
	       sizeof(*t->probabilities) * (size_t)answer->model->net->classes);
	t->is_answered = t->has_probabilities = true;
}

static void query(struct app *app, struct train_state *t)
{
	classify_job_add(app->jobs,
			 &(struct classify_request){.model = t->queried,
						    .images = (const float *[]){app->sample.pixels},
						    .count = 1,
						    .owner = &t->queried,
						    .generation = t->queried_generation,
						    .state = t,
						    .done = take_answer});
}

bool train_is_answered(const struct app *app, const struct train_state *t)
{
	return t->is_answered && t->queried == t->shown &&
	       t->queried_generation == app->sample_generation;
}

void train_update(struct app *app, void *state)
{
	struct train_state *t = state;
	bool is_other = t->queried_generation != app->sample_generation;
	bool is_small = t->shown && t->shown->net->count == 1;

	if (!t->shown || (t->queried == t->shown && !is_other))
		return;
	if (!is_small && jobs_pending(app->jobs, &t->queried) > 0)
		return;
	hold(t, t->shown);
	t->queried_generation = app->sample_generation;
	t->is_answered = is_small;
	t->has_probabilities = is_small || (t->has_probabilities && !is_other);
	if (is_small)
		classify(t->shown->net, app->sample.pixels, t->probabilities);
	else
		query(app, t);
}

void train_forget(struct app *app, struct train_state *t)
{
	jobs_cancel(app->jobs, &t->queried);
	hold(t, NULL);
	t->is_answered = t->has_probabilities = false;
}
