/*
 * The Train screen: settings in a form, a run that one starts, pauses and steps, and its history to
 * be scrubbed while it goes on. This file has the keys; what they do to the run is in run.c.
 */
#include "tui/screen/train/train.h"

#include <stdio.h>

static void toggle_form(struct app *app, void *state, int key)
{
	struct train_state *t = state;

	(void)app;
	(void)key;
	t->is_form = !t->is_form;
}

static void close_form(struct app *app, void *state, int key)
{
	struct train_state *t = state;

	/* Without a form the key means what it does on every screen. */
	if (!t->is_form)
		binding_find(app->global_keys, key)->act(app, NULL, key);
	t->is_form = false;
}

static void start_or_pause(struct app *app, void *state, int key)
{
	(void)key;
	train_wish(app, state, TRAIN_RUN);
}

static void step(struct app *app, void *state, int key)
{
	train_wish(app, state, key == 'n' ? TRAIN_ONE_STEP : TRAIN_TEN_STEPS);
}

static void begin_anew(struct app *app, void *state, int key)
{
	(void)key;
	train_wish(app, state, TRAIN_RESET);
}

static void move(struct app *app, void *state, int key)
{
	(void)app;
	train_move(state, key);
}

static void scrub(struct app *app, void *state, int key)
{
	struct train_state *t = state;
	bool is_on = key == '>' || key == 'l' || key == PRESS_RIGHT;

	if (t->is_form)
		train_edit(app, t, is_on ? PRESS_RIGHT : PRESS_LEFT);
	else
		train_scrub(t, is_on ? 1 : -1);
}

static void scrub_to_end(struct app *app, void *state, int key)
{
	struct train_state *t = state;
	bool is_last = key == 'G' || key == PRESS_END;

	(void)app;
	if (t->is_form)
		t->field = is_last ? TRAIN_FIELDS - 1 : 0;
	else
		train_scrub_to_end(t, is_last);
}

static void scrub_far(struct app *app, void *state, int key)
{
	struct train_state *t = state;
	int by = t->history ? history_count(t->history) / 20 : 0;

	(void)app;
	by = by > 1 ? by : 1;
	if (!t->is_form)
		train_scrub(t, key == PRESS_PAGE_DOWN ? by : -by);
}

static void save(struct app *app, void *state, int key)
{
	(void)key;
	train_save(app, state);
}

/* Looking at an older one ends the following, which would put the next one in its place. */
static void use_shown(struct app *app, void *state, int key)
{
	struct train_state *t = state;

	if (t->is_form) {
		train_edit(app, t, key);
	} else if (!t->shown) {
		app_say(app, "there is no network to use yet: Space trains");
	} else {
		t->is_followed = t->is_followed && !t->is_scrubbed;
		app_set_model(app, t->shown, NULL);
		app_say(app, "all screens now use %s as it is after step %llu%s",
			t->shown->facts.name, (unsigned long long)t->shown->facts.step,
			train_rounding(t->shown));
	}
}

static void follow(struct app *app, void *state, int key)
{
	struct train_state *t = state;

	(void)key;
	t->is_followed = !t->is_followed;
	if (t->is_followed && t->shown)
		app_set_model(app, history_at(t->history, history_count(t->history) - 1), NULL);
	app_say(app, t->is_followed ? "all screens use the newest network while it trains"
				    : "the screens keep the network that they have");
}

static void flip_scale(struct app *app, void *state, int key)
{
	struct train_state *t = state;

	(void)key;
	t->is_linear = !t->is_linear;
	app_say(app, "the loss on a %s scale", t->is_linear ? "linear" : "logarithmic");
}

static void choose_class(struct app *app, void *state, int class)
{
	struct train_state *t = state;

	(void)app;
	t->class = t->class == class ? -1 : class;
}

static const struct binding keys[] = {
	{PRESS_SPACE, 0, "run", "start, pause, go on", start_or_pause},
	{'n', 0, "step", "one step", step},
	{'N', 0, "ten", "ten steps", step},
	{'<', 'h', "back", "the snapshot before; in the form, a smaller value", scrub},
	{'>', 'l', "on", "the snapshot after; in the form, a larger value", scrub},
	{PRESS_ENTER, 0, "use", "all screens use the network shown; in the form, type a value",
	 use_shown},
	{'s', 0, "save", "save the network shown, under a name that is asked for", save},
	{'f', 0, "form", "the form: architecture, steps, batch, rate, optimizer, seed",
	 toggle_form},
	{PRESS_LEFT, 'p', NULL, "the same as <", scrub},
	{PRESS_RIGHT, 0, NULL, "the same as >", scrub},
	{'j', PRESS_DOWN, NULL, "the next field of the form", move},
	{'k', PRESS_UP, NULL, "the field before", move},
	{'g', PRESS_HOME, NULL, "the first snapshot; in the form, the first field", scrub_to_end},
	{'G', PRESS_END, NULL,
	 "the latest snapshot, and every later one as it comes; the last field", scrub_to_end},
	{PRESS_PAGE_UP, 0, NULL, "a twentieth of the history back", scrub_far},
	{PRESS_PAGE_DOWN, 0, NULL, "a twentieth of the history on", scrub_far},
	{'v', 0, NULL, "all screens use the newest network as it trains, or no longer", follow},
	{'o', 0, NULL, "the loss on a logarithmic or a linear scale", flip_scale},
	{'x', 0, NULL, "let go of this run, to begin anew; asks when it is not saved", begin_anew},
	{PRESS_DIGIT, 0, NULL, "mark a class and its map; once more: none", NULL},
	{PRESS_ESC, 0, NULL, "close the form", close_form},
	{0}};

static const char *unsaved(struct app *app, void *state)
{
	const struct train_state *t = state;

	(void)app;
	return t->is_unsaved ? "The trained network is in no file." : NULL;
}

static bool is_busy(struct app *app, void *state)
{
	struct train_state *t = state;
	struct run_view view;

	(void)app;
	if (!t->run)
		return false;
	run_look(t->run, &view);
	return view.is_busy || view.has_news;
}

static const char *holds_data(struct app *app, void *state)
{
	const struct train_state *t = state;

	(void)app;
	return t->run ? "Train still holds its data set: on its screen, x lets go of it" : NULL;
}

const struct screen train_screen = {
	.name = "Train",
	.letter = 'T',
	.purpose = "Train a network and watch its weights form, step by step, forth and back",
	.state_size = sizeof(struct train_state),
	.keys = keys,
	.end = train_end,
	.update = train_update,
	.draw = train_draw,
	.status_line = train_status_line,
	.choose_class = choose_class,
	.export = train_export,
	.to_json = train_to_json,
	.poll = train_poll,
	.unsaved = unsaved,
	.is_busy = is_busy,
	.holds_data = holds_data,
};
