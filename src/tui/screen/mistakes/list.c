/*
 * What the net says of a split, found piece by piece, and the list that is made of it.
 *
 * One job after another classifies a part of the split. What was found is kept for each split until
 * the model changes.
 */
#include "base/xalloc.h"
#include "live/classify_job.h"
#include "live/evaluate_job.h"
#include "tui/screen/mistakes/mistakes.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum split_name mistakes_split(const struct mistakes_state *s)
{
	return s->is_article ? SPLIT_VALIDATION : s->split;
}

size_t mistakes_wanted(const struct app *app, const struct mistakes_state *s)
{
	size_t count = app->data->split[mistakes_split(s)].count;

	return s->is_article && count > MISTAKES_ARTICLE ? MISTAKES_ARTICLE : count;
}

size_t mistakes_examined(const struct app *app, const struct mistakes_state *s)
{
	size_t wanted = mistakes_wanted(app, s), examined = s->seen[mistakes_split(s)].examined;

	return examined < wanted ? examined : wanted;
}

const struct mistake *mistakes_chosen(const struct mistakes_state *s)
{
	return s->count > 0 ? &s->list[s->cursor] : NULL;
}

/* ------------------------------------------------------------------------------ all images */

static void sweep_start(struct app *app, struct mistakes_state *s, enum split_name name);

static bool is_shown(const struct app *app, const struct mistakes_state *s)
{
	return app->state[app->current] == s;
}

static void put(struct mistakes_seen *seen, const struct evaluate_answer *answer)
{
	memcpy(seen->predictions + answer->first, answer->predictions,
	       answer->count * sizeof(*answer->predictions));
	seen->examined = answer->first + answer->count;
}

/* For a screen that nobody looks at, an old model is not asked to the end. */
static void take_predictions(void *context, void *state, const struct evaluate_answer *answer)
{
	struct app *app = context;
	struct mistakes_state *s = state;
	enum split_name name = s->sweeping;

	s->sweeping = SPLIT_COUNT;
	if (answer->generation != s->swept ||
	    (answer->generation != app->model_generation && !is_shown(app, s)))
		return;
	if (!s->next.predictions) {
		put(&s->seen[name], answer);
		s->is_stale = true;
	} else {
		put(&s->next, answer);
		if (s->next.examined == answer->split->count) {
			free(s->seen[name].predictions);
			s->seen[name] = s->next;
			s->next = (struct mistakes_seen){0};
			s->is_stale = true;
		}
	}
	sweep_start(app, s, name);
}

/* From the first image on, with the newest model. */
static void begin(struct app *app, struct mistakes_state *s, struct mistakes_seen *seen,
		  size_t count)
{
	const struct snapshot *old = s->model;

	s->model = snapshot_ref(app->model);
	snapshot_unref(old);
	s->swept = app->model_generation;
	free(seen->predictions);
	*seen = (struct mistakes_seen){.predictions = xcalloc(count, sizeof(*seen->predictions)),
				       .generation = s->swept};
}

/* Goes on where the split was left; nothing where all of it is known of the newest model. Where it
 * is known of an older one, that is shown until all of it is known anew. */
static void sweep_start(struct app *app, struct mistakes_state *s, enum split_name name)
{
	const struct split *split = &app->data->split[name];
	struct mistakes_seen *seen = &s->seen[name];

	if (seen->examined == split->count && seen->generation == app->model_generation)
		return;
	if (seen->examined == split->count)
		seen = &s->next;
	if (seen->examined == 0 || seen->generation != s->swept)
		begin(app, s, seen, split->count);
	s->sweeping = name;
	evaluate_job_add(app->jobs, &(struct evaluate_request){.model = s->model,
							       .split = split,
							       .first = seen->examined,
							       .owner = s,
							       .generation = s->swept,
							       .state = s,
							       .done = take_predictions});
}

