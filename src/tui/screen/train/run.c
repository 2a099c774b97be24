/*
 * The run that is being trained: it begins, takes steps, publishes, and ends; its record in the
 * list of runs has what was published.
 *
 * A run belongs to the settings it was made with. When the form says something else the next start
 * begins another run, and the one before ends and stays in the list; only the number of steps may
 * change on the way.
 */
#include "tui/screen/train/runs.h"

#include <math.h>
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

/* --------------------------------------------------------------------------- what is published */

static void look(struct app *app, struct train_state *t)
{
	struct run_record *live = t->live;
	double now = app_now(app);

	if (live->view.is_busy)
		live->seconds += now - t->looked_at;
	t->looked_at = now;
	run_look(t->run, &live->view);
	if (t->here == live)
		t->view = live->view;
}

/* Whether there was something. */
static bool take_all(struct train_state *t)
{
	struct run_record *live = t->live;
	const struct snapshot *snapshot;
	bool is_new = false;

	while ((snapshot = run_take(t->run))) {
		history_add(live->history, snapshot);
		if (snapshot->facts.step > t->safe_step)
			live->is_unsaved = true;
		snapshot_unref(snapshot);
		is_new = true;
	}
	return is_new;
}

static void poll_live(struct app *app, struct train_state *t)
{
	uint64_t now;
	bool is_new;

	look(app, t);
	now = t->live->view.step + t->live->view.validated_at;
	if (now != t->curves_at)
		run_curves(t->run, &t->live->curves);
	t->curves_at = now;
	is_new = take_all(t);
	if (is_new && t->here == t->live && !t->is_scrubbed)
		train_show_snapshot(t, run_record_model(t->live));
	if (is_new && t->is_followed)
		app_follow_model(app, run_record_model(t->live));
}

void train_poll(struct app *app, void *state)
{
	struct train_state *t = state;

	if (!t->is_filled) {
		t->form = settings_for("softmax");
		t->is_filled = true;
		t->class = -1;
	}
	train_check(app, t);
	if (t->run)
		poll_live(app, t);
	train_watch_poll(app, t);
}

/* --------------------------------------------------------------------------- begin and end */

void train_end_run(struct app *app, struct train_state *t)
{
	struct run_record *live = t->live;

	run_end(t->run);
	poll_live(app, t);
	run_free(t->run);
	t->run = NULL;
	t->live = NULL;
	live->view.is_busy = false;
	save_dialog_clear(&t->saving);
	run_list_end(app->runs, live);
	train_check(app, t);
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
	struct run *run;

	/* What is being opened may take the data set's place. */
	if (jobs_pending(app->jobs, app) > 0) {
		app_say(app, "still opening: try again in a moment");
		return false;
	}
	if (!settings_check(form, app->data, app->setup.kernel, &err) ||
	    !(run = run_open(&spec, &err))) {
		app_complain(app, &err);
		return false;
	}
	if (t->run)
		train_end_run(app, t);
	t->run = run;
	t->live = run_list_add(app->runs, spec.name, app->data->name, form);
	t->curves_at = t->safe_step = 0;
	t->looked_at = app_now(app);
	run_list_share(app->runs);
	train_go(app, t, t->live);
	look(app, t);
	return true;
}

static void say_done(struct app *app, const struct run_view *view)
{
	if (view->state == RUN_FAILED)
		app_say(app, "this run has failed: f changes the settings of the next one");
	else
		app_say(app, "all steps are done: f sets more, x ends this run, s saves");
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
	const struct run_view *view = &t->live->view;

	if (t->here != t->live)
		train_go(app, t, t->live);
	if (t->form.steps != t->live->settings.steps) {
		run_extend(t->run, t->form.steps);
		t->live->settings.steps = t->form.steps;
	}
	look(app, t);
	if (view->state == RUN_FAILED || view->state == RUN_DONE)
		say_done(app, view);
	else if (t->wish == TRAIN_RUN && view->state == RUN_RUNNING)
		run_pause(t->run);
	else
		take_steps(t);
	look(app, t);
}

bool train_is_other(const struct train_state *t)
{
	return t->run && !settings_are_same_run(&t->form, &t->live->settings);
}

static void fulfil(struct app *app, struct train_state *t)
{
	if ((!t->run || train_is_other(t)) && !make(app, t))
		return;
	t->is_form = t->is_table = false;
	go_on(app, t);
}

static void answer_anew(struct app *app, void *state, const char *answer)
{
	if (answer[0] == 'y' || answer[0] == 'Y')
		fulfil(app, state);
}

void train_wish(struct app *app, struct train_state *t, enum train_wish wish)
{
	const struct run_record *to_go = run_list_next_to_go(app->runs);
	char question[PROMPT_QUESTION_MAX];
	struct err err;

	t->wish = wish;
	if (t->here && t->here->is_watched && !t->is_form) {
		app_say(app,
			"run %d is another program's: it is only watched; c trains one like it "
			"here",
			t->here->number);
		return;
	}
	if ((!t->run || train_is_other(t)) &&
	    !settings_check(&t->form, app->data, app->setup.kernel, &err)) {
		app_complain(app, &err);
	} else if ((!t->run || train_is_other(t)) && to_go && to_go->is_unsaved) {
		snprintf(question, sizeof(question),
			 "The list is full, and run %d goes, in no file. Begin anew? (y, n) ",
			 to_go->number);
		prompt_choose(app, question, t, answer_anew);
	} else {
		fulfil(app, t);
	}
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
	if (t->here)
		app_say(app, "the form has %.40s now: Space trains it, f shows the form",
			architecture);
}

/* Nothing of this run is lost any more, unless it went on meanwhile. */
static void take_saved(struct app *app, void *state, const struct snapshot *snapshot,
		       const char *path)
{
	struct train_state *t = state;

	(void)path;
	run_list_saved(app->runs, snapshot);
	if (!t->live || t->saving.snapshot != snapshot || t->saved_run != t->live->number)
		return;
	t->live->is_unsaved = false;
	t->safe_step = t->live->view.step;
}

void train_save(struct app *app, struct train_state *t)
{
	if (!t->shown) {
		app_say(app, "there is nothing to save yet: Space trains");
		return;
	}
	t->saving.saved = take_saved;
	t->saving.state = t;
	t->saved_run = t->here->number;
	save_dialog_open(app, &t->saving, t->shown);
}

void train_end(struct app *app, void *state)
{
	struct train_state *t = state;

	(void)app;
	run_free(t->run);
	train_watch_free(t);
	snapshot_unref(t->shown);
	snapshot_unref(t->queried);
	train_strip_clear(t);
	save_dialog_clear(&t->saving);
}
