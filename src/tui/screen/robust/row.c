/* The list of networks. */
#include "base/xalloc.h"
#include "live/open_job.h"
#include "tui/screen/robust/robust.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct robust_row *robust_row_here(const struct robust_state *state)
{
	return state->row < state->row_count ? state->rows[state->row] : NULL;
}

/* The first that no row has. */
static int free_look(const struct robust_state *state)
{
	int look = 0;

	for (int i = 0; i < state->row_count; i++)
		if (state->rows[i]->look == look) {
			look++;
			i = -1;
		}
	return look;
}

struct robust_row *robust_row_add(struct robust_state *state, const char *name)
{
	struct robust_row *row;

	if (state->row_count == ROBUSTNESS_MAX_MODELS)
		return NULL;
	row = xcalloc(1, sizeof(*row));
	row->state = state;
	row->look = free_look(state);
	snprintf(row->name, sizeof(row->name), "%s", name);
	state->rows[state->row_count++] = row;
	return row;
}

/* Its numbers are of another network, data or settings. */
static void forget(struct app *app, struct robust_row *row)
{
	if (app)
		robust_row_stop(app, row);
	robustness_free(row->work);
	free(row->least);
	row->work = NULL;
	row->least = NULL;
	row->known = row->piece = 0;
	row->count = row->examined = row->at = row->attacked = row->left = 0;
	row->seconds = 0;
	row->is_done = false;
}

void robust_row_free(struct app *app, struct robust_row *row)
{
	if (app)
		jobs_cancel(app->jobs, row->name);
	forget(app, row);
	snapshot_unref(row->model);
	free(row->example.image);
	free(row);
}

void robust_row_remove(struct app *app, struct robust_row *row)
{
	struct robust_state *state = row->state;
	int i = 0;

	while (i < state->row_count && state->rows[i] != row)
		i++;
	memmove(state->rows + i, state->rows + i + 1,
		sizeof(state->rows[0]) * (size_t)(state->row_count - i - 1));
	state->row_count--;
	if (state->row > i || state->row == state->row_count)
		state->row -= state->row > 0;
	robust_row_free(app, row);
}

void robust_row_set_model(struct app *app, struct robust_row *row, const struct snapshot *model)
{
	const struct snapshot *old = row->model;

	forget(app, row);
	row->model = snapshot_ref(model);
	snapshot_unref(old);
	row->example.is_known = false;
	snprintf(row->name, sizeof(row->name), "%s", model->facts.name);
}

/* ------------------------------------------------------------------------------------ files */

static void take_opened(void *context, void *at, struct open_answer *answer)
{
	struct robust_row *row = at;

	if (answer->err) {
		app_complain(context, answer->err);
		robust_row_remove(context, row);
	} else {
		robust_row_set_model(context, row, answer->snapshot);
	}
}

void robust_row_open(struct app *app, struct robust_state *state, const char *path)
{
	struct robust_row *row = robust_row_add(state, path);

	if (!row) {
		app_say(app, "There is room for %d networks: x removes one.",
			ROBUSTNESS_MAX_MODELS);
		return;
	}
	row->is_kept = true;
	state->row = state->row_count - 1;
	open_job_add(app->jobs, &(struct open_request){.model = path,
						       .told = {.place = IMPORT_FOR_EXPLORER},
						       .old_data = app->data,
						       .kernel = app->setup.kernel,
						       .owner = row->name,
						       .state = row,
						       .done = take_opened});
}

void robust_row_open_once(struct app *app, struct robust_state *state, const char *name)
{
	for (int i = 0; i < state->row_count; i++)
		if (state->rows[i]->is_kept && strcmp(state->rows[i]->name, name) == 0)
			return;
	robust_row_open(app, state, name);
}

/* --------------------------------------------------------------------------------- following */

void robust_begin_anew(struct app *app, struct robust_state *state)
{
	state->serial++;
	for (int i = 0; i < state->row_count; i++)
		forget(app, state->rows[i]);
}

/* While a network trains, its curve is finished before that of a newer one is begun. */
static bool may_wait(const struct app *app, const struct robust_row *row)
{
	return app->is_followed && row->model && !row->is_done && !row->state->is_paused;
}

void robust_follow_model(struct app *app, struct robust_state *state)
{
	struct robust_row *current = NULL, *passing = NULL;

	for (int i = 0; i < state->row_count; i++) {
		struct robust_row *row = state->rows[i];

		if (row->model == app->model)
			current = row;
		else if (!row->is_kept)
			passing = row;
	}
	if (current && passing)
		robust_row_remove(app, passing);
	if (current || (passing && may_wait(app, passing)))
		return;
	if (!passing)
		passing = robust_row_add(state, app->model->facts.name);
	if (passing)
		robust_row_set_model(app, passing, app->model);
}
