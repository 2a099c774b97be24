/* The list of networks, reading one of them from its file, and writing a trained one to its own. */
#include "base/xalloc.h"
#include "live/open_job.h"
#include "tui/screen/retrain/retrain.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---------------------------------------------------------------------------------------- rows */

struct retrain_row *retrain_row_add(struct app *app, struct retrain_state *state,
				    enum retrain_kind kind, const char *name)
{
	struct retrain_row *row;

	if (state->row_count == RETRAIN_ROWS) {
		app_say(app, "There is room for %d networks: x removes one.", RETRAIN_ROWS);
		return NULL;
	}
	row = xcalloc(1, sizeof(*row));
	row->state = state;
	row->kind = kind;
	snprintf(row->name, sizeof(row->name), "%s", name);
	state->rows[state->row_count++] = row;
	return row;
}

void retrain_row_free(struct app *app, struct retrain_row *row)
{
	if (app)
		jobs_cancel(app->jobs, row);
	snapshot_unref(row->model);
	free((char *)row->spec.architecture);
	free(row->path);
	free(row->probabilities);
	free(row);
}

void retrain_row_set_model(struct retrain_row *row, const struct snapshot *model)
{
	const struct snapshot *old = row->model;

	if (row->model != model) {
		row->answered = 0;
		free(row->probabilities);
		row->probabilities = xfloats((size_t)KEPT_MAX * 2 * (size_t)model->net->classes);
	}
	row->model = snapshot_ref(model);
	snapshot_unref(old);
	row->stage = RETRAIN_READY;
}

void retrain_row_remove(struct app *app, struct retrain_row *row)
{
	struct retrain_state *state = row->state;
	int i = 0;

	while (i < state->row_count && state->rows[i] != row)
		i++;
	memmove(state->rows + i, state->rows + i + 1,
		sizeof(state->rows[0]) * (size_t)(state->row_count - i - 1));
	state->row_count--;
	retrain_row_free(app, row);
}

/* ------------------------------------------------------------------------------------- reading */

static void take_opened(void *context, void *at, struct open_answer *answer)
{
	struct retrain_row *row = at;

	if (answer->err) {
		app_complain(context, answer->err);
		retrain_row_remove(context, row);
		return;
	}
	snprintf(row->name, sizeof(row->name), "%s", answer->snapshot->facts.name);
	retrain_row_set_model(row, answer->snapshot);
}

void retrain_row_open(struct app *app, struct retrain_row *row)
{
	row->stage = RETRAIN_OPENS;
	open_job_add(app->jobs, &(struct open_request){.model = row->path,
						       .told = {.place = IMPORT_FOR_EXPLORER},
						       .old_data = app->data,
						       .kernel = app->setup.kernel,
						       .owner = row,
						       .state = row,
						       .done = take_opened});
}

/* ------------------------------------------------------------------------------------- saving */

/* The row may be gone by now: it is known by its network. */
static void take_saved(struct app *app, void *at, const struct snapshot *model, const char *path)
{
	struct retrain_state *state = at;

	run_list_saved(app->runs, model);
	for (int i = 1; i < state->row_count; i++)
		if (state->rows[i]->model == model) {
			free(state->rows[i]->path);
			state->rows[i]->path = xstrdup(path);
		}
}

void retrain_row_save(struct app *app, struct retrain_row *row)
{
	struct save_dialog *dialog = &row->state->saving;

	if (row->kind != RETRAIN_TRAINED) {
		app_say(app, "This network was not trained here; t trains one.");
		return;
	}
	if (row->stage != RETRAIN_READY) {
		app_say(app, "It is still being trained; x stops it where it is.");
		return;
	}
	dialog->saved = take_saved;
	dialog->state = row->state;
	save_dialog_open(app, dialog, row->model);
}
