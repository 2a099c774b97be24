/*
 * A search from the most usual way to read a file: one thing that is open after the other is
 * changed, and what classifies a few images best is kept; the best ways are then asked many.
 */
#include "lab/identify.h"
#include "base/xalloc.h"
#include "lab/identify_words.h"
#include "lab/race.h"
#include "lab/trial.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	TRIALS_MAX = 512, /* ways that are tried */
	ROUNDS = 3
};
/* A way that reads fewer is none: chance is far below for ten classes. */
static const double readable = 0.5, well_read = 0.9;
static const double promising = 0.4; /* of the usual ways, where somebody in haste goes on */
static const double cost_max = 1e11; /* operations: some seconds at the worst */

struct search {
	struct import *import;
	const struct identify_request *request;
	struct trial_setting setting;
	int few;     /* images that each trial is asked */
	double mean; /* of the images' pixels */
	double cost; /* operations so far */
	int count;
	struct trial trials[TRIALS_MAX];
	struct err err;
};

static bool is_given_up(const struct search *s)
{
	return s->request->is_over && s->request->is_over(s->request->context);
}

/* The best trial so far. */
struct best {
	struct trial trial;              /* .candidate NULL: there is none */
	double losses[ASKED_IMAGES_FEW]; /* of the few */
};

/* What is not open is as usual, so that no two choices mean the same. */
static struct choice settled(const struct candidate *candidate, struct choice choice)
{
	if (!candidate->has_open_activation)
		choice.activation = 0;
	choice.is_average &= candidate->has_open_pooling;
	choice.is_pool_first &= choice.is_average;
	choice.is_norm_last &= candidate->has_open_norm;
	return choice;
}

static bool was_tried(const struct search *s, const struct candidate *candidate,
		      const struct choice *choice)
{
	for (int i = 0; i < s->count; i++)
		if (s->trials[i].candidate == candidate &&
		    choice_is_same(&s->trials[i].choice, choice))
			return true;
	return false;
}

/* Asks the few images, or fewer where the trial is clearly behind the best one. */
static void ask_few(struct search *s, const struct net *net, const struct best *best,
		    struct trial *trial, double *losses)
{
	enum { FIRST = 4 };
	float *logits = xfloats((size_t)s->few * (size_t)net->classes);
	bool is_open = true;

	trial->of = s->few;
	for (int next = FIRST; trial->count < s->few && is_open; next *= 2) {
		trial_ask(&s->setting, net, &s->setting.images, next < s->few ? next : s->few,
			  trial, logits, losses);
		if (!best->trial.candidate)
			continue;
		trial_compare_losses(trial, losses, best->losses);
		is_open = !trial_is_hopeless(trial);
	}
	free(logits);
}

/* Whether it is the same as with the zeros before the scaling. */
static bool is_doubled(const struct search *s, const struct candidate *candidate,
		       const struct choice *choice)
{
	const struct import_input *input =
		s->setting.input ? s->setting.input : &import_inputs[choice->input];

	return candidate->is_padded_scaled && input->mean == 0;
}

/* One way more, which becomes the best one if it is. Nothing, if it was tried before, it can't be,
 * or they are too many. */
static void try(struct search *s, const struct candidate *candidate, const struct choice *open,
		struct best *best)
{
	struct trial *trial = &s->trials[s->count];
	struct choice choice = settled(candidate, *open);
	double losses[ASKED_IMAGES_FEW];
	const struct net *net;

	if (s->count == TRIALS_MAX || s->cost > cost_max || was_tried(s, candidate, &choice) ||
	    is_given_up(s) || is_doubled(s, candidate, &choice))
		return;
	*trial = (struct trial){.candidate = candidate, .choice = choice};
	net = trial_net(&s->setting, trial, &s->err);
	if (!net)
		return;
	ask_few(s, net, best, trial, losses);
	s->cost += trial->count * asked_images_cost(candidate);
	s->count++;
	if (trial->count < s->few ||
	    (best->trial.candidate && !trial_is_told_better(trial, &best->trial)))
		return;
	best->trial = *trial;
	memcpy(best->losses, losses, (size_t)trial->count * sizeof(*losses));
}

/* ------------------------------------------------------------------------------------ the search
 */

static void try_switch(struct search *s, struct best *best, bool is_open, size_t member)
{
	struct choice choice = best->trial.choice;
	bool *is_on = (bool *)((char *)&choice + member);

	*is_on = !*is_on;
	if (is_open)
		try(s, best->trial.candidate, &choice, best);
}

/* The mean of a data set's pixels is subtracted where its images are shown. */
static bool is_possible(const struct search *s, const struct import_input *input)
{
	static const double close = 0.05;

	return !input->is_of_data || fabs(s->mean - input->mean) < close;
}

/* Whether somebody who wants the first good one has it. */
static bool is_enough(const struct search *s, const struct trial *best)
{
	return s->request->wants_first && s->few && best->candidate &&
	       best->accuracy >= well_read && !trial_is_odd(best);
}

