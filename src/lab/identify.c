/*
 * A search from the most usual way to read a file: one thing that is open after the other is
 * changed, and what classifies a few images best is kept; the best ways are then asked many.
 */
#include "lab/identify.h"
#include "base/text.h"
#include "base/xalloc.h"
#include "lab/asked_images.h"
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
static const double readable = 0.5, well_read = 0.9, hopeless = 0.3;
static const double hopeless_errors = 6; /* standard errors */

struct search {
	struct import *import;
	const struct import_told *told;
	const struct import_input *input; /* told; NULL: open */
	const char *path;
	const struct kernel *kernel;
	struct pool *pool;
	struct asked_images images;
	int few;
	int count;
	struct trial trials[TRIALS_MAX];
	struct import_net last;
	struct err err;
};

/* The net of a trial, which the search keeps; NULL: it can't be. */
static const struct net *make(struct search *s, const struct trial *trial)
{
	struct net *net = candidate_net(trial->candidate, &trial->choice, s->input, &s->last,
					s->path, s->kernel, &s->err);

	if (!net)
		return NULL;
	net_free(s->last.net);
	s->last = (struct import_net){trial->candidate, trial->choice, net};
	return net;
}

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

/* One way more, asked a few images; NULL: it was tried before, it can't be, or they are too many.
 */
static struct trial *try(struct search *s, const struct candidate *candidate,
			 const struct choice *open)
{
	const struct choice settled_choice = settled(candidate, *open), *choice = &settled_choice;
	struct trial *trial = &s->trials[s->count];
	const struct net *net;

	for (int i = 0; i < s->count; i++)
		if (s->trials[i].candidate == candidate &&
		    choice_is_same(&s->trials[i].choice, choice))
			return NULL;
	if (s->count == TRIALS_MAX)
		return NULL;
	*trial = (struct trial){.candidate = candidate, .choice = *choice};
	net = make(s, trial);
	if (!net)
		return NULL;
	if (s->few)
		ask_images(net, &s->images, 0, s->few, s->pool, trial, NULL);
	s->count++;
	return trial;
}

/* ------------------------------------------------------------------------------------ the search
 */

static void keep_better(struct search *s, struct trial *best, const struct choice *choice)
{
	const struct trial *trial = try(s, best->candidate, choice);

	if (trial && trial_is_better(trial, best))
		*best = *trial;
}

static void try_switch(struct search *s, struct trial *best, bool is_open, size_t member)
{
	struct choice choice = best->choice;
	bool *is_on = (bool *)((char *)&choice + member);

	*is_on = !*is_on;
	if (is_open)
		keep_better(s, best, &choice);
}

/* Changes each thing that is open, one after the other. */
static void improve(struct search *s, struct trial *best)
{
	const struct candidate *c = best->candidate;
	struct choice choice;

	for (int i = 0; !s->input && !c->is_input_known && i < IMPORT_INPUTS; i++) {
		choice = best->choice;
		choice.input = i;
		keep_better(s, best, &choice);
	}
	try_switch(s, best, c->has_open_flatten, offsetof(struct choice, is_chw));
	for (int i = 0; c->has_open_activation && i < IMPORT_ACTIVATIONS; i++) {
		choice = best->choice;
		choice.activation = i;
		keep_better(s, best, &choice);
	}
	try_switch(s, best, c->has_open_pooling, offsetof(struct choice, is_average));
	/* A maximum of what an increasing function gives is the function of the maximum. */
	if (best->choice.is_average)
		try_switch(s, best, true, offsetof(struct choice, is_pool_first));
	try_switch(s, best, c->has_open_norm, offsetof(struct choice, is_norm_last));
	if (best->accuracy < readable)
		try_switch(s, best, true, offsetof(struct choice, is_transposed));
}

/* Tries the candidates with a choice; `order`: with the order of flattening that is usual for their
 * layout, or the other one. Where something is read well already, far less usual ones are left out.
 */
static void sweep(struct search *s, const struct choice *with, bool order, struct trial *best)
{
	enum { FAR = 4 };

	for (int i = 0; i < s->import->candidates.count; i++) {
		const struct candidate *candidate = &s->import->candidates.list[i];
		struct choice choice = *with;
		const struct trial *trial;

		if (best->candidate && best->accuracy >= well_read &&
		    candidate->cost > best->candidate->cost + FAR)
			return;
		if (order && !candidate->has_open_flatten)
			continue;
		/* PyTorch flattens by channel. */
		choice.is_chw = candidate_is_torch(candidate) != order;
		trial = try(s, candidate, &choice);
		if (trial && (!best->candidate || trial_is_better(trial, best)))
			*best = *trial;
		if (!s->few && s->count)
			return;
	}
}

