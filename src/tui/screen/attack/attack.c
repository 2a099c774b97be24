/*
 * Attack: a picture is walked, step by step, to where the network takes it for something else.
 *
 * `wanted` is all that keys move: steps are computed until it is there, and what is shown is as
 * near to it as there are steps. So five quick presses are five steps, and going back is free.
 */
#include "tui/screen/attack/attack.h"
#include "base/xalloc.h"
#include "tui/session_value.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const float rates[] = {0.001f, 0.002f, 0.005f, 0.01f, 0.02f, 0.05f,
			      0.1f,   0.2f,   0.5f,   1,     2,     4};
enum { RATES = sizeof(rates) / sizeof(rates[0]) };

static int rate_index(float rate)
{
	int i = 0;

	while (i < RATES - 1 && rates[i] < rate)
		i++;
	return i;
}

/* ------------------------------------------------------------------------------- the start */

static enum attack_start start_of(const struct sample *sample)
{
	return sample->source == SAMPLE_NOISE   ? ATTACK_FROM_NOISE
	       : sample->source == SAMPLE_BLANK ? ATTACK_FROM_BLANK
						: ATTACK_FROM_IMAGE;
}

static void drop_next(struct attack_state *state)
{
	attack_free(state->next);
	snapshot_unref(state->next_model);
	state->next = NULL;
	state->next_model = NULL;
}

static void take_next(struct attack_state *state)
{
	attack_free(state->attack);
	snapshot_unref(state->model);
	state->attack = state->next;
	state->model = state->next_model;
	state->next = NULL;
	state->next_model = NULL;
}

/* While a network trains, what is shown stays until the newer one is as far: target, rate and step
 * stay as well. */
static void follow(struct app *app, struct attack_state *state)
{
	jobs_cancel(app->jobs, state);
	state->is_running = false;
	state->model_generation = app->model_generation;
	state->next_model = snapshot_ref(app->model);
	state->next = attack_open(app->model->net, app->sample.pixels, &state->attack->spec, NULL);
	state->next->is_compared = true;
}

static void begin(struct app *app, struct attack_state *state, const struct attack_spec *spec)
{
	const struct snapshot *old = state->model;

	drop_next(state);
	attack_stop_playing(app, state);
	jobs_cancel(app->jobs, state);
	state->is_running = false;
	state->model = snapshot_ref(app->model);
	snapshot_unref(old);
	attack_free(state->attack);
	state->attack = attack_open(app->model->net, app->sample.pixels, spec, NULL);
	state->attack->is_compared = true;
	free(state->added);
	state->added = xfloats(state->attack->pixels);
	state->wanted = 0;
}

/* What was chosen stays with another image or network, unless it makes no sense there: a target
 * that the image shows already, or the rate for noise. */
static void begin_anew(struct app *app, struct attack_state *state)
{
	enum attack_start before = state->start;
	int classes = app_classes(app);
	struct attack_spec spec;

	state->start = start_of(&app->sample);
	spec = attack_default(state);
	if (state->attack) {
		float rate = spec.rate;

		spec = state->attack->spec;
		spec.rate = state->start == before ? spec.rate : rate;
	}
	if (spec.target >= classes || spec.target == app->sample.label)
		spec.target = (app->sample.label + 1) % classes;
	begin(app, state, &spec);
}

static void attack_update(struct app *app, void *at)
{
	struct attack_state *state = at;

	bool is_other = state->model_generation != app->model_generation;

	if (!state->attack || state->sample_generation != app->sample_generation ||
	    (is_other && !app->is_followed)) {
		state->model_generation = app->model_generation;
		state->sample_generation = app->sample_generation;
		begin_anew(app, state);
	} else if (is_other && !state->next) {
		follow(app, state);
	}
	if (state->next && state->next->count > state->wanted)
		take_next(state);
	attack_walk(state, app->jobs);
}

/* The state with the start that the app has by now: keys may come faster than updates. */
static struct attack_state *fresh(struct app *app, void *at)
{
	struct attack_state *state = at;

	attack_update(app, at);
	if (state->next)
		take_next(state);
	return at;
}

static void attack_leave(struct app *app, void *at)
{
	attack_stop_playing(app, at);
}

static void attack_end(struct app *app, void *at)
{
	struct attack_state *state = at;

	(void)app;
	drop_next(state);
	attack_free(state->attack);
	snapshot_unref(state->model);
	free(state->added);
}

/* ------------------------------------------------------------------------------------ keys */

static void next(struct app *app, void *at, int key)
{
	struct attack_state *state = fresh(app, at);

	(void)key;
	attack_stop_playing(app, state);
	if (state->wanted < ATTACK_STEPS_MAX - 1)
		state->wanted++;
	else
		app_say(app, "That is as far as one can go: x goes back to the start.");
	attack_walk(state, app->jobs);
}

static void back(struct app *app, void *at, int key)
{
	struct attack_state *state = fresh(app, at);
	int cursor = attack_cursor(state);

	(void)key;
	attack_stop_playing(app, state);
	state->wanted = cursor > 0 ? cursor - 1 : 0;
}