/* Changes each thing that is open, one after the other. */
static void improve(struct search *s, struct best *best)
{
	const struct candidate *c = best->trial.candidate;
	struct choice choice;

	for (int i = 0; !s->setting.input && !c->is_input_known && i < IMPORT_INPUTS; i++) {
		if (!is_possible(s, &import_inputs[i]))
			continue;
		choice = best->trial.choice;
		choice.input = i;
		try(s, c, &choice, best);
	}
	try_switch(s, best, c->has_open_flatten, offsetof(struct choice, is_chw));
	for (int i = 0; c->has_open_activation && i < IMPORT_ACTIVATIONS; i++) {
		choice = best->trial.choice;
		choice.activation = i;
		try(s, c, &choice, best);
	}
	try_switch(s, best, c->has_open_pooling, offsetof(struct choice, is_average));
	/* A maximum of what an increasing function gives is the function of the maximum. */
	if (best->trial.choice.is_average)
		try_switch(s, best, true, offsetof(struct choice, is_pool_first));
	try_switch(s, best, c->has_open_norm, offsetof(struct choice, is_norm_last));
	if (best->trial.accuracy < readable)
		try_switch(s, best, true, offsetof(struct choice, is_transposed));
}

/* Tries the candidates with a choice; `order`: with the order of flattening that is usual for their
 * layout, or the other one. Where something is read well already, far less usual ones are left out.
 */
static void sweep(struct search *s, const struct choice *with, bool order, struct best *best)
{
	enum { FAR = 4 };

	for (int i = 0; i < s->import->candidates.count; i++) {
		const struct candidate *candidate = &s->import->candidates.list[i];
		struct choice choice = *with;

		if (best->trial.candidate && best->trial.accuracy >= well_read &&
		    candidate->cost > best->trial.candidate->cost + FAR)
			return;
		if (order && !candidate->has_open_flatten)
			continue;
		/* PyTorch flattens by channel. */
		choice.is_chw = candidate_is_torch(candidate) != order;
		try(s, candidate, &choice, best);
		if ((!s->few && s->count) || is_enough(s, &best->trial))
			return;
	}
}

/* From one choice on: candidates and choices are improved in turn. */
static void search_from(struct search *s, const struct choice *start)
{
	struct best best = {.trial.candidate = NULL};

	sweep(s, start, false, &best);
	if (s->few && best.trial.candidate && best.trial.accuracy < readable)
		sweep(s, start, true, &best);
	if (s->request->is_hasty && s->import->candidates.count > 1 &&
	    best.trial.accuracy < promising)
		return;
	for (int round = 0;
	     s->few && best.trial.candidate && round < ROUNDS && !is_enough(s, &best.trial);
	     round++) {
		struct trial before = best.trial;
		struct choice found;

		improve(s, &best);
		found = best.trial.choice;
		sweep(s, &found, found.is_chw != candidate_is_torch(best.trial.candidate), &best);
		if (trial_is_same(&before, &best.trial))
			break;
	}
}

static const struct trial *best_of(const struct search *s)
{
	const struct trial *best = s->trials;

	for (int i = 1; i < s->count; i++)
		if (trial_is_better(&s->trials[i], best))
			best = &s->trials[i];
	return best;
}

/* Whether nothing is open: the file or a person tells the layers, the layout and the scaling. */
static bool is_all_told(const struct search *s)
{
	const struct candidate *c = &s->import->candidates.list[0];

	if (s->request->told->architecture && s->request->told->layout)
		return true;
	return s->import->candidates.count == 1 && !c->has_open_activation &&
	       !c->has_open_pooling && !c->has_open_norm && !c->has_open_flatten &&
	       (s->setting.input || c->is_input_known || (c->has_likely_input && !s->few));
}

/* The one way that there is then. */
static void take_told(struct search *s)
{
	const char *layout = s->request->told->layout;
	const struct candidate *c = &s->import->candidates.list[0];
	struct choice choice = {.is_chw = candidate_is_torch(c),
				.input = c->has_likely_input ? c->likely_input : 0};
	struct best none = {.trial.candidate = NULL};

	if (layout)
		choice = (struct choice){.is_chw = strncmp(layout, "torch", 5) == 0,
					 .is_transposed = strchr(layout, ',')};
	s->few = 0;
	try(s, &s->import->candidates.list[0], &choice, &none);
}

/* What was found may read images a little better with an unusual activation than with ReLU, with
 * which it learned: the search may have gone astray by that. */
static void search_usual(struct search *s)
{
	struct choice choice = best_of(s)->choice;

	if (!trial_is_odd(best_of(s)))
		return;
	choice.is_pool_first = choice.is_norm_last = false;
	choice.activation = 0;
	search_from(s, &choice);
}

/* Whether somebody in haste takes it for a net that has not learned enough yet: other beginnings
 * would have to be tried too. */
static bool is_hopeless(const struct search *s)
{
	return s->request->is_hasty && s->few && best_of(s)->accuracy < well_read;
}

