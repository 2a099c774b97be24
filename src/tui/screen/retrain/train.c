/*
 * Training one network after the other: each is a job in slices (live/fit_job.h), so that stopping
 * it means not to go on.
 */
#include "live/fit_job.h"
#include "tui/screen/retrain/retrain.h"

#include <math.h>
#include <stdio.h>

static enum fit_reply take_progress(void *context, void *at, const struct fit_progress *progress)
{
	struct app *app = context;
	struct retrain_row *row = at;
	struct retrain_state *state = row->state;

	if (app->data != progress->data) {
		app_refuse(app, "the data set is another now: training has ended");
		retrain_row_remove(app, row);
		retrain_train_next(app, state);
		return FIT_ABANDON;
	}
	row->step = progress->step;
	row->examined = progress->examined;
	if (row->step >= row->steps || row->is_enough)
		row->stage = RETRAIN_MEASURES;
	return row->is_enough ? FIT_ENOUGH : FIT_GO_ON;
}

/* It is a run like those of Train, but for its curves. In a full list nothing that is in no file
 * makes room for it. */
static void list_run(struct app *app, const struct retrain_row *row, const struct snapshot *model)
{
	const struct run_record *to_go = run_list_next_to_go(app->runs);
	struct fit_settings settings = {.steps = row->steps,
					.seed = row->spec.seed,
					.batch = row->spec.batch,
					.rate = row->spec.rate,
					.optimizer = row->spec.optimizer};

	if (to_go && to_go->is_unsaved) {
		app_say(app, "%s is in this table only: the list of runs is full.", row->name);
		return;
	}
	snprintf(settings.architecture, sizeof(settings.architecture), "%s",
		 row->spec.architecture);
	run_list_add_ended(app->runs, row->name, app->data->name, &settings, model);
}

static void take_learned(void *context, void *at, const struct snapshot *model,
			 const struct err *err)
{
	struct retrain_row *row = at;
	struct retrain_state *state = row->state;

	if (model) {
		row->step = model->facts.step;
		retrain_row_set_model(row, model);
		list_run(context, row, model);
	} else {
		app_complain(context, err);
		retrain_row_remove(context, row);
	}
	retrain_train_next(context, state);
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
	fit_job_add(app->jobs, &(struct fit_request){.spec = next->spec,
						     .steps = next->steps,
						     .name = next->name,
						     .data = app->data,
						     .kernel = app->setup.kernel,
						     .owner = next,
						     .state = next,
						     .progress = take_progress,
						     .done = take_learned});
}
