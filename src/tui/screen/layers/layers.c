/* The keys of Layers, and what it says of itself. */
#include "tui/screen/layers/layers.h"
#include "base/xalloc.h"
#include "nn/loss.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* -------------------------------------------------------------------------------- the walk */

struct walk_job {
	struct job job;
	const struct snapshot *model;
	float *pixels;
	struct layers_walk *walk;
};

static void walk_run(struct job *job)
{
	struct walk_job *walk = (struct walk_job *)job;

	walk->walk = layers_walk(walk->model, walk->pixels);
}

static void walk_done(void *context, struct job *job)
{
	struct app *app = context;
	struct walk_job *walk = (struct walk_job *)job;
	struct layers_state *s = app_state(app, "Layers");

	layers_walk_free(s->walk);
	s->walk = walk->walk;
	walk->walk = NULL;
	if (s->stage >= s->walk->count)
		s->stage = s->walk->count - 1;
}

static void walk_destroy(struct job *job)
{
	struct walk_job *walk = (struct walk_job *)job;

	layers_walk_free(walk->walk);
	snapshot_unref(walk->model);
	free(walk->pixels);
	free(walk);
}

static const struct job_ops walk_ops = {
	.name = "layers", .run = walk_run, .done = walk_done, .destroy = walk_destroy};

static void walk_start(struct app *app, struct layers_state *s)
{
	struct walk_job *walk = xcalloc(1, sizeof(*walk));

	jobs_cancel(app->jobs, s);
	walk->job.ops = &walk_ops;
	walk->job.owner = s;
	walk->model = snapshot_ref(app->model);
	walk->pixels = xfloats(app_pixels(app));
	memcpy(walk->pixels, app->sample.pixels, app_pixels(app) * sizeof(float));
	jobs_add(app->jobs, &walk->job);
}

/* Of another net the cursor's channels are none. */
static void forget(struct layers_state *s)
{
	layers_walk_free(s->walk);
	s->walk = NULL;
	for (int i = 0; i <= NET_MAX_LAYERS; i++)
		s->chosen[i] = -1;
}

/* Whether what is shown is of a net of the same layers: then it stays until the new one is there.
 */
static bool has_same_layers(const struct layers_state *s, const struct net *net)
{
	const struct net *old = s->walk ? s->walk->model->net : NULL;

	if (!old || old->count != net->count)
		return false;
	for (int i = 0; i < net->count; i++)
		if (old->layers[i].ops != net->layers[i].ops ||
		    memcmp(&old->layers[i].out, &net->layers[i].out, sizeof(struct shape)) != 0)
			return false;
	return old->input.height == net->input.height && old->input.width == net->input.width;
}

static void update(struct app *app, void *state)
{
	struct layers_state *s = state;
	bool is_first = s->model_generation == 0;

	if (s->model_generation == app->model_generation &&
	    s->sample_generation == app->sample_generation)
		return;
	if (s->model_generation != app->model_generation && !has_same_layers(s, app->model->net))
		forget(s);
	if (is_first)
		s->stage = 1; /* the first thing that the net makes of it */
	s->model_generation = app->model_generation;
	s->sample_generation = app->sample_generation;
	walk_start(app, s);
}

int layers_channel(const struct layers_state *s, int stage)
{
	const struct layers_stage *shown = &s->walk->stages[stage];

	if (s->chosen[stage] >= 0)
		return s->chosen[stage];
	if (layers_is_last(s->walk, stage))
		return argmax(shown->shape.channels, s->walk->probabilities);
	return shown->order[0];
}

int layers_place(const struct layers_state *s, int stage)
{
	int channel = layers_channel(s, stage), place = 0;

	while (s->walk->stages[stage].order[place] != channel)
		place++;
	return place;
}

/* ------------------------------------------------------------------------------------ keys */

static void set_place(struct layers_state *s, int place)
{
	const struct layers_stage *stage = &s->walk->stages[s->stage];
	int last = stage->shape.channels - 1;

	place = place < 0 ? 0 : place > last ? last : place;
	/* The strongest of the next image may be another one. */
	s->chosen[s->stage] = place || layers_is_last(s->walk, s->stage) ? stage->order[place] : -1;
}

static void go_along(struct app *app, void *state, int key)
{
	struct layers_state *s = state;
	int step = key == 'h' || key == PRESS_LEFT ? -1 : 1;

	(void)app;
	if (key == PRESS_PAGE_UP || key == PRESS_PAGE_DOWN)
		step = key == PRESS_PAGE_UP ? -10 : 10;
	if (s->walk)
		set_place(s, layers_place(s, s->stage) + step);
}

static void go_to_end(struct app *app, void *state, int key)
{
	struct layers_state *s = state;

	(void)app;
	if (s->walk)
		set_place(s, key == 'g' || key == PRESS_HOME
				     ? 0
				     : s->walk->stages[s->stage].shape.channels);
}

static void go_deeper(struct app *app, void *state, int key)
{
	struct layers_state *s = state;
	int to = s->stage + (key == 'k' || key == PRESS_UP ? -1 : 1);

	(void)app;
	if (s->walk && to >= 0 && to < s->walk->count)
		s->stage = to;
}

