/* The keys of eXplain. */
#include "tui/screen/explain/explain.h"
#include "lab/explain/grad_cam.h"
#include "tui/session_value.h"

#include <limits.h>

static void update(struct app *app, void *state)
{
	explain_update(app, state);
}

static void end(struct app *app, void *state)
{
	(void)app;
	explain_end(state);
}

/* ------------------------------------------------------------------------------------ keys */

/* Along the strip, round its ends. */
static void step_along(struct app *app, void *state, int key)
{
	struct explain_state *s = state;
	int count = explain_tiles(s), step = key == 'h' || key == PRESS_LEFT ? -1 : 1;

	(void)app;
	if (count > 0)
		s->chosen[s->strip] = (s->chosen[s->strip] + step + count) % count;
}

/* Two classes that are the same have no difference. */
static void explain_these(struct app *app, struct explain_state *s, int class, int against)
{
	s->class = class;
	s->against = against >= 0 && against == explain_class(s) ? explain_best_but(app, s, against)
								 : against;
	explain_forget_all(app, s);
}

static void choose_class(struct app *app, void *state, int class)
{
	struct explain_state *s = state;

	explain_these(app, s, class, s->against);
}

static void step_class(struct app *app, void *state, int key)
{
	struct explain_state *s = state;
	int classes = app_classes(app);

	if (explain_class(s) >= 0)
		choose_class(app, s, (explain_class(s) + press_down(key) + classes) % classes);
}

static void see_answer(struct app *app, void *state, int key)
{
	struct explain_state *s = state;

	(void)key;
	explain_these(app, s, -1, -1);
}

static void answer_against(struct app *app, void *state, const char *answer)
{
	struct explain_state *s = state;
	struct err err;
	int class;

	if (!class_names_read(app_names(app), app_classes(app), answer, &class, &err))
		app_refuse(app, "%s", err.text);
	else if (class == explain_class(s))
		app_refuse(app, "That is the class that is explained: name another one.");
	else
		explain_these(app, s, s->class, class);
}

static const char *class_word(struct app *app, int i)
{
	return i < app_classes(app) ? class_name(app_names(app), i) : NULL;
}

static void compare(struct app *app, void *state, int key)
{
	struct explain_state *s = state;
	int rival = explain_best_but(app, s, explain_class(s));

	(void)key;
	if (s->against >= 0)
		explain_these(app, s, s->class, -1);
	else if (rival >= 0)
		prompt_open(app, "Against the class: ", class_name(app_names(app), rival), s,
			    answer_against, class_word);
}

static void swap_classes(struct app *app, void *state, int key)
{
	struct explain_state *s = state;
	int class = explain_class(s);

	(void)key;
	if (s->against < 0)
		app_say(app, "There is one class only: a compares it with another one.");
	else if (class >= 0)
		explain_these(app, s, s->against, class);
}

static bool has_baseline(const struct explanation *method)
{
	return method->has_baseline;
}

static bool has_noise(const struct explanation *method)
{
	return method->has_noise;
}

static void change_baseline(struct app *app, void *state, int key)
{
	struct explain_state *s = state;

	(void)key;
	s->baseline = (s->baseline + 1) % EXPLAIN_BASELINES;
	explain_forget(app, s, has_baseline);
	app_say(app, "No input is %s, for integrated gradients and occlusion.",
		explain_baselines[s->baseline].phrase);
}

static void change_noise(struct app *app, void *state, int key)
{
	struct explain_state *s = state;

	(void)key;
	s->seed = s->seed < INT_MAX ? s->seed + 1 : 1;
	explain_forget(app, s, has_noise);
	app_say(app, "Noise of seed %d, for smoothgrad.", s->seed);
}

static bool has_layer(const struct explanation *method)
{
	return method->has_layer;
}

static void change_layer(struct app *app, void *state, int key)
{
	struct explain_state *s = state;
	const struct net *net = app->model->net;
	int count = grad_cam_count(net), at = s->convolution > 0 ? s->convolution : count;

	if (count == 0) {
		app_say(app, "Grad-CAM looks at convolutions, and this network has none.");
		return;
	}
	at = (at - 1 + (key == ']' ? 1 : count - 1)) % count + 1;
	s->convolution = at < count ? at : 0;
	explain_forget(app, s, has_layer);
	app_say(app, "Grad-CAM of the maps of %s.",
		net->layers[grad_cam_layer(net, s->convolution)].name);
}

static void look_close(struct app *app, void *state, int key)
{
	struct explain_state *s = state;

	(void)app;
	(void)key;
	s->is_close = !s->is_close;
}

/* The maps give way to another strip, or come back; a search that is not over ends then. */
static void show_strip(struct app *app, struct explain_state *s, enum explain_strip strip)
{
	s->strip = s->strip == strip ? EXPLAIN_MAPS : strip;
	if (s->strip != EXPLAIN_NEAREST && !s->taught.is_there)
		explain_forget_taught(app, s);
	if (s->strip != EXPLAIN_CHANGE && !s->change.is_there)
		explain_forget_change(app, s);
}