/* Of another split, or none. */
static void sweep_stop(struct app *app, struct mistakes_state *s)
{
	jobs_cancel(app->jobs, s);
	free(s->next.predictions);
	s->next = (struct mistakes_seen){0};
	s->sweeping = SPLIT_COUNT;
}

/* ------------------------------------------------------------------------------- one image */

static void take_answer(void *context, void *state, const struct classify_answer *answer)
{
	struct mistakes_state *s = state;

	(void)context;
	memcpy(s->answer.probabilities, answer->probabilities,
	       sizeof(*s->answer.probabilities) * (size_t)answer->model->net->classes);
	s->answer.is_there = true;
}

static void query_start(struct app *app, struct mistakes_state *s, size_t index)
{
	float *pixels = xfloats(app_pixels(app));

	jobs_cancel(app->jobs, &s->answer);
	split_image(&app->data->split[mistakes_split(s)], index, pixels);
	classify_job_add(app->jobs, &(struct classify_request){.model = app->model,
							       .images = (const float *[]){pixels},
							       .count = 1,
							       .owner = &s->answer,
							       .state = s,
							       .done = take_answer});
	free(pixels);
	/* What another model said of this image is shown until the answer is there. */
	s->answer.is_there = s->answer.is_there && s->answer.index == index &&
			     s->answer.split == mistakes_split(s);
	s->answer.is_requested = true;
	s->answer.split = mistakes_split(s);
	s->answer.index = index;
}

/* Requests the probabilities of the image under the cursor, unless that was done. */
static void query_update(struct app *app, struct mistakes_state *s)
{
	const struct mistake *chosen = mistakes_chosen(s);

	if (chosen && !(s->answer.is_requested && s->answer.index == chosen->index &&
			s->answer.split == mistakes_split(s)))
		query_start(app, s, chosen->index);
}

/* -------------------------------------------------------------------------------- the list */

static void count_classes(struct app *app, struct mistakes_state *s)
{
	const struct split *split = &app->data->split[mistakes_split(s)];
	struct evaluation e = evaluation_of(s->seen[mistakes_split(s)].predictions,
					    mistakes_examined(app, s), app_classes(app));
	size_t of_class[DATASET_MAX_CLASSES] = {0};

	free(s->confusion);
	s->confusion = e.confusion;
	s->misread = e.count - e.correct;
	s->largest = 0;
	for (size_t i = 0; i < mistakes_wanted(app, s); i++) {
		size_t count = ++of_class[split->labels[i]];

		s->largest = count > s->largest ? count : s->largest;
	}
}

/* Where the image went that the cursor stays on; else the cursor stays where it was. */
static void keep_cursor(struct mistakes_state *s)
{
	if (s->anchor == SIZE_MAX)
		s->cursor = 0;
	for (size_t i = 0; i < s->count; i++)
		if (s->list[i].index == s->anchor) {
			s->cursor = i;
			return;
		}
	if (s->cursor >= s->count)
		s->cursor = s->count ? s->count - 1 : 0;
}

static void make_list(struct app *app, struct mistakes_state *s)
{
	const struct prediction *predictions = s->seen[mistakes_split(s)].predictions;
	size_t examined = mistakes_examined(app, s);

	free(s->list);
	s->list = xcalloc(examined + 1, sizeof(*s->list));
	s->count = 0;
	for (size_t i = 0; i < examined; i++)
		if (mistake_filter_takes(&s->filter, &predictions[i]))
			s->list[s->count++] = (struct mistake){i, predictions[i]};
	/* It is made in the order of the split, and browsing all of a large one should not wait. */
	if (s->order != BY_INDEX)
		mistakes_sort(&(struct mistakes){.count = s->count, .list = s->list}, s->order);
	keep_cursor(s);
	count_classes(app, s);
	s->is_stale = false;
}

void mistakes_move(struct app *app, struct mistakes_state *s, ptrdiff_t to)
{
	ptrdiff_t last = (ptrdiff_t)s->count - 1;

	if (s->count == 0)
		return;
	s->cursor = (size_t)(to < 0 ? 0 : to > last ? last : to);
	s->anchor = s->list[s->cursor].index;
	app_choose_image(app, mistakes_split(s), s->anchor);
	s->sample_generation = app->sample_generation;
}

