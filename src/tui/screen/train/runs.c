/*
 * Which run is looked at, and which snapshot of it: going through the list of runs and through a
 * run's history, and making a run's network that of all screens.
 */
#include "tui/screen/train/runs.h"
#include "lab/train/evaluate.h"
#include "tui/screen/train/maps.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

struct history *train_history(const struct train_state *t)
{
	return t->here ? t->here->history : NULL;
}

const char *train_state_word(const struct run_record *record)
{
	if (record->is_live || record->view.state == RUN_DONE || record->view.state == RUN_FAILED)
		return run_state_names[record->view.state];
	return "ended";
}

void train_duration(char text[TEXT_NUMBER_MAX], double seconds)
{
	if (!isfinite(seconds) || seconds > 1e6)
		strcpy(text, "-");
	else if (seconds < 100)
		snprintf(text, TEXT_NUMBER_MAX, "%.0f s", seconds);
	else if (seconds < 100 * 60)
		snprintf(text, TEXT_NUMBER_MAX, "%.0f min", seconds / 60);
	else
		snprintf(text, TEXT_NUMBER_MAX, "%.0f h", seconds / 3600);
}

/* A packed one is unpacked: some ms for the article's net. */
void train_show_snapshot(struct train_state *t, const struct snapshot *kept)
{
	const struct snapshot *snapshot = snapshot_unpack(kept);
	struct unit_maps maps = unit_maps_of(snapshot->net);

	snapshot_unref(t->shown);
	t->shown = snapshot;
	t->range = unit_maps_range(&maps);
}

/* ------------------------------------------------------------------------------------ the list */

static bool fits(const struct app *app, const struct run_record *record)
{
	const struct snapshot *model = run_record_model(record);
	struct err err;

	return !model || evaluate_fits(model->net, app->data, "", &err);
}

void train_go(struct app *app, struct train_state *t, struct run_record *record)
{
	const struct snapshot *model = record ? run_record_model(record) : NULL;

	train_forget(app, t);
	t->here = record;
	t->here_number = record ? record->number : 0;
	t->is_scrubbed = false;
	t->view = record ? record->view : (struct run_view){0};
	if (model) {
		train_show_snapshot(t, model);
		return;
	}
	snapshot_unref(t->shown);
	t->shown = NULL;
}

void train_check(struct app *app, struct train_state *t)
{
	bool is_there = run_list_find(app->runs, t->here_number) == t->here;

	if (t->here && (!is_there || (t->data != app->data && !fits(app, t->here))))
		train_go(app, t, t->live);
	t->data = app->data;
}

void train_turn(struct app *app, struct train_state *t, int by)
{
	struct run_list *runs = app->runs;
	int at = t->here ? run_list_index(runs, t->here) : runs->count, to = at;

	do
		to += by > 0 ? 1 : -1;
	while (to >= 0 && to < runs->count && !fits(app, runs->records[to]));
	if (to >= 0 && to < runs->count)
		train_go(app, t, runs->records[to]);
	else if (runs->count == 0)
		app_say(app, "there is no run yet: Space trains");
}

void train_turn_to_end(struct app *app, struct train_state *t, bool is_last)
{
	struct run_list *runs = app->runs;

	t->here = NULL;
	for (int i = 0; i < runs->count && !t->here; i++) {
		struct run_record *record = runs->records[is_last ? runs->count - 1 - i : i];

		if (fits(app, record))
			train_go(app, t, record);
	}
}

void train_use_run(struct app *app, void *state, int number)
{
	struct train_state *t = state;
	struct run_record *record = run_list_find(app->runs, number);
	const struct snapshot *model = record ? run_record_model(record) : NULL;

	if (!record) {
		app_refuse(app, "there is no run %d: r on Train lists them", number);
	} else if (!model) {
		app_refuse(app, "run %d has no network yet", number);
	} else if (!fits(app, record)) {
		app_refuse(app, "run %d was trained on %s: :data reads it", number, record->data);
	} else {
		t->is_followed = t->is_followed && record == t->live;
		if (t->here != record)
			train_go(app, t, record);
		app_set_model(app, model, NULL);
		app_say(app, "all screens now use run %d: %s as it is after step %llu", number,
			model->facts.name, (unsigned long long)model->facts.step);
	}
}

/* --------------------------------------------------------------------------------- the history */

void train_scrub(struct train_state *t, int by)
{
	struct history *history = train_history(t);
	int count = history ? history_count(history) : 0, to;

	if (count == 0)
		return;
	to = history_nearest(history, t->shown->facts.step) + by;
	to = to < 0 ? 0 : to > count - 1 ? count - 1 : to;
	train_show_snapshot(t, history_at(history, to));
	t->is_scrubbed = to < count - 1;
}

void train_scrub_to_end(struct train_state *t, bool is_last)
{
	struct history *history = train_history(t);
	int count = history ? history_count(history) : 0;

	train_scrub(t, is_last ? count : -count);
}

void train_go_to_step(struct app *app, void *state, uint64_t step)
{
	struct train_state *t = state;
	struct history *history = train_history(t);
	int at = history ? history_nearest(history, step) : -1;
	char asked[TEXT_NUMBER_MAX], kept[TEXT_NUMBER_MAX];

	if (at < 0) {
		app_refuse(app, "there is no history yet: Space trains");
		return;
	}
	app_go(app, app_screen(app, "Train"));
	t->is_form = false;
	train_scrub(t, at - history_nearest(history, t->shown->facts.step));
	text_grouped(step, asked);
	text_grouped(t->shown->facts.step, kept);
	if (t->shown->facts.step == step)
		app_say(app, "step %s", kept);
	else
		app_say(app, "step %s is not in the history: the nearest is step %s", asked, kept);
}