/* Other beginnings, where the usual one leads nowhere. */
static void search_all(struct search *s)
{
	static const struct choice starts[] = {{.activation = 0},
					       {.input = IMPORT_INVERTED},
					       {.activation = 1, .is_average = true},
					       {.is_average = true},
					       {.activation = 1},
					       {.activation = 2, .is_average = true},
					       {.activation = 2}};

	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++) {
		search_from(s, &starts[i]);
		if (s->count == 0 || !s->few || is_hopeless(s))
			return;
		if (best_of(s)->accuracy >= well_read)
			break;
	}
	search_usual(s);
}

/* ----------------------------------------------------------------------------------- the answer
 */

/* What the answer has to read: where many architectures were possible, more than a classifier that
 * knows nothing of layers. */
static double enough(const struct search *s)
{
	static const double more = 0.03;
	const struct candidates *candidates = &s->import->candidates;
	const struct candidate *first = &candidates->list[0];

	if (candidates->count == 1 && !first->has_open_activation)
		return readable;
	return more + asked_images_nearest_mean(&s->setting.images, shape_size(first->input),
						first->classes);
}

/* The images that are asked, and how many of them each trial is. */
static void take_images(struct search *s, const struct dataset *data)
{
	const struct candidate *first = &s->import->candidates.list[0];
	struct asked_images *images = &s->setting.images;

	asked_images_take(images, data, first);
	s->mean = asked_images_mean(images, shape_size(first->input));
	s->few = asked_images_few(images, first);
}

/* Where images do not tell how they are scaled, what the graph expects is taken. */
static void take_likely(const struct search *s, struct identification *found)
{
	const struct candidate *c = &s->import->candidates.list[0];
	struct trial first;

	if (found->is_clear || s->import->candidates.count > 1 || !c->has_likely_input)
		return;
	for (int i = 0; i < found->count; i++)
		if (found->trials[i].choice.input == c->likely_input) {
			first = found->trials[i];
			memmove(found->trials + 1, found->trials, (size_t)i * sizeof(first));
			found->trials[0] = first;
			found->is_clear = true;
			return;
		}
}

/* Puts the first one that is enough first; false: there is none. Without one the search went on to
 * its end. */
static bool put_enough(const struct search *s, struct identification *found)
{
	for (int i = 0; i < s->count; i++)
		if (s->trials[i].count == s->few && is_enough(s, &s->trials[i])) {
			found->trials[0] = s->trials[i];
			found->count = 1;
			return true;
		}
	return false;
}

/* The best trials, and among them the answer. */
static void answer(struct search *s, struct identification *found, struct err *err)
{
	bool is_told = is_all_told(s);

	qsort(s->trials, (size_t)s->count, sizeof(*s->trials), trial_compare);
	found->count = s->count < IDENTIFY_SHOWN ? s->count : IDENTIFY_SHOWN;
	memcpy(found->trials, s->trials, (size_t)found->count * sizeof(*s->trials));
	found->is_provisional = !is_told && put_enough(s, found);
	found->is_clear = is_told || found->is_provisional;
	if (s->few && !found->is_clear && !is_hopeless(s) && !is_given_up(s))
		race(&s->setting, enough(s), found);
	take_likely(s, found);
	found->is_clear &= is_told || !is_given_up(s);
	identify_say(found, s->setting.input);
	trial_net(&s->setting, &found->trials[0], err);
	found->net = s->setting.last.net;
}

bool identify(struct import *import, const struct identify_request *request,
	      struct identification *found, struct err *err)
{
	const struct import_told *told = request->told;
	const struct import_input input = {.mean = told->mean, .deviation = told->deviation};
	struct search *s = xcalloc(1, sizeof(*s));

	*found = (struct identification){.import = import};
	s->setting = (struct trial_setting){.path = request->path,
					    .input = told->has_input ? &input : NULL,
					    .kernel = request->kernel,
					    .pool = request->pool,
					    .is_over = request->is_over,
					    .context = request->context};
	s->import = import;
	s->request = request;
	take_images(s, request->data);
	if (is_all_told(s))
		take_told(s);
	else
		search_all(s);
	*err = s->err;
	if (s->count)
		answer(s, found, err);
	else if (is_given_up(s))
		err_set(err, "%s: was not asked to the end", request->path);
	asked_images_clear(&s->setting.images);
	free(s);
	if (!found->net)
		identification_clear(found);
	return found->net;
}

void identification_clear(struct identification *found)
{
	net_free(found->net);
	import_free(found->import);
	*found = (struct identification){0};
}

bool identification_told(const struct identification *found, int trial,
			 const struct import_told *told,
			 char architecture[SETTINGS_ARCHITECTURE_MAX],
			 char layout[NUMBERS_TEXT_MAX])
{
	const struct trial *t = &found->trials[trial];
	const struct import_input input = {.mean = told->mean, .deviation = told->deviation};

	snprintf(layout, NUMBERS_TEXT_MAX, "%s%s",
		 candidate_is_torch(t->candidate) ? "torch" : "tensorflow",
		 t->choice.is_transposed ? ",transposed" : "");
	return candidate_architecture(t->candidate, &t->choice, told->has_input ? &input : NULL,
				      architecture);
}
