/*
 * The maps of eXplain, a job each, so that what is quick is seen at once. First of all the net says
 * what it sees, as that is explained unless another class was chosen.
 */
#include "base/xalloc.h"
#include "lab/explain/grad_cam.h"
#include "live/classify_job.h"
#include "nn/loss.h"
#include "tui/screen/explain/explain.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const struct explain_baseline explain_baselines[EXPLAIN_BASELINES] = {
	{"blank", "blank paper", 0},
	{"ink", "ink everywhere", 1},
	{"grey", "grey everywhere", 0.5f}};

struct map_job {
	struct job job; /* its owner is the state's maps */
	struct explain_state *state;
	int index;
	const struct explanation *method; /* the state's may be another network's by then */
	const struct snapshot *model;
	float *image, *baseline;
	struct explanation_query query;
	struct attribution a;
	float range;
};

static float range_of(const struct attribution *a)
{
	size_t count = shape_size(a->shape);
	float *values = xfloats(count), range;

	memcpy(values, a->values, count * sizeof(float));
	range = palette_clip(values, count);
	free(values);
	return range;
}

static void map_run(struct job *job)
{
	struct map_job *j = (struct map_job *)job;

	j->query.stop = &job->stop;
	j->a = j->method->compute(&j->query);
	j->range = range_of(&j->a);
}

static void map_done(void *context, struct job *job)
{
	struct map_job *j = (struct map_job *)job;
	struct explain_map *map = &j->state->maps[j->index];

	(void)context;
	attribution_clear(&map->a);
	map->a = j->a;
	map->range = j->range;
	map->is_wanted = map->is_asked = false;
	j->a.values = NULL;
}

static void map_destroy(struct job *job)
{
	struct map_job *j = (struct map_job *)job;

	attribution_clear(&j->a);
	snapshot_unref(j->model);
	free(j->image);
	free(j->baseline);
	free(j);
}

static const struct job_ops map_ops = {
	.name = "explain", .run = map_run, .done = map_done, .destroy = map_destroy};

static void ask_map(struct app *app, struct explain_state *s, int index)
{
	struct map_job *j = xcalloc(1, sizeof(*j));
	size_t pixels = app_pixels(app);

	j->job.ops = &map_ops;
	j->job.owner = s->maps;
	j->job.rank = index == s->chosen[EXPLAIN_MAPS] ? 0 : 1;
	j->state = s;
	j->index = index;
	j->method = s->maps[index].method;
	j->model = snapshot_ref(app->model);
	j->image = xfloats(pixels);
	memcpy(j->image, app->sample.pixels, pixels * sizeof(float));
	j->baseline = xfloats(pixels);
	for (size_t i = 0; i < pixels; i++)
		j->baseline[i] = explain_baselines[s->baseline].value;
	j->query = (struct explanation_query){.net = j->model->net,
					      .image = j->image,
					      .layer = j->model->net->count - 1,
					      .unit = explain_class(s),
					      .has_against = s->against >= 0,
					      .against = s->against >= 0 ? s->against : 0,
					      .baseline = j->baseline,
					      .convolution = s->convolution,
					      .seed = (uint64_t)s->seed};
	s->maps[index].is_asked = true;
	jobs_add(app->jobs, &j->job);
}

/* An answer may come when another network is there, and the methods are still the old one's. */
static bool applies(const struct app *app, const struct explain_map *map)
{
	const struct net *net = app->model->net;

	return map->method->applies(net, net->count - 1);
}

static void ask_maps(struct app *app, struct explain_state *s)
{
	if (!s->probabilities)
		return;
	for (int i = 0; i < s->count; i++)
		if (s->maps[i].is_wanted && !s->maps[i].is_asked && applies(app, &s->maps[i]))
			ask_map(app, s, i);
}

/* ---------------------------------------------------------------------------- what is wanted */

/* is_kept: what is there is shown until the new one is. */
static void want(struct app *app, struct explain_state *s,
		 bool (*depends)(const struct explanation *), bool is_kept)
{
	jobs_cancel(app->jobs, s->maps);
	for (int i = 0; i < s->count; i++) {
		struct explain_map *map = &s->maps[i];

		map->is_asked = false;
		if (depends && !depends(map->method))
			continue;
		map->is_wanted = true;
		if (!is_kept)
			attribution_clear(&map->a);
	}
}

void explain_forget(struct app *app, struct explain_state *s,
		    bool (*depends)(const struct explanation *))
{
	want(app, s, depends, false);
}

void explain_forget_all(struct app *app, struct explain_state *s)
{
	want(app, s, NULL, false);
}

