/*
 * Filters: what the channels of a layer look for. A column for each: its weights, its activation
 * for the chosen image, and the image that maximizes its activation, which is shown while it is
 * found. Scrolling never waits; what is in sight is computed first.
 */
#include "tui/screen/filters/filters.h"
#include "lab/article.h"
#include "lab/feature/channel_weights.h"
#include "lab/insight/insight.h"
#include "lab/story/sentences.h"
#include "tui/session_value.h"

#include <stdio.h>
#include <stdlib.h>

/* Beyond the columns in sight, so many more are computed ahead. */
enum { AHEAD = 3 };
static const int step_counts[] = {10, 20, 50, 100, 200};
enum { STEP_COUNTS = sizeof(step_counts) / sizeof(step_counts[0]) };

/* Moves the columns in sight so that the cursor's is among them. columns 0: only the panel. */
static void settle(const struct app *app, struct filters_state *s, int columns)
{
	s->shown = columns > 0 ? columns : 1;
	if (s->first > s->cursor)
		s->first = s->cursor;
	if (s->first < s->cursor - s->shown + 1)
		s->first = s->cursor - s->shown + 1;
	s->first = index_clip(s->first, filters_layer(app, s)->units - s->shown + 1);
}

static void go_to_layer(struct filters_state *s, int layer)
{
	s->layer = layer;
	s->input = CHANNEL_GALLERY_STRONGEST;
	s->cursor = s->first = 0;
}

static void begin(struct app *app, struct filters_state *s)
{
	const struct net *net = app->model->net;

	filters_halt(app, s);
	filters_forget(s);
	if (s->model_generation == 0) {
		s->steps = ARTICLE_MAXIMIZE_STEPS;
		s->shown = 1;
	}
	/* The same place in the next net, where that has one. */
	if (s->model_generation == 0 || s->layer >= net->count || !net->layers[s->layer].units)
		go_to_layer(s, channel_weights_next(net, 0, 1));
	if (s->input >= filters_layer(app, s)->in.channels)
		s->input = CHANNEL_GALLERY_STRONGEST;
	s->cursor = index_clip(s->cursor, filters_layer(app, s)->units);
	s->model_generation = app->model_generation;
}

/* Keys may come before the first update, or between a new network and the next one. */
static struct filters_state *ready(struct app *app, void *state)
{
	struct filters_state *s = state;

	if (s->model_generation != app->model_generation)
		begin(app, s);
	return s;
}

static void update(struct app *app, void *state)
{
	struct filters_state *s = ready(app, state);
	int first, end;

	settle(app, s, filters_layout(app, s, app_body(app)).columns);
	filters_order_update(app, s);
	filters_start_update(app, s);
	if (!filters_is_ordered(app, s))
		return;
	first = s->first > AHEAD ? s->first - AHEAD : 0;
	end = index_clip(s->first + s->shown + AHEAD, filters_layer(app, s)->units + 1);
	/* Reading takes a moment, and maximizing continues where it was. */
	if (filters_read(app, s, first, end) || s->study.kind != FILTERS_NO_STUDY)
		filters_halt(app, s);
	if (s->study.kind != FILTERS_NO_STUDY)
		filters_study_update(app, s);
	else if (!s->is_paused)
		filters_maximize(app, s, first, end);
}

static void leave(struct app *app, void *state)
{
	filters_halt(app, state);
	filters_study_halt(app, state);
}

static void end(struct app *app, void *state)
{
	struct filters_state *s = state;

	(void)app;
	filters_forget(s);
	filters_order_clear(&s->order);
	filters_study_clear(&s->study);
}

/* --------------------------------------------------------------------------------------- keys */

static void move(struct app *app, void *state, int key)
{
	struct filters_state *s = ready(app, state);
	int step = key == 'n' ? 1 : key == 'p' ? -1 : press_right(key);

	s->cursor = index_clip(s->cursor + step, filters_layer(app, s)->units);
}

static void page(struct app *app, void *state, int key)
{
	struct filters_state *s = ready(app, state);
	int step = key == PRESS_PAGE_DOWN || press_down(key) > 0 ? s->shown : -s->shown;

	s->first = index_clip(s->first + step, filters_layer(app, s)->units);
	s->cursor = index_clip(s->cursor + step, filters_layer(app, s)->units);
}

static void to_end(struct app *app, void *state, int key)
{
	struct filters_state *s = ready(app, state);

	s->cursor = key == 'g' || key == PRESS_HOME ? 0 : filters_layer(app, s)->units - 1;
}

