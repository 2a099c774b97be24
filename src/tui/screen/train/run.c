/*
 * The run, what it has published, and which of that is shown.
 *
 * A run belongs to the settings it was made with. When the form says something else the next start
 * begins anew, and asks before it throws away what is in no file; only the number of steps may
 * change on the way.
 */
#include "tui/screen/train/maps.h"
#include "tui/screen/train/train.h"

#include <stdio.h>
#include <string.h>

static double still_clock(void)
{
	return 0;
}

static const char *short_name(const char *architecture)
{
	return strchr(architecture, ' ') || strpbrk(architecture, "0123456789") ? "net"
										: architecture;
}

/* --------------------------------------------------------------------------- begin and end */

static void reset(struct app *app, struct train_state *t)
{
	run_free(t->run);
	t->run = NULL;
	t->is_unsaved = false;
	train_forget(app, t);
	save_dialog_clear(&t->saving);
	snapshot_unref(t->shown);
	t->shown = NULL;
	if (t->history)
		history_clear(t->history);
	curves_clear(&t->curves);
	t->view = (struct run_view){0};
	t->curves_at = 0;
	t->safe_step = 0;
	t->is_scrubbed = false;
}

static bool make(struct app *app, struct train_state *t)
{
	const struct fit_settings *form = &t->form;
	struct run_spec spec = {.fit = settings_spec(form),
				.steps = form->steps,
				.name = short_name(form->architecture),
				.data = app->data,
				.kernel = app->setup.kernel,
				.threads = app->setup.threads,
				.notify = &app->notify,
				.clock = app->setup.is_clock_fixed ? still_clock : NULL};
	struct err err;

	/* What is being opened may take the data set's place. */
	if (jobs_pending(app->jobs, app) > 0) {
		app_say(app, "still opening: try again in a moment");
		return false;
	}
	if (!settings_check(form, app->data, app->setup.kernel, &err) ||
	    !(t->run = run_open(&spec, &err))) {
		app_complain(app, &err);
		return false;
	}
	t->made = *form;
	if (!t->history)
		t->history = history_new(HISTORY_BYTES);
	run_look(t->run, &t->view);
	return true;
}

static void say_done(struct app *app, const struct run_view *view)
{
	if (view->state == RUN_FAILED)
		app_say(app, "this run is lost: x lets go of it, f changes the settings");
	else
		app_say(app, "all steps are done: f sets more, x begins anew, s saves");
	app->is_error = view->state == RUN_FAILED;
}

/* Who trains wants to see what comes of it. */
static void take_steps(struct train_state *t)
{
	if (t->is_scrubbed)
		train_scrub_to_end(t, true);
	if (t->wish == TRAIN_RUN)
		run_start(t->run);
	else
		run_step(t->run, t->wish == TRAIN_ONE_STEP ? 1 : 10);
}

static void go_on(struct app *app, struct train_state *t)
{
	struct run_view *view = &t->view;

	if (t->form.steps != t->made.steps) {
		run_extend(t->run, t->form.steps);
		t->made.steps = t->form.steps;
	}
	run_look(t->run, view);
	if (view->state == RUN_FAILED || view->state == RUN_DONE)
		say_done(app, view);
	else if (t->wish == TRAIN_RUN && view->state == RUN_RUNNING)
		run_pause(t->run);
	else
		take_steps(t);
	run_look(t->run, view);
}

static void fulfil(struct app *app, struct train_state *t)
{
	if (t->wish == TRAIN_RESET || (t->run && !settings_are_same_run(&t->form, &t->made)))
		reset(app, t);
	if (t->wish == TRAIN_RESET || (!t->run && !make(app, t)))
		return;
	t->is_form = false;
	go_on(app, t);
}

static void answer_anew(struct app *app, void *state, const char *answer)
{
	if (answer[0] == 'y' || answer[0] == 'Y')
		fulfil(app, state);
}

void train_wish(struct app *app, struct train_state *t, enum train_wish wish)
{
	bool is_anew =
		t->run && (wish == TRAIN_RESET || !settings_are_same_run(&t->form, &t->made));
	struct err err;

	t->wish = wish;
	if (!t->run && wish == TRAIN_RESET)
		app_say(app, "there is no run to let go of");
	else if (is_anew && wish != TRAIN_RESET &&
		 !settings_check(&t->form, app->data, app->setup.kernel, &err))
		app_complain(app, &err);
	else if (is_anew && t->is_unsaved)
		prompt_choose(app,
			      "The trained network is in no file. Begin anew without it? (y, n) ",
			      t, answer_anew);
	else
		fulfil(app, t);
}