static void take_answer(void *context, void *state, const struct classify_answer *answer)
{
	struct explain_state *s = state;
	int classes = snapshot_shape(answer->model)->classes;

	if (classes != app_classes(context))
		return;
	free(s->probabilities);
	s->probabilities = xfloats((size_t)classes);
	memcpy(s->probabilities, answer->probabilities, (size_t)classes * sizeof(float));
	s->prediction = argmax(classes, s->probabilities);
	if (s->against == explain_class(s))
		s->against = explain_best_but(context, s, s->against);
	ask_maps(context, s);
}

static void ask_answer(struct app *app, struct explain_state *s)
{
	const float *image = app->sample.pixels;
	struct classify_request request = {.model = app->model,
					   .images = &image,
					   .count = 1,
					   .owner = s,
					   .generation = app->model_generation,
					   .state = s,
					   .done = take_answer};

	jobs_cancel(app->jobs, s);
	classify_job_add(app->jobs, &request);
}

/* The methods that apply to the net. What was chosen stays chosen. */
static bool list_methods(struct app *app, struct explain_state *s)
{
	const struct net *net = app->model->net;
	const struct explanation *chosen =
		s->count > 0 ? s->maps[s->chosen[EXPLAIN_MAPS]].method : s->first;
	bool is_same = true;
	int count = 0;

	for (int i = 0; explanations[i] && count < EXPLAIN_MAPS_MAX; i++) {
		if (!explanations[i]->is_of_pixels ||
		    !explanations[i]->applies(net, net->count - 1))
			continue;
		if (count >= s->count || s->maps[count].method != explanations[i])
			is_same = false;
		s->maps[count].method = explanations[i];
		if (explanations[i] == chosen)
			s->chosen[EXPLAIN_MAPS] = count;
		count++;
	}
	is_same = is_same && count == s->count;
	for (int i = count; i < s->count; i++)
		attribution_clear(&s->maps[i].a);
	s->count = count;
	s->chosen[EXPLAIN_MAPS] = index_clip(s->chosen[EXPLAIN_MAPS], count > 0 ? count : 1);
	return is_same;
}

/* What is shown now is searched for. */
static void ask_strip(struct app *app, struct explain_state *s)
{
	if (s->strip == EXPLAIN_NEAREST)
		explain_ask_taught(app, s);
	if (s->strip == EXPLAIN_CHANGE && s->change.is_asked &&
	    s->change.class != explain_change_class(app, s))
		explain_forget_change(app, s);
	if (s->strip == EXPLAIN_CHANGE)
		explain_ask_change(app, s);
}

static void begin(struct app *app, struct explain_state *s, bool is_kept)
{
	jobs_cancel(app->jobs, s->maps);
	is_kept = list_methods(app, s) && is_kept;
	explain_forget_taught(app, s);
	explain_forget_change(app, s);
	want(app, s, NULL, is_kept);
	if (!is_kept) {
		free(s->probabilities);
		s->probabilities = NULL;
	}
	if (s->convolution > grad_cam_count(app->model->net))
		s->convolution = 0;
	if (s->class >= app_classes(app))
		s->class = -1;
	if (s->against >= app_classes(app))
		s->against = -1;
	s->model_generation = app->model_generation;
	s->sample_generation = app->sample_generation;
	ask_answer(app, s);
}

void explain_update(struct app *app, struct explain_state *s)
{
	bool is_first = s->model_generation == 0, is_busy;

	if (is_first) {
		s->class = s->against = -1;
		s->seed = 1;
	}
	is_busy = jobs_pending(app->jobs, s) > 0 || jobs_pending(app->jobs, s->maps) > 0 ||
		  jobs_pending(app->jobs, &s->taught) > 0 ||
		  jobs_pending(app->jobs, &s->change) > 0;
	if (s->sample_generation != app->sample_generation || is_first)
		begin(app, s, false);
	else if (s->model_generation != app->model_generation && !app->is_followed)
		begin(app, s, false);
	else if (s->model_generation != app->model_generation && !is_busy)
		begin(app, s,
		      true); /* a net that is trained: what is shown is brought up to date */
	else
		ask_maps(app, s);
	ask_strip(app, s);
}

void explain_show_method(struct explain_state *s, const struct explanation *method)
{
	s->strip = EXPLAIN_MAPS;
	s->first = method;
	for (int i = 0; i < s->count; i++)
		if (s->maps[i].method == method)
			s->chosen[EXPLAIN_MAPS] = i;
}

void explain_end(struct explain_state *s)
{
	for (int i = 0; i < s->count; i++)
		attribution_clear(&s->maps[i].a);
	free(s->taught.images);
	explain_change_clear(&s->change);
	free(s->probabilities);
}
