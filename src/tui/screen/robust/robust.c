/*
 * Robust: how strong does an attack have to be? Whatever is missing of the curves and of the
 * example is requested in update(), so that nobody has to remember what a change makes necessary.
 */
#include "tui/screen/robust/robust.h"
#include "lab/train/evaluate.h"
#include "model/model.h"
#include "tui/session_value.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How many images there are to choose from; the second is where one begins. */
static const size_t counts[] = {20, 50, 100, 200, 500, 1000, 2000, 5000, 10000};
enum { COUNTS = sizeof(counts) / sizeof(counts[0]), COUNT_USUAL = 1, CURSOR_USUAL = 2 };
static const char *const method_usual = "pgd";

/* --------------------------------------------------------------------------------- settings */

static void set_method(struct app *app, struct robust_state *state,
		       const struct attack_method *method, enum attack_norm norm)
{
	state->spec = robustness_usual(method, norm);
	if (state->cursor >= state->spec.count)
		state->cursor = state->spec.count - 1;
	robust_begin_anew(app, state);
}

static void begin(struct app *app, struct robust_state *state)
{
	state->split = app->setup.split;
	state->images = counts[COUNT_USUAL];
	state->cursor = CURSOR_USUAL;
	set_method(app, state, attack_method_find(method_usual), ATTACK_NORMS);
}

static int method_index(const struct robust_state *state)
{
	int i = 0;

	while (i < attack_method_count - 1 && attack_methods[i] != state->spec.attack.method)
		i++;
	return i;
}

static int count_index(const struct robust_state *state)
{
	int i = 0;

	while (i < COUNTS - 1 && counts[i] < state->images)
		i++;
	return i;
}

/* ----------------------------------------------------------------------------------- update */

/* Another data set, which is seen before the old one is freed: what does not fit it goes. */
static void follow_data(struct app *app, struct robust_state *state)
{
	struct err err;
	bool is_first = !state->data; /* what is being opened by then is for this one */

	if (state->data == app->data)
		return;
	state->data = app->data;
	robust_begin_anew(app, state);
	for (int i = state->row_count - 1; i >= 0 && !is_first; i--) {
		struct robust_row *row = state->rows[i];

		if (!row->model || !evaluate_fits(row->model->net, app->data, "", &err))
			robust_row_remove(app, row);
	}
}

static void robust_poll(struct app *app, void *at)
{
	struct robust_state *state = at;

	if (state->spec.count > 0)
		follow_data(app, state);
}

static void robust_update(struct app *app, void *at)
{
	struct robust_state *state = at;

	if (state->spec.count == 0)
		begin(app, state);
	follow_data(app, state);
	robust_follow_model(app, state);
	for (int i = 0; i < state->row_count; i++) {
		robust_row_attack(app, state->rows[i]);
		robust_row_compute(app, state->rows[i]);
	}
}

/* The state with what the app has by now: keys may come faster than updates. */
static struct robust_state *fresh(struct app *app, void *at)
{
	robust_update(app, at);
	return at;
}

static void robust_end(struct app *app, void *at)
{
	struct robust_state *state = at;

	(void)app;
	for (int i = 0; i < state->row_count; i++)
		robust_row_free(NULL, state->rows[i]);
	state->row_count = 0;
}

/* ------------------------------------------------------------------------------------- keys */

static void move(struct app *app, void *at, int key)
{
	struct robust_state *state = fresh(app, at);

	state->cursor = index_clip(state->cursor + press_right(key), state->spec.count);
	state->row = index_clip(state->row + press_down(key), state->row_count);
}

static void to_end(struct app *app, void *at, int key)
{
	struct robust_state *state = fresh(app, at);

	state->cursor = key == 'g' || key == PRESS_HOME ? 0 : state->spec.count - 1;
}

static void next_method(struct app *app, void *at, int key)
{
	struct robust_state *state = fresh(app, at);
	const struct attack_method *method =
		attack_methods[(method_index(state) + 1) % attack_method_count];

	(void)key;
	set_method(app, state, method, ATTACK_NORMS);
	app_say(app, "%s", method->help);
}