static void step_image(struct app *app, void *state, int key)
{
	const struct sample *sample = &app->sample;
	size_t count;

	(void)state;
	if (sample->source != SAMPLE_OF_SPLIT) {
		app_say(app, "This is no image of the data set: :0 goes to its first.");
		return;
	}
	count = app->data->split[sample->split].count;
	if (key == 'n' && sample->index + 1 < count)
		app_choose_image(app, sample->split, sample->index + 1);
	else if (key == 'p' && sample->index > 0)
		app_choose_image(app, sample->split, sample->index - 1);
}

static void open_filters(struct app *app, void *state, int key)
{
	struct layers_state *s = state;

	(void)key;
	if (!s->walk)
		return;
	if (s->stage == 0 || !s->walk->model->net->layers[s->walk->stages[s->stage].layer].units)
		app_say(app, "Filters shows layers with weights: %s has none.",
			layers_name(s->walk, s->stage));
	else
		app_go(app, app_screen(app, "Filters"));
}

static void choose_class(struct app *app, void *state, int class)
{
	struct layers_state *s = state;

	(void)app;
	if (!s->walk)
		return;
	s->stage = s->walk->count - 1;
	s->chosen[s->stage] = class;
}

static const struct binding keys[] = {
	{'j', PRESS_DOWN, "layer on", "the next layer", go_deeper},
	{'k', PRESS_UP, "back", "the layer before", go_deeper},
	{'l', PRESS_RIGHT, "map on", "the next map of the layer, by how strongly it answers",
	 go_along},
	{'h', PRESS_LEFT, "back", "the map before", go_along},
	{'g', PRESS_HOME, NULL, "the strongest map", go_to_end},
	{'G', PRESS_END, NULL, "the weakest map", go_to_end},
	{PRESS_PAGE_DOWN, 0, NULL, "ten maps on", go_along},
	{PRESS_PAGE_UP, 0, NULL, "ten maps back", go_along},
	{'n', 0, "next image", "the next image", step_image},
	{'p', 0, NULL, "the image before", step_image},
	{PRESS_ENTER, 0, "filters", "what the layer's filters look for, in Filters", open_filters},
	{PRESS_DIGIT, 0, NULL, "the output of that class", NULL},
	{0}};

/* ---------------------------------------------------------------------------- what it says */

static void draw(struct app *app, void *state, struct area area)
{
	layers_draw(app, state, area);
}

static void status_line(struct app *app, void *state, char *text, size_t size)
{
	layers_status_line(app, state, text, size);
}

static void enter(struct app *app, void *state)
{
	struct layers_state *s = state;

	(void)app;
	if (!s->walk)
		forget(s);
}

static void end(struct app *app, void *state)
{
	struct layers_state *s = state;

	(void)app;
	layers_walk_free(s->walk);
	free(s->captions);
}

/* The maps of the cursor's layer, all at one palette. */
static bool export(struct app *app, void *state, struct export_sheet *export)
{
	struct layers_state *s = state;
	enum { MAX = sizeof(export->tiles) / sizeof(export->tiles[0]) };
	const struct layers_stage *stage = s->walk ? &s->walk->stages[s->stage] : NULL;
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
	snprintf(export->name, sizeof(export->name), "layers-%s", layers_name(s->walk, s->stage));
	return true;
}

static json_t *contributions_to_json(const struct layers_walk *walk, int stage, int channel,
				     int (*of)(const struct layers_walk *, int, int, int, float *))
{
	json_t *contributions = json_array();
	float contribution;

	for (int rank = 0; rank < 5; rank++) {
		int other = of(walk, stage, channel, rank, &contribution);

		if (other >= 0)
			json_array_append_new(contributions,
					      json_pack("{si sf}", "channel", other, "given",
							(double)contribution));
	}
	return contributions;
}

static json_t *stages_to_json(const struct layers_walk *walk)
{
	json_t *stages = json_array();

	for (int i = 0; i < walk->count; i++) {
		const struct layers_stage *stage = &walk->stages[i];
		json_t *means = json_array();

		for (int c = 0; c < stage->shape.channels; c++)
			json_array_append_new(means, json_real((double)stage->means[c]));
		json_array_append_new(stages,
				      json_pack("{ss s[iii] so}", "name", layers_name(walk, i),
						"shape", stage->shape.height, stage->shape.width,
						stage->shape.channels, "means", means));
	}
	return stages;
}

static json_t *to_json(struct app *app, void *state)
{
	const struct layers_state *s = state;
	int channel = s->walk ? layers_channel(s, s->stage) : 0;

	(void)app;
	if (!s->walk)
		return json_object();
	return json_pack("{ss si so so so}", "layer", layers_name(s->walk, s->stage), "channel",
			 channel, "from",
			 contributions_to_json(s->walk, s->stage, channel, layers_contributor),
			 "to", contributions_to_json(s->walk, s->stage, channel, layers_receiver),
			 "layers", stages_to_json(s->walk));
}

const struct screen layers_screen = {
	.name = "Layers",
	.letter = 'L',
	.purpose = "Follow one image through all layers of the network",
	.state_size = sizeof(struct layers_state),
	.keys = keys,
	.enter = enter,
	.end = end,
	.update = update,
	.draw = draw,
	.status_line = status_line,
	.choose_class = choose_class,
	.export = export,
	.to_json = to_json,
};