static void look_close(struct app *app, void *state, int key)
{
	struct filters_state *s = ready(app, state);

	(void)key;
	s->view = filters_is_close(s, app_body(app)) ? FILTERS_MANY : FILTERS_CLOSE;
}

/* Esc: back to what is usual in so much room. */
static bool look_as_usual(struct app *app, void *state)
{
	struct filters_state *s = ready(app, state);
	bool was_usual = s->view == FILTERS_USUAL;

	if (filters_study_close(app, s))
		return true;
	s->view = FILTERS_USUAL;
	return !was_usual;
}

/* The cursor stays on its channel. */
static void change_order(struct app *app, void *state, int key)
{
	struct filters_state *s = ready(app, state);
	int channel = filters_channel(app, s, s->cursor);

	(void)key;
	if (s->layer == app->model->net->count - 1) {
		app_say(app, "Classes stand by their numbers.");
		return;
	}
	s->is_by_number = !s->is_by_number;
	s->cursor = filters_place(app, s, channel);
}

static void change_layer(struct app *app, void *state, int key)
{
	struct filters_state *s = ready(app, state);
	int step = key == ']' ? 1 : -1;
	int layer = channel_weights_next(app->model->net, s->layer + step, step);

	if (layer < 0)
		app_say(app, "%s is the %s layer.", filters_layer(app, s)->name,
			step > 0 ? "last" : "first");
	else
		go_to_layer(s, layer);
}

/* Round and round: each filter's strongest, then input 0, 1, ... */
static void change_input(struct app *app, void *state, int key)
{
	struct filters_state *s = ready(app, state);
	const struct layer *layer = filters_layer(app, s);
	int choices = layer->in.channels + 1;

	if (layer_weight_maps(layer).channels < 2) {
		app_say(app, "The weights of %s are not shown by input channel.", layer->name);
		return;
	}
	s->input = (s->input + 1 + (key == '}' ? 1 : choices - 1)) % choices - 1;
	if (s->input < 0)
		app_say(app, "Weights: each filter's for its strongest input.");
	else
		app_say(app, "Weights: for input %d of %d.", s->input, layer->in.channels);
}

static void change_steps(struct app *app, void *state, int key)
{
	struct filters_state *s = ready(app, state);
	int i = 0;

	while (i < STEP_COUNTS - 1 && step_counts[i] < s->steps)
		i++;
	s->steps = step_counts[index_clip(i + (key == '+' ? 1 : -1), STEP_COUNTS)];
	filters_halt(app, s);
	app_say(app, "%d steps from %s.", s->steps, filters_start_name(s));
}

static void regularize(struct app *app, void *state, int key)
{
	filters_switch(app, ready(app, state), key);
}

static void toggle_pause(struct app *app, void *state, int key)
{
	struct filters_state *s = ready(app, state);

	(void)key;
	s->is_paused = !s->is_paused;
	if (s->is_paused)
		filters_halt(app, s);
}

static void choose_class(struct app *app, void *state, int class)
{
	struct filters_state *s = ready(app, state);

	if (s->layer != app->model->net->count - 1)
		class = app_digit_of_class(app, class);
	s->cursor = filters_place(app, s, index_clip(class, filters_layer(app, s)->units));
}

/* A number goes to that channel, of which there may be thousands; a name to the class. */
static bool go_to_channel(struct app *app, void *state, const char *text, struct err *err)
{
	struct filters_state *s = ready(app, state);
	char *rest;
	long channel = strtol(text, &rest, 10);
	int class;

	if (!*text)
		return true;
	if (s->layer == app->model->net->count - 1) {
		if (!class_names_read(&app->data->names, app_classes(app), text, &class, err))
			return false;
		s->cursor = filters_place(app, s, class);
		return true;
	}
	if (*rest || channel < 0 || channel >= filters_layer(app, s)->units)
		return err_set(err, "/%s: type a number from 0 to %d", text,
			       filters_layer(app, s)->units - 1);
	s->cursor = filters_place(app, s, (int)channel);
	return true;
}

static int layers_before(const struct app *app, const struct filters_state *s)
{
	int count = 0;

	for (int i = channel_weights_next(app->model->net, s->layer - 1, -1); i >= 0; count++)
		i = channel_weights_next(app->model->net, i - 1, -1);
	return count;
}