static void next_norm(struct app *app, void *at, int key)
{
	struct robust_state *state = fresh(app, at);
	bool is_l2 = state->spec.attack.norm == ATTACK_L2;

	(void)key;
	if (robustness_counts_pixels(&state->spec)) {
		app_say(app, "Strengths of %s are numbers of pixels.",
			state->spec.attack.method->name);
		return;
	}
	set_method(app, state, state->spec.attack.method, is_l2 ? ATTACK_LINF : ATTACK_L2);
	app_say(app, is_l2 ? "Linf: how much the most changed pixel is changed."
			   : "L2: the length of all changes together.");
}

static void change_count(struct app *app, void *at, int key)
{
	struct robust_state *state = fresh(app, at);
	size_t all = app->data->split[state->split].count;
	int i = count_index(state) + (key == '-' ? -1 : 1);

	if (i < 0 || i >= COUNTS || (key != '-' && state->images >= all)) {
		app_say(app, "From %zu to %zu images can be attacked here.", counts[0],
			all < counts[COUNTS - 1] ? all : counts[COUNTS - 1]);
		return;
	}
	state->images = counts[i];
	robust_begin_anew(app, state);
}

static void answer_strengths(struct app *app, void *at, const char *answer)
{
	struct robust_state *state = at;
	struct err err;

	if (!robustness_read_eps(&state->spec, answer, &err)) {
		app_refuse(app, "%s", err.text);
		return;
	}
	state->cursor = index_clip(state->cursor, state->spec.count);
	robust_begin_anew(app, state);
}

static void ask_strengths(struct app *app, void *at, int key)
{
	const struct robust_state *state = fresh(app, at);

	(void)key;
	prompt_open(app, "Strengths, LOW:HIGH:STEP or 0,0.1,0.3: ",
		    state->spec.attack.norm == ATTACK_L2 ? "0:4:0.5" : "0:0.4:0.05", at,
		    answer_strengths, NULL);
}

static void pause_or_go_on(struct app *app, void *at, int key)
{
	struct robust_state *state = fresh(app, at);

	(void)key;
	state->is_paused = !state->is_paused;
}

static bool robust_cancel(struct app *app, void *at)
{
	struct robust_state *state = at;
	bool is_computing = false;

	(void)app;
	for (int i = 0; i < state->row_count; i++)
		is_computing = is_computing || !state->rows[i]->is_done;
	if (state->is_paused || !is_computing)
		return false;
	state->is_paused = true;
	return true;
}

static void keep(struct app *app, void *at, int key)
{
	struct robust_state *state = fresh(app, at);
	struct robust_row *row = robust_row_here(state);

	(void)key;
	if (!row)
		return;
	row->is_kept = true;
	app_say(app, "%s stays in the chart: :open another network and see it beside.", row->name);
}

static void answer_file(struct app *app, void *at, const char *answer)
{
	char *path;

	if (!*answer)
		return;
	path = file_expand(answer);
	robust_row_open(app, at, path);
	free(path);
}

static const char *model_word(struct app *app, int i)
{
	return i < MODEL_SHIPPED ? model_shipped[i]
				 : prompt_file_word(app, "", FILE_MODEL, i - MODEL_SHIPPED);
}

static void ask_file(struct app *app, void *at, int key)
{
	(void)key;
	prompt_open(app, "Another network, a file or a name: ", "", fresh(app, at), answer_file,
		    model_word);
}

static void remove_row(struct app *app, void *at, int key)
{
	struct robust_state *state = fresh(app, at);
	struct robust_row *row = robust_row_here(state);

	(void)key;
	if (row && row->model == app->model) {
		row->is_kept = false;
		app_say(app, "This is the network that all screens look at; :open takes another.");
	} else if (row) {
		robust_row_remove(app, row);
	}
}