static void show_taught(struct app *app, void *state, int key)
{
	(void)key;
	if (app->data->split[SPLIT_TRAIN].count == 0)
		app_say(app, "%s has no training images.", app->data->name);
	else
		show_strip(app, state, EXPLAIN_NEAREST);
}

static void show_change(struct app *app, void *state, int key)
{
	(void)key;
	show_strip(app, state, EXPLAIN_CHANGE);
}

static bool cancel(struct app *app, void *state)
{
	struct explain_state *s = state;
	bool was_close = s->is_close;

	s->is_close = false;
	if (was_close)
		return true;
	if (s->strip == EXPLAIN_MAPS)
		return false;
	show_strip(app, s, s->strip);
	return true;
}

static void choose_spot(struct app *app, void *state, int what)
{
	struct explain_state *s = state;

	(void)app;
	s->chosen[s->strip] = index_clip(what, explain_tiles(s));
}

static void from_session(struct app *app, void *state, const json_t *o)
{
	struct explain_state *s = state;

	if (!session_get_text(o, "method")) /* it was never shown */
		return;
	update(app, s);
	explain_read_session(app, s, o);
	explain_these(app, s, s->class, s->against);
}

static const struct binding keys[] = {
	{'l', PRESS_RIGHT, "method", "the next method, or training image", step_along},
	{'h', PRESS_LEFT, NULL, "the one before", step_along},
	{PRESS_DIGIT, 0, "class", "the class that is explained", NULL},
	{'j', PRESS_DOWN, NULL, "the next class; :class takes a name", step_class},
	{'k', PRESS_UP, NULL, "the class before", step_class},
	{'a', 0, "against", "what makes it this class rather than another one; or not any more",
	 compare},
	{'t', 0, "taught by",
	 "the training images that the network finds most like it; the maps again", show_taught},
	{'m', 0, "mend", "what to change least to have it right; the maps again", show_change},
	{'x', 0, NULL, "the same the other way round", swap_classes},
	{'s', 0, NULL, "the class that the network sees", see_answer},
	{PRESS_ENTER, 0, "closer",
	 "the chosen map alone, as large as it goes; again, or Esc: all maps", look_close},
	{'n', 0, "next image", "the next image", app_step_image},
	{'p', 0, NULL, "the image before", app_step_image},
	{'b', 0, "baseline", "what counts as no input: blank paper, ink or grey", change_baseline},
	{'z', 0, NULL, "other noise for smoothgrad", change_noise},
	{']', 0, NULL, "the next convolution for Grad-CAM", change_layer},
	{'[', 0, NULL, "the convolution before", change_layer},
	{0}};

/* ---------------------------------------------------------------------------------- screen */

static void draw(struct app *app, void *state, struct area area)
{
	explain_draw(app, state, area);
}

static void status_line(struct app *app, void *state, char *text, size_t size)
{
	explain_status_line(app, state, text, size);
}

/* Nothing is offered that does nothing here. */
static const char *label(struct app *app, void *state, const struct binding *row)
{
	const struct explain_state *s = state;

	if (row->key == 'n' && app->sample.source != SAMPLE_OF_SPLIT)
		return NULL;
	if (row->key == 'a' && s->against >= 0)
		return "alone";
	if (s->strip != EXPLAIN_MAPS && row->key == 'l')
		return s->strip == EXPLAIN_NEAREST ? "image" : "picture";
	if ((s->strip == EXPLAIN_NEAREST && row->key == 't') ||
	    (s->strip == EXPLAIN_CHANGE && row->key == 'm'))
		return "maps";
	if (row->key == PRESS_ENTER && s->is_close)
		return "all maps";
	return row->label;
}

static bool is_building(struct app *app, void *state)
{
	const struct explain_state *s = state;

	(void)app;
	return !s->probabilities;
}

static const struct legend legend[] = {
	{"blue, red", "what speaks for the class, and against it; each map in its own range"},
	{"for against sum", "sums of the chosen map above and below 0, in units of the logit"},
	{"7.12 of 7.13",
	 "integrated gradients: their sum, of the difference of the image's logit and the "
	 "baseline's"},
	{"of conv2", "grad-cam: the convolution whose maps it looks at; its values compare with "
		     "each other only"},
	{"7: 6.98", "t: a training image that shows a 7, and how far it is: the length of the "
		    "difference of what the last layer sees"},
	{"L0 L2 Linf", "m: how many pixels were changed, how far in all, and the most changed one"},
	{"ink top (41 %)",
	 "of nine parts of what is drawn the one with most of that sign, and its share"},
	{"> * ", "bars: the largest probability; the class that is explained"},
	{0}};

const struct screen explain_screen = {
	.name = "eXplain",
	.letter = 'X',
	.purpose = "See what of an image speaks for an answer and what against it, by each method",
	.state_size = sizeof(struct explain_state),
	.keys = keys,
	.legend = legend,
	.label = label,
	.cancel = cancel,
	.end = end,
	.update = update,
	.to_session = explain_to_session,
	.from_session = from_session,
	.draw = draw,
	.choose_spot = choose_spot,
	.is_building = is_building,
	.status_line = status_line,
	.choose_class = choose_class,
	.export = explain_export,
	.to_json = explain_to_json,
	.here = explain_here,
};