static void here(struct app *app, void *state, struct here *here)
{
	struct filters_state *s = ready(app, state);

	here_repeat(here, "]", layers_before(app, s));
	here_repeat(here, "o", s->is_by_number);
	here_repeat(here, "}", s->input + 1);
	here_repeat(here, "<Enter>", s->view != FILTERS_USUAL);
	filters_regularizers_here(s, here);
	here_add(here, "/");
	if (s->layer == app->model->net->count - 1)
		here_add_text(here, class_name(app_names(app), filters_channel(app, s, s->cursor)));
	else
		here_add(here, "%d", filters_channel(app, s, s->cursor));
	here_add(here, "<Enter>");
	here_repeat(here, s->study.kind == FILTERS_DREAM ? "m" : "i",
		    s->study.kind != FILTERS_NO_STUDY);
	here_repeat(here, "<Space>", s->is_paused);
}

static const struct binding keys[] = {
	{'h', PRESS_LEFT, "along", "the column to the left", move},
	{'l', PRESS_RIGHT, NULL, "the column to the right", move},
	{'n', 0, NULL, "the next column", move},
	{'p', 0, NULL, "the column before", move},
	{'[', 0, "layer", "the layer before", change_layer},
	{']', 0, NULL, "the next layer", change_layer},
	{PRESS_ENTER, 0, "closer",
	 "large pictures, as from 120 columns on; again: more columns; Esc: as usual", look_close},
	{'m', 0, "dream",
	 "a deep dream: from the image, all activations of the layer grow; again, or Esc: back",
	 filters_study_switch},
	{'i', 0, "four",
	 "four images that maximize the activation of the column and differ; again, or Esc: back",
	 filters_study_switch},
	{'o', 0, "order", "order: by structure, the most first; by number", change_order},
	{PRESS_SPACE, 0, "pause", "stop maximizing activations, or continue", toggle_pause},
	{'+', 0, "steps", "more steps of maximizing, from noise", change_steps},
	{'-', 0, NULL, "fewer steps", change_steps},
	{'r', 0, NULL,
	 "jitter, against specks: each step's gradient is of the image moved at random",
	 regularize},
	{'b', 0, NULL, "blur the image after every fourth step, or not", regularize},
	{'v', 0, NULL, "a penalty for total variation, or none", regularize},
	{'d', 0, NULL, "decay: each step takes 1 % of each pixel, or nothing", regularize},
	{'f', 0, NULL, "maximize from noise, grey or the image", regularize},
	{PRESS_DIGIT, 0, NULL,
	 "the column of that class; where the units are no classes, the filter of that number (/ "
	 "takes larger ones)",
	 NULL},
	{PRESS_PAGE_DOWN, 'j', NULL, "as many columns on as are in sight", page},
	{PRESS_PAGE_UP, 'k', NULL, "as many columns back", page},
	{PRESS_DOWN, 0, NULL, "the same as PgDn", page},
	{PRESS_UP, 0, NULL, "the same as PgUp", page},
	{'g', PRESS_HOME, NULL, "the first column", to_end},
	{'G', PRESS_END, NULL, "the last column", to_end},
	{'}', 0, NULL,
	 "weights for the next input channel of a convolution; before the first: each "
	 "filter's strongest",
	 change_input},
	{'{', 0, NULL, "weights for the input channel before", change_input},
	{0}};

/* -------------------------------------------------------------------------------------- screen */

static const struct legend legend[] = {
	{"weights", "the weights of the channel; of a convolution behind others for one input "
		    "channel, which is named"},
	{"output", "its activation for the chosen image, and the mean of that"},
	{"maximum", "an image that maximizes that mean, found from noise, and what it reaches"},
	{"red, blue", "weights below and above zero, all of a layer in one range"},
	{"by structure", "the order of the channels: the variance of the weights when each is "
			 "replaced by the mean of 3x3 neighbours; where weights are no maps, their "
			 "L2 norm"},
	{0}};

static const char *label(struct app *app, void *state, const struct binding *row)
{
	const struct filters_state *s = ready(app, state);

	if (row->key == PRESS_ENTER)
		return filters_is_close(s, app_body(app)) ? "more columns" : row->label;
	if (row->key == PRESS_SPACE)
		return s->is_paused ? "go on" : row->label;
	if ((row->key == 'm' && s->study.kind == FILTERS_DREAM) ||
	    (row->key == 'i' && s->study.kind == FILTERS_DIFFERENT))
		return "filters";
	return row->label;
}

static void draw(struct app *app, void *state, struct area area)
{
	struct filters_state *s = ready(app, state);
	struct filters_layout layout = filters_layout(app, s, area);

	settle(app, s, layout.columns);
	if (s->study.kind != FILTERS_NO_STUDY)
		filters_study_draw(app, s, area);
	else
		filters_draw(app, s, area, &layout);
}

static void status_line(struct app *app, void *state, char *text, size_t size)
{
	filters_status_line(app, ready(app, state), text, size);
}