void mistakes_show_image(struct app *app, struct mistakes_state *s, size_t index)
{
	s->anchor = index;
	s->is_stale = true;
	s->is_leading = false;
	if (s->is_article && index >= mistakes_wanted(app, s)) {
		s->split = mistakes_split(s);
		s->is_article = false;
	}
	if (index >= mistakes_examined(app, s) ||
	    !mistake_filter_takes(&s->filter, &s->seen[mistakes_split(s)].predictions[index]))
		s->filter = (struct mistake_filter){-1, -1, 0, true};
}

/* --------------------------------------------------------------------------------- changes */

void mistakes_forget(struct mistakes_state *s)
{
	for (int i = 0; i < SPLIT_COUNT; i++) {
		free(s->seen[i].predictions);
		s->seen[i] = (struct mistakes_seen){0};
	}
	free(s->next.predictions);
	s->next = (struct mistakes_seen){0};
	snapshot_unref(s->model);
	s->model = NULL;
	s->swept = 0;
	free(s->list);
	free(s->confusion);
	s->list = NULL;
	s->confusion = NULL;
	s->count = s->cursor = 0;
	s->answer.is_requested = s->answer.is_there = false;
	s->sweeping = SPLIT_COUNT;
	s->is_stale = true;
}

/* Another image was chosen, not here: by `:`, or on another screen. */
static void follow_sample(struct app *app, struct mistakes_state *s)
{
	const struct sample *sample = &app->sample;

	s->sample_generation = app->sample_generation;
	s->is_leading = false;
	if (sample->source != SAMPLE_OF_SPLIT)
		return;
	if (sample->split != mistakes_split(s)) {
		s->split = sample->split;
		s->is_article = false;
		s->anchor = sample->index;
		s->is_stale = true;
	} else
		mistakes_show_image(app, s, sample->index);
}

/* While a split is swept, the first of an order may change from piece to piece. */
static void lead(struct app *app, struct mistakes_state *s)
{
	const struct mistake *chosen = mistakes_chosen(s);
	const struct sample *sample = &app->sample;
	enum split_name name = mistakes_split(s);

	s->is_leading = mistakes_examined(app, s) < mistakes_wanted(app, s);
	if (!chosen || (sample->source == SAMPLE_OF_SPLIT && sample->split == name &&
			sample->index == chosen->index))
		return;
	app_choose_image(app, name, chosen->index);
	s->sample_generation = app->sample_generation;
}

static void forget(struct app *app, struct mistakes_state *s)
{
	jobs_cancel(app->jobs, s);
	jobs_cancel(app->jobs, &s->answer);
	mistakes_forget(s);
}

/* Whether the model is what was swept, some steps of training later. */
static bool is_trained_on(const struct app *app, const struct mistakes_state *s)
{
	return s->model && s->model->net->classes == app_classes(app) &&
	       strcmp(s->model->facts.name, app->model->facts.name) == 0;
}

void mistakes_poll(struct app *app, void *state)
{
	struct mistakes_state *s = state;

	if (s->data == app->data)
		return;
	if (s->data)
		forget(app, s);
	s->data = app->data;
}

void mistakes_update(struct app *app, void *state)
{
	struct mistakes_state *s = state;
	enum split_name name;

	if (s->model_generation != app->model_generation) {
		if (!is_trained_on(app, s))
			forget(app, s);
		s->answer.is_requested = false;
		s->model_generation = app->model_generation;
	}
	if (s->sample_generation != app->sample_generation)
		follow_sample(app, s);
	name = mistakes_split(s);
	if (s->sweeping != name) {
		sweep_stop(app, s);
		sweep_start(app, s, name);
	}
	if (s->is_stale)
		make_list(app, s);
	if (s->is_leading)
		lead(app, s);
	query_update(app, s);
}
