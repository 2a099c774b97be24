/* The keys of Layers, and what it says of itself. */
#include "tui/screen/layers/layers.h"
#include "base/xalloc.h"
#include "lab/insight/insight.h"
#include "tui/session_value.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ----------------------------------------------------------------------------- the stages */

struct stages_job {
	struct job job; /* its owner is the state */
	struct layers_state *state;
	const struct snapshot *model;
	float *pixels;
	struct stages *stages;
};

static void stages_job_run(struct job *job)
{
	struct stages_job *j = (struct stages_job *)job;

	j->stages = stages_new(j->model->net, j->pixels);
}

/* Takes the stages, and a reference of the model that they are of; NULL: there are none. */
static void take(struct layers_state *s, struct stages *stages, const struct snapshot *model)
{
	const struct snapshot *old = s->model;

	stages_free(s->stages);
	s->stages = stages;
	s->model = model ? snapshot_ref(model) : NULL;
	snapshot_unref(old);
}

static void stages_job_done(void *context, struct job *job)
{
	struct stages_job *j = (struct stages_job *)job;
	struct layers_state *s = j->state;

	(void)context;
	take(s, j->stages, j->model);
	j->stages = NULL;
	if (s->stage >= s->stages->count)
		s->stage = s->stages->count - 1;
	/* What a session brought may be of another net. */
	for (int i = 0; i < s->stages->count; i++)
		if (s->chosen[i] >= s->stages->list[i].shape.channels)
			s->chosen[i] = -1;
}

static void stages_job_destroy(struct job *job)
{
	struct stages_job *j = (struct stages_job *)job;

	stages_free(j->stages);
	snapshot_unref(j->model);
	free(j->pixels);
	free(j);
}

static const struct job_ops stages_job_ops = {.name = "layers",
					      .run = stages_job_run,
					      .done = stages_job_done,
					      .destroy = stages_job_destroy};

static void start(struct app *app, struct layers_state *s)
{
	struct stages_job *j = xcalloc(1, sizeof(*j));

	jobs_cancel(app->jobs, s);
	j->job.ops = &stages_job_ops;
	j->job.owner = j->state = s;
	j->model = snapshot_ref(app->model);
	j->pixels = xfloats(app_pixels(app));
	memcpy(j->pixels, app->sample.pixels, app_pixels(app) * sizeof(float));
	jobs_add(app->jobs, &j->job);
}

/* The cursor's channels are none of another net's. */
static void forget(struct layers_state *s)
{
	take(s, NULL, NULL);
	for (int i = 0; i <= NET_MAX_LAYERS; i++)
		s->chosen[i] = -1;
}

/* The first thing that the net makes of the image. */
enum { FIRST_STAGE = 1 };

static void update(struct app *app, void *state)
{
	struct layers_state *s = state;
	bool is_first = s->model_generation == 0;

	if (s->model_generation == app->model_generation &&
	    s->sample_generation == app->sample_generation)
		return;
	/* What is shown of a net with the same layers stays until the new one is there. */
	if (s->model_generation != app->model_generation &&
	    !(s->stages && stages_are_alike(s->stages, app->model->net)))
		forget(s);
	if (is_first)
		s->stage = FIRST_STAGE;
	s->model_generation = app->model_generation;
	s->sample_generation = app->sample_generation;
	start(app, s);
}

/* ------------------------------------------------------------------------------------ keys */

static void set_place(struct layers_state *s, int place)
{
	const struct stage *stage = &s->stages->list[s->stage];
	int last = stage->shape.channels - 1;

	place = place < 0 ? 0 : place > last ? last : place;
	/* The strongest of the next image may be another one. */
	s->chosen[s->stage] =
		place || stages_is_last(s->stages, s->stage) ? stage->order[place] : -1;
}

static void go_along(struct app *app, void *state, int key)
{
	struct layers_state *s = state;
	int step = key == 'h' || key == PRESS_LEFT ? -1 : 1;

	(void)app;
	if (key == PRESS_PAGE_UP || key == PRESS_PAGE_DOWN)
		step = key == PRESS_PAGE_UP ? -10 : 10;
	if (s->stages)
		set_place(s, layers_place(s, s->stage) + step);
}

static void go_to_end(struct app *app, void *state, int key)
{
	struct layers_state *s = state;

	(void)app;
	if (s->stages)
		set_place(s, key == 'g' || key == PRESS_HOME
				     ? 0
				     : s->stages->list[s->stage].shape.channels);
}

static void go_deeper(struct app *app, void *state, int key)
{
	struct layers_state *s = state;
	int to = s->stage + (key == 'k' || key == PRESS_UP ? -1 : 1);

	(void)app;
	if (s->stages && to >= 0 && to < s->stages->count)
		s->stage = to;
}

/* Through weights: to the channel that contributes most, or that this one contributes most to.
 * Through a pooling channels stay what they are. False: there is none, or it is not known. */