/* From one choice on: candidates and choices are improved in turn. */
static void search_from(struct search *s, const struct choice *start)
{
	struct trial best = {.candidate = NULL};

	sweep(s, start, false, &best);
	if (s->few && best.candidate && best.accuracy < readable)
		sweep(s, start, true, &best);
	for (int round = 0; s->few && best.candidate && round < ROUNDS; round++) {
		struct trial before = best;
		bool is_swapped = best.choice.is_chw != candidate_is_torch(best.candidate);

		improve(s, &best);
		sweep(s, &best.choice, is_swapped, &best);
		if (before.candidate == best.candidate &&
		    choice_is_same(&before.choice, &best.choice))
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

	if (s->told->architecture && s->told->layout)
		return true;
	return s->import->candidates.count == 1 && !c->has_open_activation &&
	       !c->has_open_pooling && !c->has_open_norm && !c->has_open_flatten &&
	       (s->input || c->is_input_known);
}

/* The one way that there is then. */
static void take_told(struct search *s)
{
	const char *layout = s->told->layout;
	struct choice choice = {.is_chw = candidate_is_torch(&s->import->candidates.list[0])};

	if (layout)
		choice = (struct choice){.is_chw = strncmp(layout, "torch", 5) == 0,
					 .is_transposed = strchr(layout, ',')};
	s->few = 0;
	try(s, &s->import->candidates.list[0], &choice);
}

/* Other beginnings, where the usual one leads nowhere. */
static void search_all(struct search *s)
{
	static const struct choice starts[] = {
		{.activation = 0}, {.activation = 1, .is_average = true}, {.is_average = true},
		{.activation = 1}, {.activation = 2, .is_average = true}, {.activation = 2}};

	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++) {
		search_from(s, &starts[i]);
		if (s->count == 0 || !s->few || best_of(s)->accuracy >= well_read)
			return;
	}
}

/* ----------------------------------------------------------------------------------- the answer */

enum { PIECE = 100 }; /* images that are asked at a time */

/* Asks a trial `count` images piece by piece, or fewer where it is clearly behind the leader (less
 * usual: not before it), whose losses are there. */
static void ask_pieces(struct search *s, int count, struct trial *trial, double *losses,
		       const double *leader, bool is_less_usual)
{
	const struct net *net = make(s, trial);
	bool is_open = true;

	trial->count = 0;
	trial->accuracy = trial->loss = trial->excess = trial->behind = 0;
	while (trial->count < count && is_open) {
		int next = trial->count + PIECE < count ? trial->count + PIECE : count;
		double nats = 0;

		ask_images(net, &s->images, trial->count, next, s->pool, trial, losses);
		if (!leader)
			continue;
		for (int i = 0; i < next; i++)
			nats += losses[i] - leader[i];
		trial->excess = nats / next;
		trial->behind = losses_standard_errors(leader, losses, next);
		is_open = is_less_usual ? nats < 0 : !trial_is_clear(trial->behind, nats);
	}
}

/* Whether it may be another than the answer that is taken. */
static bool is_rival(const struct trial *trial, const struct trial *answer)
{
	return trial->behind < hopeless_errors &&
	       (trial->count < IDENTIFY_IMAGES || trial_unusual(trial) <= trial_unusual(answer));
}

/* Asks all trials that are kept a few more images, and puts the best first. */
static void find_leader(struct search *s, struct identification *found, int count)
{
	double *losses = xcalloc((size_t)count + 1, sizeof(*losses));
	double first = found->trials[0].accuracy;

	for (int i = 0; i < found->count; i++) {
		struct trial *trial = &found->trials[i];

		if (trial->accuracy >= first - hopeless) {
			ask_pieces(s, count, trial, losses, NULL, false);
			trial->excess = trial->loss;
		} else {
			trial->excess = trial->behind = INFINITY;
		}
	}
	qsort(found->trials, (size_t)found->count, sizeof(*found->trials), trial_compare_excess);
	free(losses);
}

/* Asks the first trial, and those that may yet be taken instead, so many images. */
static void ask_kept(struct search *s, struct identification *found, int count)
{
	double *losses = xcalloc((size_t)count + 1, sizeof(*losses));
	double *leader = xcalloc((size_t)count + 1, sizeof(*leader));

	for (int i = 0; count > 1 && i < found->count; i++) {
		struct trial *trial = &found->trials[i];

		if (i == 0)
			ask_pieces(s, count, trial, leader, NULL, false);
		else if (is_rival(trial, &found->trials[0]))
			ask_pieces(s, count, trial, losses, leader,
				   trial_unusual(trial) > trial_unusual(&found->trials[0]));
	}
	free(losses);
	free(leader);
}

/* Moves one of the trials before the others, whose order stays. */
static void put_first(struct identification *found, const struct trial *first)
{
	int at = 0;

	while (!trial_is_same(&found->trials[at], first))
		at++;
	for (; at > 0; at--)
		found->trials[at] = found->trials[at - 1];
	found->trials[0] = *first;
}