static void next_image(struct app *app, void *at, int key)
{
	struct robust_state *state = fresh(app, at);
	const struct sample *sample = &app->sample;
	bool is_of_split = sample->source == SAMPLE_OF_SPLIT && sample->split == state->split;
	size_t count = app->data->split[state->split].count, index = 0;

	if (is_of_split)
		index = (sample->index + (key == 'n' ? 1 : count - 1)) % count;
	app_choose_image(app, state->split, index);
}

static const struct binding keys[] = {
	{'l', PRESS_RIGHT, "strength", "the next strength", move},
	{'h', PRESS_LEFT, NULL, "the strength before", move},
	{'g', PRESS_HOME, NULL, "the smallest strength", to_end},
	{'G', PRESS_END, NULL, "the largest strength", to_end},
	{'j', PRESS_DOWN, NULL, "the next network", move},
	{'k', PRESS_UP, NULL, "the network before", move},
	{'m', 0, "method", "the next method of attack", next_method},
	{'o', 0, "norm",
	 "the norm of strengths: the largest change of a pixel, or the length of all", next_norm},
	{'+', '=', "images", "attack more images", change_count},
	{'-', 0, NULL, "attack fewer images", change_count},
	{'s', 0, NULL, "other strengths, LOW:HIGH:STEP or numbers between commas", ask_strengths},
	{PRESS_SPACE, 0, "stop", "stop computing; go on", pause_or_go_on},
	{'a', 0, "add", "add a network from a file, or a shipped one", ask_file},
	{PRESS_ENTER, 0, "keep", "keep this network in the chart when another is opened", keep},
	{'x', PRESS_DELETE, "remove", "remove the network under the cursor", remove_row},
	{'n', 0, "next", "the next image as the example", next_image},
	{'p', 0, NULL, "the image before", next_image},
	{0}};

/* What the keys would do now. */
static const char *label(struct app *app, void *at, const struct binding *key)
{
	const struct robust_state *state = at;
	const struct robust_row *row = robust_row_here(state);
	bool is_computing = false;

	for (int i = 0; i < state->row_count; i++)
		is_computing = is_computing || !state->rows[i]->is_done;
	if (key->key == PRESS_SPACE)
		return !is_computing ? NULL : state->is_paused ? "go on" : "stop";
	if (key->key == PRESS_ENTER)
		return row && !row->is_kept ? key->label : NULL;
	if (key->key == 'x')
		return row && row->model != app->model ? key->label : NULL;
	return key->label;
}

static void choose_spot(struct app *app, void *at, int what)
{
	struct robust_state *state = fresh(app, at);

	if (what >= ROBUST_SPOT_STRENGTH)
		state->cursor = index_clip(what - ROBUST_SPOT_STRENGTH, state->spec.count);
	else
		state->row = index_clip(what, state->row_count);
}

/* --------------------------------------------------------------------------------- sessions */

static json_t *robust_to_session(struct app *app, void *at)
{
	const struct robust_state *state = at;
	json_t *o = json_object();

	(void)app;
	if (state->spec.count == 0)
		return o;
	json_object_set_new(o, "method", json_string(state->spec.attack.method->name));
	json_object_set_new(o, "norm", json_integer(state->spec.attack.norm));
	json_object_set_new(o, "images", json_integer((json_int_t)state->images));
	json_object_set_new(o, "strengths",
			    session_floats(state->spec.eps, (size_t)state->spec.count));
	json_object_set_new(o, "cursor", json_integer(state->cursor));
	return o;
}

/* Ascending ones from 0 on, or none are taken. */
static void take_strengths(struct robust_state *state, const json_t *o)
{
	size_t count = json_array_size(json_object_get(o, "strengths"));
	float eps[ROBUSTNESS_MAX_STRENGTHS];

	if (count < 1 || count > ROBUSTNESS_MAX_STRENGTHS ||
	    !session_get_floats(o, "strengths", count, eps))
		return;
	for (size_t i = 0; i < count; i++)
		if (!(eps[i] >= 0) || eps[i] > ROBUSTNESS_MAX_EPS ||
		    (i > 0 && !(eps[i] > eps[i - 1])))
			return;
	memcpy(state->spec.eps, eps, count * sizeof(*eps));
	state->spec.count = (int)count;
}