static bool find_strongest(const struct layers_state *s, bool is_on, int *stage, int *channel)
{
	const struct stage *here = &s->stages->list[s->stage];
	int from = layers_channel(s, s->stage);
	float contribution;

	*channel = from;
	*stage = is_on ? here->to : here->from;
	if (is_on && here->to >= 0)
		*channel = stages_receiver(s->stages, s->stage, from, 0, &contribution);
	else if (here->from > 0)
		*channel = stages_contributor(s->stages, s->stage, from, 0, &contribution);
	else if (here->from == 0)
		*channel = 0; /* the image */
	else if (!is_on)
		*stage = s->stage - 1; /* -1 in front of the input */
	return *stage >= 0 && *channel >= 0;
}

static void follow(struct app *app, void *state, int key)
{
	struct layers_state *s = state;
	int stage, channel;

	if (!s->stages)
		return;
	if (!find_strongest(s, key == ']', &stage, &channel)) {
		app_say(app, "Nothing is known to lead on from %s.",
			stages_name(s->stages, s->stage));
		return;
	}
	s->stage = stage;
	s->chosen[stage] = channel;
}

static void open_filters(struct app *app, void *state, int key)
{
	struct layers_state *s = state;

	(void)key;
	if (!s->stages)
		return;
	if (s->stage == 0 || !s->stages->net->layers[s->stages->list[s->stage].layer].units)
		app_say(app, "Filters shows layers with weights: %s has none.",
			stages_name(s->stages, s->stage));
	else
		app_go(app, app_screen(app, "Filters"));
}

static void choose_class(struct app *app, void *state, int class)
{
	struct layers_state *s = state;

	(void)app;
	if (!s->stages)
		return;
	s->stage = s->stages->count - 1;
	s->chosen[s->stage] = class;
}

static void here(struct app *app, void *state, struct here *here)
{
	const struct layers_state *s = state;
	int place;

	(void)app;
	if (!s->stages)
		return;
	place = layers_place(s, s->stage);
	here_repeat(here, "j", s->stage - FIRST_STAGE);
	here_repeat(here, "k", FIRST_STAGE - s->stage);
	if (s->chosen[s->stage] < 0)
		return;
	here_add(here, "g");
	here_repeat(here, "<PgDn>", place / 10);
	here_repeat(here, "l", place % 10);
}

static json_t *to_session(struct app *app, void *state)
{
	const struct layers_state *s = state;

	(void)app;
	if (!s->stages)
		return json_object();
	return json_pack("{s:i, s:i}", "stage", s->stage, "channel", s->chosen[s->stage]);
}

static void from_session(struct app *app, void *state, const json_t *o)
{
	struct layers_state *s = state;

	update(app, s);
	if (session_get_int(o, "stage", 0, NET_MAX_LAYERS, &s->stage))
		session_get_int(o, "channel", -1, INT_MAX, &s->chosen[s->stage]);
}

static const struct binding keys[] = {
	{'j', PRESS_DOWN, "layer on", "the next layer", go_deeper},
	{'k', PRESS_UP, "back", "the layer before", go_deeper},
	{'l', PRESS_RIGHT, "map on", "the next map of the layer, by its activation", go_along},
	{'h', PRESS_LEFT, "back", "the map before", go_along},
	{'[', 0, "due to", "the map or unit of the layer before that contributes most to this one",
	 follow},
	{']', 0, "raises", "the map or unit of the next layer that this one contributes most to",
	 follow},
	{'g', PRESS_HOME, NULL, "the strongest map", go_to_end},
	{'G', PRESS_END, NULL, "the weakest map", go_to_end},
	{PRESS_PAGE_DOWN, 0, NULL, "ten maps on", go_along},
	{PRESS_PAGE_UP, 0, NULL, "ten maps back", go_along},
	{'n', 0, "next image", "the next image", app_step_image},
	{'p', 0, NULL, "the image before", app_step_image},
	{PRESS_ENTER, 0, "filters", "what the layer's filters look for, in Filters", open_filters},
	{PRESS_DIGIT, 0, NULL, "the output of that class", NULL},
	{0}};

/* ---------------------------------------------------------------------------- what it says */

static void draw(struct app *app, void *state, struct area area)
{
	layers_draw(app, state, area);
}

/* Nothing is offered that does nothing here. */
static const char *label(struct app *app, void *state, const struct binding *row)
{
	const struct layers_state *s = state;
	const struct stage *stage = s->stages ? &s->stages->list[s->stage] : NULL;
	bool has_weights =
		stage && stage->layer >= 0 && s->stages->net->layers[stage->layer].units > 0;

	if (!stage)
		return NULL;
	if ((row->key == 'l' || row->key == 'h') && stage->shape.channels == 1)
		return NULL;
	if ((row->key == 'j' && stages_is_last(s->stages, s->stage)) ||
	    (row->key == 'k' && s->stage == 0))
		return NULL;
	if ((row->key == '[' && s->stage == 0) || (row->key == ']' && stage->to < 0))
		return NULL;
	if ((row->key == PRESS_ENTER && !has_weights) ||
	    (row->key == 'n' && app->sample.source != SAMPLE_OF_SPLIT))
		return NULL;
	return row->label;
}