/* What the answer has to read: much, where many architectures were possible. */
static double enough(const struct search *s)
{
	static const double of_many = 0.85;
	const struct candidates *candidates = &s->import->candidates;

	return candidates->count > 1 || candidates->list[0].has_open_activation ? of_many
										: readable;
}

/* Puts the answer first: of the trials that come near the best the most usual. It is clear where no
 * other of these is as usual. */
static void decide(const struct search *s, struct identification *found)
{
	struct trial best, answer;

	qsort(found->trials, (size_t)found->count, sizeof(*found->trials), trial_compare_excess);
	best = answer = found->trials[0];
	for (int i = 1; i < found->count; i++)
		if (trial_comes_near(&found->trials[i], &best) &&
		    trial_unusual(&found->trials[i]) < trial_unusual(&answer))
			answer = found->trials[i];
	found->is_clear =
		answer.count > 0 && answer.accuracy >= enough(s) && !trial_is_odd(&answer);
	for (int i = 0; i < found->count; i++)
		found->is_clear &= trial_is_same(&found->trials[i], &answer) ||
				   !trial_comes_near(&found->trials[i], &best) ||
				   trial_unusual(&found->trials[i]) > trial_unusual(&answer);
	put_first(found, &answer);
	/* As if all had been asked the same images. */
	for (int i = 1; i < found->count; i++)
		if (found->trials[i].count && isfinite(found->trials[i].excess))
			found->trials[i].loss =
				answer.loss + found->trials[i].excess - answer.excess;
}

/* The kept trials are asked some images, and more as long as that does not tell them apart. */
static void answer(struct search *s, struct identification *found)
{
	int most = s->images.count, count = most < IDENTIFY_IMAGES ? most : IDENTIFY_IMAGES;

	found->is_clear = is_all_told(s);
	if (s->few == 0 || found->is_clear)
		return;
	find_leader(s, found, count < PIECE ? count : PIECE);
	ask_kept(s, found, count);
	decide(s, found);
	while (!found->is_clear && count < most && found->trials[0].accuracy >= enough(s)) {
		count = 2 * count < most ? 2 * count : most;
		ask_kept(s, found, count);
		decide(s, found);
	}
}

static void say(struct identification *found, const struct import_input *input)
{
	char text[SETTINGS_ARCHITECTURE_MAX], first[TEXT_NUMBER_MAX], next[TEXT_NUMBER_MAX];
	const struct trial *best = &found->trials[0], *second = &found->trials[1];

	candidate_architecture(best->candidate, &best->choice, input, text);
	if (best->count == 0)
		snprintf(found->words, sizeof(found->words), "%s", text);
	else if (found->count == 1)
		snprintf(found->words, sizeof(found->words), "%s: %s of %d images right", text,
			 text_percent(best->accuracy, 1, first), best->count);
	else
		snprintf(found->words, sizeof(found->words),
			 "%s: %s of %d images right, loss %.3g; the next way to read it: %s, "
			 "loss %.3g",
			 text, text_percent(best->accuracy, 1, first), best->count, best->loss,
			 text_percent(second->accuracy, 1, next), second->loss);
}

bool identify(struct import *import, const struct import_told *told, const char *path,
	      const struct dataset *data, const struct kernel *kernel, struct pool *pool,
	      struct identification *found, struct err *err)
{
	const struct import_input input = {"", told->mean, told->deviation};
	struct search *s = xcalloc(1, sizeof(*s));

	*found = (struct identification){.import = import};
	s->import = import;
	s->told = told;
	s->input = told->has_input ? &input : NULL;
	s->path = path;
	s->kernel = kernel;
	s->pool = pool;
	asked_images_take(&s->images, data, &import->candidates.list[0]);
	s->few = asked_images_few(&s->images, &import->candidates.list[0]);
	if (is_all_told(s))
		take_told(s);
	else
		search_all(s);
	*err = s->err;
	if (s->count) {
		qsort(s->trials, (size_t)s->count, sizeof(*s->trials), trial_compare);
		found->count = s->count < IDENTIFY_SHOWN ? s->count : IDENTIFY_SHOWN;
		memcpy(found->trials, s->trials, (size_t)found->count * sizeof(*s->trials));
		answer(s, found);
		say(found, s->input);
		make(s, &found->trials[0]);
		found->net = s->last.net;
	}
	asked_images_clear(&s->images);
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
	const struct import_input input = {"", told->mean, told->deviation};

	snprintf(layout, NUMBERS_TEXT_MAX, "%s%s",
		 candidate_is_torch(t->candidate) ? "torch" : "tensorflow",
		 t->choice.is_transposed ? ",transposed" : "");
	return candidate_architecture(t->candidate, &t->choice, told->has_input ? &input : NULL,
				      architecture);
}
