/*
 * The Train screen: settings in a form, a run that one starts, pauses and steps, and its history to
 * be scrubbed while it goes on. This file has the keys; what they do to the run is in run.c.
 */
#include "tui/screen/train/runs.h"

#include <stdio.h>

static void toggle_form(struct app *app, void *state, int key)
{
	struct train_state *t = state;

	(void)app;
	(void)key;
	t->is_form = !t->is_form;
	t->is_table = false;
}

static void toggle_table(struct app *app, void *state, int key)
{
	struct train_state *t = state;

	(void)app;
	(void)key;
	t->is_table = !t->is_table;
	t->is_form = false;
}

static void turn(struct app *app, void *state, int key)
{
	train_turn(app, state, key == ']' ? 1 : -1);
}

static void copy_settings(struct app *app, void *state, int key)
{
	struct train_state *t = state;

	(void)key;
	if (!t->here) {
		app_say(app, "there is no run whose settings could be copied");
		return;
	}
	t->form = t->here->settings;
	t->here->is_marked = true;
	t->is_form = true;
	t->is_table = false;
	app_say(app, "the same as run %d, but: change a setting; Space begins", t->here->number);
}

static void mark_run(struct app *app, void *state, int key)
{
	struct train_state *t = state;

	(void)key;
	if (!t->here) {
		app_say(app, "there is no run to be compared");
		return;
	}
	t->here->is_marked = !t->here->is_marked;
	app_say(app,
		t->here->is_marked ? "run %d is compared: its curves stay clear"
				   : "run %d is no longer compared: its curves are faint",
		t->here->number);
}