static void status_line(struct app *app, void *state, char *text, size_t size)
{
	layers_status_line(app, state, text, size);
}

static void enter(struct app *app, void *state)
{
	struct layers_state *s = state;

	(void)app;
	if (!s->stages)
		forget(s);
}

static void end(struct app *app, void *state)
{
	struct layers_state *s = state;

	(void)app;
	take(s, NULL, NULL);
	free(s->captions);
}

/* The maps of the cursor's layer, all at one palette. */
static bool export(struct app *app, void *state, struct export_sheet *export)
{
	struct layers_state *s = state;
	enum { MAX = sizeof(export->tiles) / sizeof(export->tiles[0]) };
	const struct stage *stage = s->stages ? &s->stages->list[s->stage] : NULL;
	int count = stage && stage->shape.height > 1 ? stage->shape.channels : 0;

	count = count > MAX ? MAX : count;
	if (count == 0)
		return false;
	free(s->captions);
	s->captions = xcalloc((size_t)count, sizeof(*s->captions));
	for (int i = 0; i < count; i++) {
		int channel = stage->order[i];

		snprintf(s->captions[i], sizeof(*s->captions), "%d", channel);
		export->tiles[i] = (struct tile){{stage->values + channel, stage->shape.height,
						  stage->shape.width, stage->shape.channels, 1,
						  layers_palette(app, stage->lo, stage->hi)},
						 s->captions[i]};
	}
	export->count = count;
	snprintf(export->name, sizeof(export->name), "layers-%s", stages_name(s->stages, s->stage));
	return true;
}

static json_t *contributions_to_json(const struct stages *stages, int stage, int channel,
				     int (*of)(const struct stages *, int, int, int, float *))
{
	json_t *contributions = json_array();
	float contribution;

	for (int rank = 0; rank < 5; rank++) {
		int other = of(stages, stage, channel, rank, &contribution);

		if (other >= 0)
			json_array_append_new(contributions,
					      json_pack("{si sf}", "channel", other, "given",
							(double)contribution));
	}
	return contributions;
}

static json_t *stages_to_json(const struct stages *stages)
{
	json_t *list = json_array();

	for (int i = 0; i < stages->count; i++) {
		const struct stage *stage = &stages->list[i];
		json_t *means = json_array();

		for (int c = 0; c < stage->shape.channels; c++)
			json_array_append_new(means, json_real((double)stage->means[c]));
		json_array_append_new(list,
				      json_pack("{ss s[iii] so}", "name", stages_name(stages, i),
						"shape", stage->shape.height, stage->shape.width,
						stage->shape.channels, "means", means));
	}
	return list;
}

static json_t *to_json(struct app *app, void *state)
{
	const struct layers_state *s = state;
	int channel = s->stages ? layers_channel(s, s->stage) : 0;

	(void)app;
	if (!s->stages)
		return json_object();
	return json_pack("{ss si so so so}", "layer", stages_name(s->stages, s->stage), "channel",
			 channel, "from",
			 contributions_to_json(s->stages, s->stage, channel, stages_contributor),
			 "to", contributions_to_json(s->stages, s->stage, channel, stages_receiver),
			 "layers", stages_to_json(s->stages));
}

static void choose_spot(struct app *app, void *state, int what)
{
	struct layers_state *s = state;

	(void)app;
	if (!s->stages || what / LAYERS_SPOT >= s->stages->count)
		return;
	s->stage = what / LAYERS_SPOT;
	set_place(s, what % LAYERS_SPOT);
}

static bool is_building(struct app *app, void *state)
{
	const struct layers_state *s = state;

	(void)app;
	return !s->stages;
}

static const struct legend legend[] = {
	{"12 0.31",
	 "map 12 of the layer, and the mean of its values; in the cursor's colour the one "
	 "that is chosen of its layer"},
	{"32 of 28x28", "32 maps of 28 rows and 28 columns"},
	{"no. 2 of 64", "its place among the layer's, by the mean of its values"},
	{"by pool1  5 +0.31", "map 5 of pool1 contributes 0.31 to the sum, weight x activation"},
	{"to fc1  8 +0.12", "this one contributes 0.12 to unit 8 of fc1"},
	{"0 to 100", "where output has little room: hundredths of a probability"},
	{"red, blue", "weights and values below and above zero"},
	{0}};

const struct screen layers_screen = {
	.name = "Layers",
	.letter = 'L',
	.purpose = "Follow one image through all layers of the network",
	.state_size = sizeof(struct layers_state),
	.keys = keys,
	.legend = legend,
	.label = label,
	.enter = enter,
	.end = end,
	.update = update,
	.to_session = to_session,
	.from_session = from_session,
	.draw = draw,
	.choose_spot = choose_spot,
	.is_building = is_building,
	.status_line = status_line,
	.choose_class = choose_class,
	.export = export,
	.to_json = to_json,
	.here = here,
	.insights = INSIGHT_UNITS,
};