static void to_end(struct app *app, void *at, int key)
{
	struct attack_state *state = fresh(app, at);

	attack_stop_playing(app, state);
	if (key == 'g' || key == PRESS_HOME)
		state->wanted = 0;
	else if (state->wanted < state->attack->count - 1)
		state->wanted = state->attack->count - 1;
}

/* Another spec for what follows the step shown. */
static void turn_here(struct attack_state *state, const struct attack_spec *spec)
{
	int cursor = attack_cursor(state);

	if (cursor >= 0)
		state->wanted = cursor;
	attack_turn(state, cursor, spec);
}

static void attack_choose_class(struct app *app, void *at, int class)
{
	struct attack_state *state = fresh(app, at);
	struct attack_spec spec = state->attack->spec;

	attack_stop_playing(app, state);
	state->wanted = 0;
	if (class == spec.target)
		return;
	spec.target = class;
	attack_turn(state, 0, &spec);
	attack_walk(state, app->jobs);
}

static void change_target(struct app *app, void *at, int key)
{
	int classes = app_classes(app);

	attack_choose_class(app, at,
			    (fresh(app, at)->attack->spec.target + press_down(key) + classes) %
				    classes);
}

static void change_rate(struct app *app, void *at, int key)
{
	struct attack_state *state = fresh(app, at);
	struct attack_spec spec = state->attack->spec;
	int i = rate_index(spec.rate);

	i += key == '-' ? -1 : 1;
	if (i < 0 || i >= RATES) {
		app_say(app, "The rate is between %g and %g.", (double)rates[0],
			(double)rates[RATES - 1]);
		return;
	}
	spec.rate = rates[i];
	turn_here(state, &spec);
}

static void clip(struct app *app, void *at, int key)
{
	struct attack_state *state = fresh(app, at);
	struct attack_spec spec = state->attack->spec;

	(void)key;
	spec.is_clipped = !spec.is_clipped;
	turn_here(state, &spec);
	app_say(app, spec.is_clipped ? "Pixels stay within 0 and 1 from here on."
				     : "Pixels may leave 0 to 1 from here on, as in the article.");
}

static void restart(struct app *app, void *at, int key)
{
	struct attack_state *state = fresh(app, at);
	struct attack_spec spec = state->attack->spec;

	(void)key;
	attack_stop_playing(app, state);
	state->wanted = 0;
	attack_turn(state, 0, &spec);
}

static void choose_method(struct app *app, void *at, int key)
{
	struct attack_state *state = fresh(app, at);

	attack_stop_playing(app, state);
	attack_next(app, state, key == 'm');
	attack_walk(state, app->jobs);
}

static void switch_map(struct app *app, void *at, int key)
{
	struct attack_state *state = at;

	(void)app;
	(void)key;
	state->is_added_seen = !state->is_added_seen;
}

static bool is_kept(const struct app *app, const float *image, int target)
{
	for (int i = 0; i < app->kept_count; i++)
		if (app->kept[i].target == target &&
		    app->kept[i].sample.label == app->sample.label &&
		    memcmp(app->kept[i].sample.pixels, image, app_pixels(app) * sizeof(float)) == 0)
			return true;
	return false;
}

static void keep(struct app *app, void *at, int key)
{
	struct attack_state *state = fresh(app, at);
	const struct attack_step *shown = attack_shown(state);
	char title[96];

	(void)key;
	if (!shown)
		return;
	if (is_kept(app, shown->image, state->attack->spec.target)) {
		app_say(app, "already kept; R classifies it with other networks");
		return;
	}
	snprintf(title, sizeof(title), "%.60s, step %d", app->sample.title, attack_cursor(state));
	app_keep(app, shown->image, state->attack->steps[0].image, app->sample.label,
		 state->attack->spec.target, title);
	app_say(app, "kept; R classifies it with other networks");
}

static void play(struct app *app, void *at, int key)
{
	(void)key;
	attack_play(app, fresh(app, at));
}

/* --------------------------------------------------------------------------------- sessions */

/* A rate that changed on the way is that of all steps when it comes back. */
static json_t *attack_to_session(struct app *app, void *at)
{
	struct attack_state *state = fresh(app, at);
	const struct attack_spec *spec = &state->attack->spec;
	json_t *o = json_object();

	json_object_set_new(o, "target", json_integer(spec->target));
	json_object_set_new(o, "step", json_integer(state->wanted));
	json_object_set_new(o, "rate", json_real((double)spec->rate));
	attack_method_to_session(spec, o);
	if (spec->is_clipped)
		json_object_set_new(o, "is_clipped", json_true());
	if (state->is_added_seen)
		json_object_set_new(o, "is_added_seen", json_true());
	return o;
}

static void attack_from_session(struct app *app, void *at, const json_t *o)
{
	struct attack_state *state = fresh(app, at);
	struct attack_spec spec = state->attack->spec;

	attack_stop_playing(app, state);
	attack_method_from_session(state, o, &spec);
	session_get_int(o, "target", 0, app_classes(app) - 1, &spec.target);
	session_get_float(o, "rate", rates[0], rates[RATES - 1], &spec.rate);
	session_get_bool(o, "is_clipped", &spec.is_clipped);
	session_get_bool(o, "is_added_seen", &state->is_added_seen);
	state->wanted = 0;
	session_get_int(o, "step", 0, ATTACK_STEPS_MAX - 1, &state->wanted);
	attack_turn(state, 0, &spec);
	attack_walk(state, app->jobs);
}

