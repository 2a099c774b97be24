/*
 * Weights: a layer's maps side by side in one range, and one of them close by. Everything is read
 * from the net when it is another one, and costs less than a keystroke may.
 */
#include "tui/screen/weights/weights.h"
#include "base/xalloc.h"
#include "lab/story/sentences.h"
#include "tui/session_value.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---------------------------------------------------------------------------------- layers */

/* The article's range for maps of the classes. */
static float usual_range(const struct app *app, const struct weights_state *s)
{
	return weight_maps_are_of_classes(app->model->net, &s->maps) ? 0.5f
								     : weight_maps_range(&s->maps);
}

static bool read_layer(struct app *app, struct weights_state *s, int layer, int channel)
{
	const struct net *net = app->model->net;
	struct weight_maps maps;
	struct err err;

	if (!net->layers[layer].units || !weight_maps_read(net, layer, channel, &maps, &err))
		return false;
	weight_maps_clear(&s->maps);
	s->maps = maps;
	s->channel = channel;
	s->map = s->map < maps.count ? s->map : maps.count - 1;
	s->y = s->y < maps.height ? s->y : maps.height - 1;
	s->x = s->x < maps.width ? s->x : maps.width - 1;
	return true;
}

/* The next layer whose weights are pictures, from `layer` on in steps of 1 or -1. */
static bool seek_layer(struct app *app, struct weights_state *s, int layer, int step)
{
	for (; layer >= 0 && layer < app->model->net->count; layer += step)
		if (read_layer(app, s, layer, 0)) {
			s->range = usual_range(app, s);
			s->has_own_range = false;
			return true;
		}
	return false;
}

/* The same layer of another net, where that has maps there. A range that was chosen stays for maps
 * of the same shape, such as those of the next step of a training run. */
static bool keep_place(struct app *app, struct weights_state *s)
{
	const struct weight_maps *maps = &s->maps;
	int count = maps->count, height = maps->height, width = maps->width;

	if (count == 0 || maps->layer >= app->model->net->count ||
	    !read_layer(app, s, maps->layer, 0))
		return false;
	s->has_own_range = s->has_own_range && maps->count == count && maps->height == height &&
			   maps->width == width;
	if (!s->has_own_range)
		s->range = usual_range(app, s);
	return true;
}

static void end(struct app *app, void *state)
{
	struct weights_state *s = state;

	(void)app;
	weight_maps_clear(&s->maps);
	free(s->seen);
}

static void update(struct app *app, void *state)
{
	struct weights_state *s = state;

	if (s->model_generation == app->model_generation)
		return;
	s->model_generation = app->model_generation;
	if (!keep_place(app, s) && !seek_layer(app, s, 0, 1))
		weight_maps_clear(&s->maps);
}

/* ------------------------------------------------------------------------------------ keys */

static void move(struct app *app, void *state, int key)
{
	struct weights_state *s = state;
	int dx = press_right(key);
	int dy = press_down(key);
	int map = s->map + dx + dy * (s->per_row ? s->per_row : 1);

	(void)app;
	if (s->is_close) {
		s->x = index_clip(s->x + dx, s->maps.width);
		s->y = index_clip(s->y + dy, s->maps.height);
	} else if (map >= 0 && map < s->maps.count) {
		s->map = map;
	}
}

static void step(struct app *app, void *state, int key)
{
	struct weights_state *s = state;

	(void)app;
	s->map = index_clip(s->map + (key == 'n' ? 1 : -1), s->maps.count);
}

static void to_end(struct app *app, void *state, int key)
{
	struct weights_state *s = state;

	(void)app;
	s->map = key == 'g' || key == PRESS_HOME ? 0 : s->maps.count - 1;
}

static void look_close(struct app *app, void *state, int key)
{
	struct weights_state *s = state;

	(void)app;
	(void)key;
	s->is_close = !s->is_close && s->maps.count > 0;
	if (s->is_close && !s->has_cursor) { /* the middle has more to tell than a corner */
		s->y = s->maps.height / 2;
		s->x = s->maps.width / 2;
	}
	s->has_cursor = true;
}

/* Esc. */
static bool look_at_all(struct app *app, void *state)
{
	struct weights_state *s = state;
	bool was_close = s->is_close;

	(void)app;
	s->is_close = false;
	return was_close;
}

static const char *label(struct app *app, void *state, const struct binding *row)
{
	const struct weights_state *s = state;

	(void)app;
	if (s->maps.count == 0)
		return row->key == ']' ? row->label : NULL;
	if (row->key == PRESS_ENTER && s->is_close)
		return "all maps";
	return row->label;
}

static void change_layer(struct app *app, void *state, int key)
{
	struct weights_state *s = state;
	int direction = key == ']' ? 1 : -1;

	if (!seek_layer(app, s, s->maps.layer + direction, direction))
		app_say(app, "There is no other layer there whose weights are pictures.");
}