/* The columns in sight, kind by kind; a kind that has no pictures is left out. */
static bool export(struct app *app, void *state, struct export_sheet *out)
{
	struct filters_state *s = ready(app, state);
	enum { MAX = sizeof(out->tiles) / sizeof(out->tiles[0]) / FILTERS_KINDS };
	bool has_any = false;

	if (s->study.kind != FILTERS_NO_STUDY)
		return filters_study_export(app, s, out);
	out->columns = s->shown < MAX ? s->shown : MAX;
	for (int kind = 0; kind < FILTERS_KINDS; kind++) {
		bool is_shown = filters_shape(app, s, (enum filters_kind)kind).height > 0;

		for (int i = 0; is_shown && i < out->columns; i++) {
			struct picture *picture = &out->tiles[out->count++].picture;

			has_any |= filters_picture(app, s, (enum filters_kind)kind,
						   filters_channel(app, s, s->first + i), picture);
			if (kind == FILTERS_WEIGHTS)
				picture->palette = palette_signed(picture->palette.hi);
		}
	}
	snprintf(out->name, sizeof(out->name), "filters-%s%s-%d-%d", filters_layer(app, s)->name,
		 filters_is_by_structure(app, s) ? "-by-structure" : "", s->first,
		 s->first + out->columns - 1);
	return has_any;
}

static json_t *to_json(struct app *app, void *state)
{
	struct filters_state *s = ready(app, state);
	const struct layer *layer = filters_layer(app, s);
	json_t *list = json_array();

	for (int i = 0; i < s->shown; i++)
		json_array_append_new(
			list, filters_channel_json(s, filters_channel(app, s, s->first + i)));
	return json_pack("{s:s, s:i, s:s, s:i, s:i, s:i, s:b, s:s, s:o, s:o, s:o}", "layer",
			 layer->name, "units", layer->units, "order",
			 filters_is_by_structure(app, s) ? "structure" : "number", "channel",
			 filters_channel(app, s, s->cursor), "first", s->first, "steps", s->steps,
			 "paused", (int)s->is_paused, "from", filters_start_name(s), "regularizers",
			 filters_regularizers_json(s), "channels", list, "study",
			 filters_study_json(s));
}

static json_t *to_session(struct app *app, void *state)
{
	struct filters_state *s = ready(app, state);
	json_t *o = json_object();

	json_object_set_new(o, "layer", json_integer(s->layer));
	json_object_set_new(o, "cursor", json_integer(s->cursor));
	json_object_set_new(o, "view", json_integer(s->view));
	if (s->is_by_number)
		json_object_set_new(o, "is_by_number", json_true());
	if (s->study.kind != FILTERS_NO_STUDY)
		json_object_set_new(o, "study", json_integer(s->study.kind));
	filters_regularizers_save(s, o);
	return o;
}

static void from_session(struct app *app, void *state, const json_t *o)
{
	struct filters_state *s = ready(app, state);
	int layer, view, study = FILTERS_NO_STUDY;

	if (session_get_int(o, "layer", 0, app->model->net->count - 1, &layer) &&
	    channel_weights_next(app->model->net, layer, 1) == layer)
		go_to_layer(s, layer);
	if (session_get_int(o, "view", FILTERS_USUAL, FILTERS_MANY, &view))
		s->view = (enum filters_view)view;
	session_get_bool(o, "is_by_number", &s->is_by_number);
	session_get_int(o, "study", 0, FILTERS_STUDIES - 1, &study);
	filters_study_close(app, s);
	s->study.kind = (enum filters_study_kind)study;
	filters_regularizers_load(s, o);
	session_get_int(o, "cursor", 0, filters_layer(app, s)->units - 1, &s->cursor);
}

/* A column. */
static void choose_spot(struct app *app, void *state, int place)
{
	struct filters_state *s = ready(app, state);

	s->cursor = index_clip(place, filters_layer(app, s)->units);
}

const struct screen filters_screen = {
	.name = "Filters",
	.letter = 'F',
	.purpose =
		"What the channels of a layer look for: weights, activations, and the images that "
		"maximize them",
	.state_size = sizeof(struct filters_state),
	.keys = keys,
	.legend = legend,
	.label = label,
	.cancel = look_as_usual,
	.leave = leave,
	.end = end,
	.update = update,
	.to_session = to_session,
	.from_session = from_session,
	.draw = draw,
	.choose_spot = choose_spot,
	.status_line = status_line,
	.choose_class = choose_class,
	.filter_syntax = "the number of a filter or unit, to go there",
	.filter = go_to_channel,
	.export = export,
	.to_json = to_json,
	.here = here,
	.insights = INSIGHT_UNITS,
};