/* ------------------------------------------------------------------------------------- all */

static void attack_here(struct app *app, void *at, struct here *here)
{
	struct attack_state *state = fresh(app, at);
	const struct attack_spec *spec = &state->attack->spec;
	int by = rate_index(spec->rate) - rate_index(attack_default(state).rate);

	here_add(here, ":class ");
	here_add_text(here, class_name(app_names(app), spec->target));
	here_add(here, "<Enter>");
	here_repeat(here, "m", attack_method_steps(spec));
	here_repeat(here, "o", attack_objective_steps(spec));
	here_repeat(here, by < 0 ? "-" : "+", by < 0 ? -by : by);
	here_repeat(here, "c", spec->is_clipped != spec->method->is_clipped);
	here_repeat(here, "n", state->attack->count - 1);
	here_repeat(here, "p", state->attack->count - 1 - attack_cursor(state));
	here_repeat(here, "d", state->is_added_seen);
}

static const struct binding keys[] = {
	{'n', PRESS_RIGHT, "next", "one step on", next},
	{'p', PRESS_LEFT, "back", "one step back, to exactly the same picture", back},
	{PRESS_SPACE, 0, "play", "take step after step until the network is sure; pause", play},
	{PRESS_ENTER, 0, "keep", "keep the picture shown, for Retrain", keep},
	{'m', 0, "method", "the next method: the article's, then those of papers", choose_method},
	{'o', 0, "objective", "what shall grow: the probability, the logit, the loss, the margin",
	 choose_method},
	{'d', 0, "map", "where there is room for one map: the next step, or all that was added",
	 switch_map},
	{'+', '=', "rate", "larger steps from here on", change_rate},
	{'-', 0, NULL, "smaller steps from here on", change_rate},
	{PRESS_DIGIT, 0, "target", "the class it shall be taken for; begins at the start", NULL},
	{'j', PRESS_DOWN, NULL, "the next class instead; :class takes a name", change_target},
	{'k', PRESS_UP, NULL, "the class before", change_target},
	{'z', 0, "noise", "start from noise, by its seed", attack_ask_noise},
	{'i', 0, "image", "start from an image, by its number", attack_ask_image},
	{'b', 0, "blank", "start from blank paper", attack_start_blank},
	{'x', 0, "restart", "begin again at the start", restart},
	{'c', 0, "clip",
	 "keep pixels within 0 and 1 from here on, which the article does not; or not", clip},
	{'g', PRESS_HOME, NULL, "the start", to_end},
	{'G', PRESS_END, NULL, "the last step that was taken", to_end},
	{0}};

/* Where both maps are shown there is none to choose; at the start there is nothing to keep yet, and
 * nowhere to go back to. So what matters has room in 80 columns. */
static const char *label(struct app *app, void *at, const struct binding *row)
{
	const struct attack_state *state = at;
	bool is_of_steps = row->key == 'p' || row->key == PRESS_ENTER;

	if (row->key == 'd' && attack_shows_both_maps(app, app_body(app)))
		return NULL;
	return is_of_steps && state->attack && attack_cursor(state) == 0 ? NULL : row->label;
}

static const struct legend legend[] = {
	{"next step", "the gradient: red takes ink away, blue adds some"},
	{"added", "all steps so far, in the same colours"},
	{"> * + -", "bars: the largest; the target's; larger or smaller than before the step"},
	{"p(3)",
	 "the probability of the target over the steps; the other curve is what the network "
	 "said at first"},
	{"^", "the step at which the network changes its mind"},
	{"L0 L2 Linf", "how many pixels were changed, how far in all, and the most changed one"},
	{"SSIM", "how alike the picture and the start are to a person: 1 is equal"},
	{"noise",
	 "what the network makes of the start with random noise as large as what was added"},
	{0}};

/* A step of the strip. */
static void choose_spot(struct app *app, void *at, int step)
{
	struct attack_state *state = fresh(app, at);

	attack_stop_playing(app, state);
	state->wanted = step;
}

const struct screen attack_screen = {
	.name = "Attack",
	.letter = 'A',
	.purpose = "Change a picture, step by step, until the network takes it for something else",
	.state_size = sizeof(struct attack_state),
	.keys = keys,
	.label = label,
	.legend = legend,
	.leave = attack_leave,
	.to_session = attack_to_session,
	.from_session = attack_from_session,
	.end = attack_end,
	.update = attack_update,
	.draw = attack_draw,
	.choose_spot = choose_spot,
	.status_line = attack_status_line,
	.choose_class = attack_choose_class,
	.tick = attack_tick,
	.export = attack_export,
	.to_json = attack_to_json,
	.here = attack_here,
	.facts = attack_facts,
	.insights = INSIGHT_CERTAINTY,
};