static void change_channel(struct app *app, void *state, int key)
{
	struct weights_state *s = state;
	const struct layer *layer = &app->model->net->layers[s->maps.layer];
	int channels = layer_weight_maps(layer).channels;
	int channel = index_clip(s->channel + (key == '}' ? 1 : -1), channels);

	if (channels < 2)
		app_say(app, "%s has one input channel only.", layer->name);
	else
		read_layer(app, s, s->maps.layer, channel);
}

/* 1, 2, 5, 10, ... times what it is. */
static float next_range(float range, bool is_wider)
{
	float digit = range / powf(10, floorf(log10f(range) + 1e-3f));
	bool is_two = digit > 1.5f && digit < 3.5f, is_one = digit < 1.5f || digit > 8;

	if (is_wider)
		return range < 1e4f ? range * (is_two ? 2.5f : 2) : range;
	return range > 1e-4f ? range / (is_two || is_one ? 2 : 2.5f) : range;
}

static void change_range(struct app *app, void *state, int key)
{
	struct weights_state *s = state;

	(void)app;
	s->has_own_range = true;
	s->range = next_range(s->range, key == '+');
}

/* Layers before this one whose weights are pictures. */
static int layers_before(const struct app *app, const struct weights_state *s)
{
	struct weight_maps maps;
	struct err err;
	int count = 0;

	for (int i = 0; i < s->maps.layer; i++) {
		if (!app->model->net->layers[i].units ||
		    !weight_maps_read(app->model->net, i, 0, &maps, &err))
			continue;
		weight_maps_clear(&maps);
		count++;
	}
	return count;
}

static void here(struct app *app, void *state, struct here *here)
{
	struct weights_state *s = state;
	float range = s->maps.count > 0 ? usual_range(app, s) : s->range;
	int down = s->y - s->maps.height / 2, right = s->x - s->maps.width / 2;

	if (s->maps.count == 0)
		return;
	here_repeat(here, "]", layers_before(app, s));
	here_repeat(here, "}", s->channel);
	here_repeat(here, "n", s->map);
	for (int i = 0; i < 40 && s->range < 0.99f * range; i++, range = next_range(range, false))
		here_add(here, "-");
	for (int i = 0; i < 40 && s->range > 1.01f * range; i++, range = next_range(range, true))
		here_add(here, "+");
	if (!s->is_close)
		return;
	here_add(here, "<Enter>");
	here_repeat(here, down < 0 ? "k" : "j", abs(down));
	here_repeat(here, right < 0 ? "h" : "l", abs(right));
}

static void choose_class(struct app *app, void *state, int class)
{
	struct weights_state *s = state;

	if (!weight_maps_are_of_classes(app->model->net, &s->maps))
		class = app_digit_of_class(app, class);
	s->map = index_clip(class, s->maps.count);
}

static const struct binding keys[] = {
	{PRESS_ENTER, 0, "closer", "one map close by with its weights; again, or Esc: all maps",
	 look_close},
	{'h', PRESS_LEFT, "map", "the map (or, close by, the weight) to the left", move},
	{'j', PRESS_DOWN, NULL, "the one below", move},
	{'k', PRESS_UP, NULL, "the one above", move},
	{'l', PRESS_RIGHT, NULL, "the one to the right", move},
	{PRESS_DIGIT, 0, "number",
	 "the map of that class; where the maps are no classes, the filter of that number", NULL},
	{'n', 0, NULL, "the next map", step},
	{'p', 0, NULL, "the map before", step},
	{'g', PRESS_HOME, NULL, "the first map", to_end},
	{'G', PRESS_END, NULL, "the last map", to_end},
	{']', 0, "layer", "the next layer whose weights are pictures", change_layer},
	{'[', 0, NULL, "the layer before", change_layer},
	{'}', 0, NULL, "the next input channel of a convolution", change_channel},
	{'{', 0, NULL, "the input channel before", change_channel},
	{'+', 0, "range", "a wider range of colours", change_range},
	{'-', 0, NULL, "a narrower range of colours", change_range},
	{0}};

/* ---------------------------------------------------------------------------------- screen */

static void draw(struct app *app, void *state, struct area area)
{
	struct weights_state *s = state;

	if (weight_maps_see_image(app->model->net, &s->maps)) {
		free(s->seen);
		s->seen = xfloats(app_pixels(app));
		net_seen_image(app->model->net, s->maps.layer, app->sample.pixels, s->seen);
	}
	if (s->maps.count == 0)
		canvas_text(area.canvas, area.row + 1, area.column, app->theme->faint,
			    "No layer of this network sees pictures.");
	else if (s->is_close)
		weights_draw_one(app, s, area);
	else
		weights_draw_all(app, s, area);
}