static void close_form(struct app *app, void *state, int key)
{
	struct train_state *t = state;

	/* With neither the key means what it does on every screen. */
	if (!t->is_form && !t->is_table)
		binding_find(app->global_keys, key)->act(app, NULL, key);
	t->is_form = t->is_table = false;
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

static void remove_here(struct app *app, struct train_state *t)
{
	struct run_record *gone = t->here;
	int number = gone->number;

	train_turn(app, t, 1);
	if (t->here == gone)
		train_turn(app, t, -1);
	if (t->here == gone)
		train_go(app, t, NULL);
	run_list_remove(app->runs, gone);
	app_say(app, "run %d is no longer in the list", number);
}

static void answer_remove(struct app *app, void *state, const char *answer)
{
	struct train_state *t = state;

	if ((answer[0] == 'y' || answer[0] == 'Y') && t->here && !t->here->is_live)
		remove_here(app, t);
}

static void end_or_remove(struct app *app, void *state, int key)
{
	struct train_state *t = state;
	char question[PROMPT_QUESTION_MAX];

	(void)key;
	if (!t->here) {
		app_say(app, "there is no run to end");
	} else if (train_watched(t, t->here)) {
		train_watch_end(app, t, train_watched(t, t->here));
		app_say(app, "run %d is no longer watched and stays in the list", t->here_number);
	} else if (t->here->is_live) {
		train_end_run(app, t);
		app_say(app, "run %d has ended and stays in the list: Space begins another",
			t->here_number);
	} else if (t->here->is_unsaved) {
		snprintf(question, sizeof(question),
			 "Run %d is in no file. Remove it from the list? (y, n) ", t->here->number);
		prompt_choose(app, question, t, answer_remove);
	} else {
		remove_here(app, t);
	}
}

static void move(struct app *app, void *state, int key)
{
	struct train_state *t = state;

	if (t->is_table)
		train_turn(app, t, key == 'j' || key == PRESS_DOWN ? 1 : -1);
	else
		train_move(t, key);
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

	if (t->is_table)
		train_turn_to_end(app, t, is_last);
	else if (t->is_form)
		t->field = is_last ? TRAIN_FIELDS - 1 : 0;
	else
		train_scrub_to_end(t, is_last);
}

static void scrub_far(struct app *app, void *state, int key)
{
	struct train_state *t = state;
	int by = train_history(t) ? history_count(train_history(t)) / 20 : 0;

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
	} else if (t->is_table && t->here) {
		train_use_run(app, t, t->here->number);
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
	const struct run_record *newest = train_watched(t, t->here) ? t->here : t->live;

	(void)key;
	t->is_followed = !t->is_followed;
	if (t->is_followed && newest && run_record_model(newest))
		app_follow_model(app, run_record_model(newest));
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
	{'r', 0, "runs", "the list of runs: j and k go through it, Enter uses a run's network",
	 toggle_table},
	{'c', 0, NULL,
	 "the same but: the form with the settings of this run, which is compared, to change one",
	 copy_settings},
	{'m', 0, NULL, "compare this run: its curves stay clear beside those of others", mark_run},
	{']', 0, NULL, "the next run", turn},
	{'[', 0, NULL, "the run before", turn},
	{'v', 0, NULL, "all screens use the newest network as it trains, or no longer", follow},
	{'o', 0, NULL, "the loss on a logarithmic or a linear scale", flip_scale},
	{'x', 0, NULL, "end this run; one that has ended goes from the list", end_or_remove},
	{PRESS_DIGIT, 0, NULL, "mark a class and its map; once more: none", NULL},
	{PRESS_ESC, 0, NULL, "close the form, or the list of runs", close_form},
	{0}};

static void update(struct app *app, void *state)
{
	train_update(app, state);
	train_strip_update(app, state);
}

static const struct legend legend[] = {
	{"o O", "kept steps of the run, and the one that is shown"},
	{"7 7 1 7",
	 "what the network of each kept step took the image for; bold where it is right"},
	{"+ -", "the same with more classes than ten: right, wrong"},
	{"1 2 on curves", "the numbers of the runs; with one run alone there are none"},
	{"> in the list", "the run that is looked at"},
	{"* in the list", "a run that is compared: its curves are clear, the others' faint"},
	{">7", "the class with the largest probability"},
	{"rounded",
	 "large layers are kept with 10 bits a weight: probabilities may be off by 0.001"},
	{"rows merged", "each cell shows the mean of two rows of weights"},
	{0}};

/* The runs are the session's own; here it is only that one of them is looked at. */
static json_t *to_session(struct app *app, void *state)
{
	(void)state;
	return app->runs->count > 0 ? json_object() : NULL;
}

static void from_session(struct app *app, void *state, const json_t *o)
{
	struct train_state *t = state;

	(void)o;
	train_poll(app, t);
	if (!t->here)
		train_turn_to_end(app, t, true);
}

static const char *unsaved(struct app *app, void *state)
{
	(void)state;
	for (int i = 0; i < app->runs->count; i++)
		if (app->runs->records[i]->is_unsaved)
			return "The trained network is in no file.";
	return NULL;
}

static bool is_busy(struct app *app, void *state)
{
	struct train_state *t = state;
	struct run_view view;

	(void)app;
	if (train_watch_is_busy(t))
		return true;
	if (!t->run)
		return false;
	run_look(t->run, &view);
	return view.is_busy || view.has_news;
}

static const char *holds_data(struct app *app, void *state)
{
	const struct train_state *t = state;

	(void)app;
	return t->run || t->watches.count > 0
		       ? "Train still holds its data set: on its screen, x ends its run"
		       : NULL;
}

/* A step of the history. */
static void choose_spot(struct app *app, void *state, int at)
{
	struct train_state *t = state;

	(void)app;
	if (t->shown && train_history(t))
		train_scrub(t, at - history_nearest(train_history(t), t->shown->facts.step));
}

const struct screen train_screen = {
	.name = "Train",
	.letter = 'T',
	.purpose = "Train a network and watch its weights form, step by step, forth and back",
	.state_size = sizeof(struct train_state),
	.is_of_several = true,
	.keys = keys,
	.legend = legend,
	.end = train_end,
	.update = update,
	.draw = train_draw,
	.choose_spot = choose_spot,
	.status_line = train_status_line,
	.facts = train_facts,
	.insights = INSIGHT_RUN,
	.choose_class = choose_class,
	.export = train_export,
	.to_json = train_to_json,
	.poll = train_poll,
	.unsaved = unsaved,
	.to_session = to_session,
	.from_session = from_session,
	.is_busy = is_busy,
	.holds_data = holds_data,
};