void train_set_architecture(struct app *app, void *state, const char *architecture)
{
	struct train_state *t = state;
	struct fit_settings form = settings_for(architecture);
	struct err err;

	app_go(app, app_screen(app, "Train"));
	if (!settings_check(&form, app->data, app->setup.kernel, &err)) {
		app_complain(app, &err);
		return;
	}
	t->form = form;
	if (t->run)
		run_look(t->run, &t->view);
	if (t->run && !t->view.is_busy && !t->is_unsaved)
		reset(app, t);
}

/* ----------------------------------------------------------------------- what is published */

/* A packed one is unpacked: some ms for the article's net. */
static void show(struct train_state *t, const struct snapshot *kept)
{
	const struct snapshot *snapshot = snapshot_unpack(kept);
	struct unit_maps maps = unit_maps_of(snapshot->net);

	snapshot_unref(t->shown);
	t->shown = snapshot;
	t->range = unit_maps_range(&maps);
}

static void take(struct train_state *t, const struct snapshot *snapshot)
{
	history_add(t->history, snapshot);
	if (snapshot->facts.step > t->safe_step)
		t->is_unsaved = true;
	snapshot_unref(snapshot);
}

void train_poll(struct app *app, void *state)
{
	struct train_state *t = state;
	const struct snapshot *snapshot;
	uint64_t now;
	bool is_new = false;

	if (!t->is_filled) {
		t->form = settings_for("softmax");
		t->is_filled = true;
		t->class = -1;
	}
	if (!t->run)
		return;
	run_look(t->run, &t->view);
	now = t->view.step + t->view.validated_at;
	if (now != t->curves_at)
		run_curves(t->run, &t->curves);
	t->curves_at = now;
	while ((snapshot = run_take(t->run))) {
		take(t, snapshot);
		is_new = true;
	}
	if (is_new && !t->is_scrubbed)
		show(t, history_at(t->history, history_count(t->history) - 1));
	if (is_new && t->is_followed)
		app_set_model(app, history_at(t->history, history_count(t->history) - 1), NULL);
}

void train_scrub(struct train_state *t, int by)
{
	int count = t->history ? history_count(t->history) : 0, to;

	if (count == 0)
		return;
	to = history_nearest(t->history, t->shown->facts.step) + by;
	to = to < 0 ? 0 : to > count - 1 ? count - 1 : to;
	show(t, history_at(t->history, to));
	t->is_scrubbed = to < count - 1;
}

void train_go_to_step(struct app *app, void *state, uint64_t step)
{
	struct train_state *t = state;
	int at = t->history ? history_nearest(t->history, step) : -1;
	char asked[TEXT_NUMBER_MAX], kept[TEXT_NUMBER_MAX];

	if (at < 0) {
		app_refuse(app, "there is no history yet: Space trains");
		return;
	}
	app_go(app, app_screen(app, "Train"));
	t->is_form = false;
	train_scrub(t, at - history_nearest(t->history, t->shown->facts.step));
	text_grouped(step, asked);
	text_grouped(t->shown->facts.step, kept);
	if (t->shown->facts.step == step)
		app_say(app, "step %s", kept);
	else
		app_say(app, "step %s is not in the history: the nearest is step %s", asked, kept);
}

void train_scrub_to_end(struct train_state *t, bool is_last)
{
	int count = t->history ? history_count(t->history) : 0;

	train_scrub(t, is_last ? count : -count);
}

/* Nothing of this run is lost any more, unless the run is another one by now. */
static void take_saved(struct app *app, void *state, const struct snapshot *snapshot,
		       const char *path)
{
	struct train_state *t = state;

	(void)app;
	(void)path;
	if (t->saving.snapshot != snapshot)
		return;
	t->is_unsaved = false;
	t->safe_step = t->view.step;
}

void train_save(struct app *app, struct train_state *t)
{
	if (!t->shown) {
		app_say(app, "there is nothing to save yet: Space trains");
		return;
	}
	t->saving.saved = take_saved;
	t->saving.state = t;
	save_dialog_open(app, &t->saving, t->shown);
}

void train_end(struct app *app, void *state)
{
	struct train_state *t = state;

	(void)app;
	run_free(t->run);
	snapshot_unref(t->shown);
	snapshot_unref(t->queried);
	save_dialog_clear(&t->saving);
	history_free(t->history);
}