static void status_line(struct app *app, void *state, char *text, size_t size)
{
	struct weights_state *s = state;
	bool is_narrow = app_body(app).columns < 78;
	bool is_inverted = weight_maps_see_image(app->model->net, &s->maps) &&
			   weight_maps_see_inverted(app->model->net, &s->maps);
	const char *above = theme_sign(app->theme, app->medium, !is_inverted);
	const char *below = theme_sign(app->theme, app->medium, is_inverted);
	char name[CLASS_PHRASE_MAX];

	if (s->maps.count == 0) {
		snprintf(text, size, "This network has no weights that can be shown as pictures.");
		return;
	}
	if (weight_maps_are_of_classes(app->model->net, &s->maps)) {
		class_phrase(name, sizeof(name), app_names(app), s->map);
		snprintf(text, size, "Ink on %s speaks for %s, ink on %s against it%s", above, name,
			 below,
			 is_narrow || text_width(name) > 4 ? "." : "; the stronger, the louder.");
	} else if (weight_maps_see_image(app->model->net, &s->maps)) {
		snprintf(text, size, "Ink on %s raises unit %d, ink on %s lowers it.", above,
			 s->map, below);
	} else {
		snprintf(text, size, "%s%s weights seek ink, %s ones none.",
			 is_narrow ? "" : "Filters go over every place: ", above, below);
	}
}

static bool export(struct app *app, void *state, struct export_sheet *out)
{
	struct weights_state *s = state;
	enum { MAX = sizeof(out->tiles) / sizeof(out->tiles[0]) };
	size_t size = (size_t)s->maps.height * (size_t)s->maps.width;

	out->count = s->maps.count < MAX ? s->maps.count : MAX;
	out->columns = out->count == 10 ? 5 : 0;
	for (int i = 0; i < out->count; i++)
		out->tiles[i].picture =
			(struct picture){.values = s->maps.values + (size_t)i * size,
					 .height = s->maps.height,
					 .width = s->maps.width,
					 .palette = palette_signed(s->range)};
	if (out->count > 0)
		snprintf(out->name, sizeof(out->name), "weights-%s",
			 app->model->net->layers[s->maps.layer].name);
	return out->count > 0;
}

static json_t *to_json(struct app *app, void *state)
{
	struct weights_state *s = state;
	json_t *object = json_object();

	if (s->maps.count == 0)
		return object;
	json_object_set_new(object, "layer",
			    json_string(app->model->net->layers[s->maps.layer].name));
	json_object_set_new(object, "channel", json_integer(s->channel));
	json_object_set_new(object, "map", json_integer(s->map));
	json_object_set_new(object, "bias", json_real((double)s->maps.biases[s->map]));
	json_object_set_new(object, "range", json_real((double)s->range));
	json_object_set_new(object, "min", json_real((double)s->maps.min));
	json_object_set_new(object, "max", json_real((double)s->maps.max));
	return object;
}

static const struct legend legend[] = {
	{"red, blue", "weights below and above zero, all maps in the range of the legend; what is "
		      "beyond has the end's colour"},
	{"> 3 +0.35", "map 3 is chosen, and has that bias"},
	{"for against", "sums of weight x pixel above and below zero for the chosen image"},
	{"*", "the class with the largest sum: with its bias, what the network answers"},
	{"v >", "close by: column and row of the weight that the last line tells"},
	{0}};

static json_t *to_session(struct app *app, void *state)
{
	struct weights_state *s = state;
	json_t *o = json_object();

	(void)app;
	json_object_set_new(o, "map", json_integer(s->map));
	if (s->is_close) {
		json_object_set_new(o, "is_close", json_true());
		json_object_set_new(o, "y", json_integer(s->y));
		json_object_set_new(o, "x", json_integer(s->x));
	}
	return o;
}

static void from_session(struct app *app, void *state, const json_t *o)
{
	struct weights_state *s = state;

	update(app, s);
	if (s->maps.count == 0)
		return;
	session_get_int(o, "map", 0, s->maps.count - 1, &s->map);
	session_get_bool(o, "is_close", &s->is_close);
	if (session_get_int(o, "y", 0, s->maps.height - 1, &s->y) &&
	    session_get_int(o, "x", 0, s->maps.width - 1, &s->x))
		s->has_cursor = true;
}

/* A map; once more: from near. */
static void choose_spot(struct app *app, void *state, int map)
{
	struct weights_state *s = state;

	(void)app;
	s->is_close = map == s->map;
	s->map = index_clip(map, s->maps.count);
}

const struct screen weights_screen = {
	.name = "Weights",
	.letter = 'W',
	.purpose = "What a network has learned, as maps: blue weights speak for, red ones against",
	.state_size = sizeof(struct weights_state),
	.keys = keys,
	.label = label,
	.cancel = look_at_all,
	.legend = legend,
	.end = end,
	.update = update,
	.to_session = to_session,
	.from_session = from_session,
	.draw = draw,
	.choose_spot = choose_spot,
	.status_line = status_line,
	.choose_class = choose_class,
	.export = export,
	.to_json = to_json,
	.here = here,
};