static void robust_from_session(struct app *app, void *at, const json_t *o)
{
	struct robust_state *state = at;
	const char *name = session_get_text(o, "method");
	const struct attack_method *method = name ? attack_method_find(name) : NULL;
	int norm = ATTACK_NORMS;
	size_t images;

	if (!method)
		return;
	if (state->spec.count == 0)
		begin(app, state);
	session_get_int(o, "norm", 0, ATTACK_NORMS - 1, &norm);
	state->spec = robustness_usual(method, (enum attack_norm)norm);
	take_strengths(state, o);
	if (session_get_size(o, "images", counts[COUNTS - 1], &images) && images >= counts[0])
		state->images = images;
	session_get_int(o, "cursor", 0, ROBUSTNESS_MAX_STRENGTHS - 1, &state->cursor);
	state->cursor = index_clip(state->cursor, state->spec.count);
	robust_begin_anew(app, state);
}

static void here_strengths(const struct robustness_spec *spec, const struct robustness_spec *usual,
			   struct here *here)
{
	if (spec->count == usual->count &&
	    memcmp(spec->eps, usual->eps, (size_t)spec->count * sizeof(*spec->eps)) == 0)
		return;
	here_add(here, "s");
	for (int i = 0; i < spec->count; i++)
		here_add(here, "%s%.9g", i > 0 ? "," : "", (double)spec->eps[i]);
	here_add(here, "<Enter>");
}

static void robust_here(struct app *app, void *at, struct here *here)
{
	const struct robust_state *state = fresh(app, at);
	const struct attack_method *method = state->spec.attack.method;
	struct robustness_spec usual = robustness_usual(method, ATTACK_NORMS);
	int steps = method_index(state), from = 0, by = count_index(state) - COUNT_USUAL;

	while (attack_methods[from] != attack_method_find(method_usual))
		from++;
	here_repeat(here, "m", (steps - from + attack_method_count) % attack_method_count);
	here_repeat(here, "o", usual.attack.norm != state->spec.attack.norm);
	here_repeat(here, by < 0 ? "-" : "+", by < 0 ? -by : by);
	usual = robustness_usual(method, state->spec.attack.norm);
	here_strengths(&state->spec, &usual, here);
	here_add(here, "g");
	here_repeat(here, "l", state->cursor);
	if (state->row_count > 1)
		here->lost = "the other networks of the chart";
}

/* ------------------------------------------------------------------------------------- all */

static const struct legend legend[] = {
	{"curve", "of 100 images that are attacked, how many the network still has right"},
	{"o + x *", "a network each, as in the table below"},
	{"0.1", "a strength: how far a pixel may be changed (Linf), or all together (L2)"},
	{"half at", "the strength at which half of the images that were right are fooled"},
	{"a 3 (98 %)", "what the network takes the attacked image for"},
	{"smallest change", "deepfool, carlini-wagner and jsma have no strength: they look for the "
			    "smallest change, and its length is the strength"},
	{0}};

const struct screen robust_screen = {
	.name = "roBust",
	.letter = 'B',
	.purpose = "See how many images stay right, the stronger they are attacked",
	.state_size = sizeof(struct robust_state),
	.keys = keys,
	.label = label,
	.legend = legend,
	.end = robust_end,
	.poll = robust_poll,
	.update = robust_update,
	.cancel = robust_cancel,
	.draw = robust_draw,
	.choose_spot = choose_spot,
	.status_line = robust_status_line,
	.export = robust_export,
	.to_json = robust_to_json,
	.to_session = robust_to_session,
	.from_session = robust_from_session,
	.here = robust_here,
};
