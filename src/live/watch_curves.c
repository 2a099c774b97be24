/*
 * Each tag is kept with all its points, thinned where they are many: which tags count may turn out
 * later.
 */
#include "live/watch_curves.h"
#include "base/limits.h"
#include "base/xalloc.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum role { TRAINING_LOSS, TRAINING_ACCURACY, VALIDATION_LOSS, VALIDATION_ACCURACY, ROLES };

enum { MAX_SERIES = 64, MAX_POINTS = 16384 };

struct point {
	uint64_t step;
	double value;
};

struct series {
	char tag[LOG_TAG_MAX + 32]; /* with the folder */
	enum role role;
	enum log_unit unit;
	int words;
	int count, room;
	struct point *points;
};

struct watch_curves {
	struct series *series[MAX_SERIES]; /* owned */
	int count;
	struct series measured[2];         /* here: the loss, and the accuracy */
	const struct series *taken[ROLES]; /* as drawn last; NULL: none */
	uint64_t shift;                    /* of epochs, as drawn last */
	bool is_new, is_loss_of_validation;
};

/* ------------------------------------------------------------------------------------- tags */

static bool is_one_of(const char *word, const char *const *words)
{
	while (*words && strcmp(word, *words) != 0)
		words++;
	return *words;
}

/* What the words of a tag say. */
struct reading {
	bool is_loss, is_accuracy, is_validation, is_other;
	enum log_unit unit;
	int words;
};

static void read_word(struct reading *r, const char *word)
{
	static const char *const losses[] = {"loss", "losses", "nll",     "xent",
					     "ce",   "cost",   "entropy", NULL};
	static const char *const accuracies[] = {"accuracy", "acc", "top1", "prec1", "acc1", NULL};
	static const char *const validations[] = {"val",  "valid",      "validation", "eval",
						  "test", "evaluation", "dev",        NULL};
	static const char *const epochs[] = {"epoch", "epochs", NULL};
	static const char *const steps[] = {"batch", "iter",  "iters",      "iteration",
					    "step",  "steps", "iterations", NULL};
	static const char *const others[] = {"lr",  "learning", "time",   "std", "grad",
					     "aux", "weight",   "lambda", NULL};

	r->words++;
	r->is_loss |= is_one_of(word, losses);
	r->is_accuracy |= is_one_of(word, accuracies);
	r->is_validation |= is_one_of(word, validations);
	r->is_other |= is_one_of(word, others);
	if (is_one_of(word, epochs))
		r->unit = LOG_EPOCHS;
	else if (is_one_of(word, steps))
		r->unit = LOG_STEPS;
}

/* Words are of letters and digits; a capital letter begins one ("trainLoss"). */
static struct reading read_tag(const char *tag)
{
	struct reading r = {.unit = LOG_UNKNOWN};
	char word[32];
	size_t length = 0;

	for (const char *c = tag;; c++) {
		bool is_letter = isalnum((unsigned char)*c);
		bool begins =
			isupper((unsigned char)*c) && c > tag && islower((unsigned char)c[-1]);

		if (length > 0 && (!is_letter || begins)) {
			word[length] = '\0';
			read_word(&r, word);
			length = 0;
		}
		if (!*c)
			return r;
		if (is_letter && length + 1 < sizeof(word))
			word[length++] = (char)tolower((unsigned char)*c);
	}
}

/* ----------------------------------------------------------------------------------- points */

static void cut(struct series *s, uint64_t step)
{
	while (s->count > 0 && s->points[s->count - 1].step >= step)
		s->count--;
}

static void add_point(struct series *s, uint64_t step, double value)
{
	cut(s, step);
	if (s->count == MAX_POINTS) {
		for (int i = 0; i < MAX_POINTS / 2; i++)
			s->points[i] = s->points[2 * i + 1];
		s->count = MAX_POINTS / 2;
	}
	if (s->count == s->room) {
		s->room = s->room ? 2 * s->room : 64;
		s->points = xrealloc(s->points, (size_t)s->room * sizeof(*s->points));
	}
	s->points[s->count++] = (struct point){step, value};
}

/* Keeps the order, whatever came before. */
static void insert_point(struct series *s, uint64_t step, double value)
{
	int at = s->count;

	while (at > 0 && s->points[at - 1].step >= step)
		at--;
	if (at < s->count && s->points[at].step == step) {
		s->points[at].value = value;
		return;
	}
	add_point(s, UINT64_MAX, value);
	at = at < s->count ? at : s->count - 1;
	memmove(&s->points[at + 1], &s->points[at],
		(size_t)(s->count - 1 - at) * sizeof(*s->points));
	s->points[at] = (struct point){step, value};
}

static struct series *series_new(const char *tag, const struct reading *r)
{
	struct series *s = xcalloc(1, sizeof(*s));

	snprintf(s->tag, sizeof(s->tag), "%s", tag);
	s->role = (r->is_validation ? VALIDATION_LOSS : TRAINING_LOSS) + (r->is_accuracy ? 1 : 0);
	s->unit = r->unit;
	s->words = r->words;
	return s;
}

/* NULL: the tag says nothing that is drawn. */
static struct series *series_of(struct watch_curves *w, const char *tag, enum log_unit unit)
{
	struct reading r;

	for (int i = 0; i < w->count; i++)
		if (strcmp(w->series[i]->tag, tag) == 0)
			return w->series[i];
	r = read_tag(tag);
	if (r.is_loss == r.is_accuracy || r.is_other || w->count == MAX_SERIES)
		return NULL;
	if (unit != LOG_UNKNOWN)
		r.unit = unit;
	w->series[w->count] = series_new(tag, &r);
	return w->series[w->count++];
}

struct watch_curves *watch_curves_new(void)
{
	return xcalloc(1, sizeof(struct watch_curves));
}

void watch_curves_forget(struct watch_curves *w)
{
	for (int i = 0; i < w->count; i++) {
		free(w->series[i]->points);
		free(w->series[i]);
	}
	for (int role = 0; role < ROLES; role++)
		w->taken[role] = NULL;
	w->count = 0;
	w->is_new = true;
}

void watch_curves_free(struct watch_curves *w)
{
	if (!w)
		return;
	watch_curves_forget(w);
	free(w->measured[0].points);
	free(w->measured[1].points);
	free(w);
}

void watch_curves_log(struct watch_curves *w, const char *folder, const struct log_value *value)
{
	struct series *s;
	char tag[LOG_TAG_MAX + 32];

	snprintf(tag, sizeof(tag), "%.30s%s%s", folder, *folder ? "/" : "", value->tag);
	s = isfinite(value->value) ? series_of(w, tag, value->unit) : NULL;
	if (!s)
		return;
	add_point(s, value->step, value->value);
	w->is_new = true;
}

void watch_curves_measure(struct watch_curves *w, uint64_t step, double loss, double accuracy)
{
	insert_point(&w->measured[0], step, loss);
	insert_point(&w->measured[1], step, accuracy);
	w->is_new = true;
}

bool watch_curves_is_new(const struct watch_curves *w)
{
	return w->is_new;
}

/* ---------------------------------------------------------------------------------- drawing */

/* Whether a is the better one for its role. */
static bool is_better(const struct series *a, const struct series *b, enum log_unit unit)
{
	bool a_fits = a->unit == unit || a->unit == LOG_UNKNOWN;
	bool b_fits = b->unit == unit || b->unit == LOG_UNKNOWN;

	if (a_fits != b_fits)
		return a_fits;
	return a->words != b->words ? a->words < b->words : a->count > 2 * b->count;
}

/* A tag that counts something else than the checkpoints would stand in the wrong place. */
static const struct series *choose(const struct watch_curves *w, enum role role, enum log_unit unit)
{
	const struct series *best = NULL;

	for (int i = 0; i < w->count; i++) {
		const struct series *s = w->series[i];

		if (s->role == role && s->count > 0 &&
		    (unit == LOG_UNKNOWN || s->unit == LOG_UNKNOWN || s->unit == unit) &&
		    (!best || is_better(s, best, unit)))
			best = s;
	}
	return best;
}

/* Keras counts epochs from 0 in its logs, and from 1 in names. */
static uint64_t shift_of(const struct watch_curves *w)
{
	for (int i = 0; i < w->count; i++)
		if (w->series[i]->unit == LOG_EPOCHS && w->series[i]->count > 0 &&
		    w->series[i]->points[0].step == 0)
			return 1;
	return 0;
}

static uint64_t offset_of(const struct watch_curves *w, const struct series *s)
{
	return s && s->unit == LOG_EPOCHS ? w->shift : 0;
}

/* Accuracies may be told in percent. */
static double scale_of(const struct series *s)
{
	for (int i = 0; s && i < s->count; i++)
		if (s->points[i].value > 1.5)
			return 0.01;
	return 1;
}

/* Both by step; where one of them says nothing, what it said last. */
static void draw_training(const struct watch_curves *w, const struct series *loss,
			  const struct series *accuracy, struct curves *out)
{
	int i = 0, j = 0, losses = loss ? loss->count : 0,
	    accuracies = accuracy ? accuracy->count : 0;
	uint64_t shift[2] = {offset_of(w, loss), offset_of(w, accuracy)};
	double scale = scale_of(accuracy), last[2] = {NAN, NAN};

	while (i < losses || j < accuracies) {
		uint64_t a = i < losses ? loss->points[i].step + shift[0] : UINT64_MAX;
		uint64_t b = j < accuracies ? accuracy->points[j].step + shift[1] : UINT64_MAX;

		if (a <= b)
			last[0] = loss->points[i++].value;
		if (b <= a)
			last[1] = accuracy->points[j++].value * scale;
		curves_add(out, a < b ? a : b, last[0], last[1]);
	}
}

void watch_curves_draw(struct watch_curves *w, enum log_unit unit, struct curves *out)
{
	const struct series *validation;

	for (int role = 0; role < ROLES; role++)
		w->taken[role] = choose(w, (enum role)role, unit);
	w->shift = shift_of(w);
	curves_clear(out);
	w->is_loss_of_validation = !w->taken[TRAINING_LOSS];
	if (!w->is_loss_of_validation)
		draw_training(w, w->taken[TRAINING_LOSS], w->taken[TRAINING_ACCURACY], out);
	else if (w->measured[0].count > 0)
		draw_training(w, &w->measured[0], &w->measured[1], out);
	else
		draw_training(w, w->taken[VALIDATION_LOSS], w->taken[VALIDATION_ACCURACY], out);
	/* What is measured here is of the split that all runs are compared on. */
	validation = w->measured[1].count > 0 ? &w->measured[1] : w->taken[VALIDATION_ACCURACY];
	for (int i = 0; validation && i < validation->count; i++)
		curves_add_validation(out, validation->points[i].step + offset_of(w, validation),
				      validation->points[i].value * scale_of(validation));
	w->is_new = false;
}

bool watch_curves_tags(const struct watch_curves *w, char *text, size_t size)
{
	size_t length = 0;

	*text = '\0';
	for (int role = 0; role < ROLES; role++) {
		const struct series *s = w->taken[role];
		/* What is measured here stands for them. */
		bool is_replaced = (role == VALIDATION_ACCURACY && w->measured[1].count > 0) ||
				   (role == VALIDATION_LOSS &&
				    !(w->is_loss_of_validation && w->measured[0].count == 0));

		if (s && !is_replaced && length < size)
			length += (size_t)snprintf(text + length, size - length, "%s%s",
						   length ? ", " : "", s->tag);
	}
	return w->is_loss_of_validation;
}

static uint64_t last_of(const struct watch_curves *w, const struct series *s, double *value)
{
	*value = NAN;
	if (!s || s->count == 0)
		return 0;
	*value = s->points[s->count - 1].value * (s->role % 2 ? scale_of(s) : 1);
	return s->points[s->count - 1].step + offset_of(w, s);
}

uint64_t watch_curves_last(const struct watch_curves *w, double *loss, double *accuracy)
{
	uint64_t steps[2] = {last_of(w, w->taken[TRAINING_LOSS], loss),
			     last_of(w, w->taken[TRAINING_ACCURACY], accuracy)};

	return steps[0] > steps[1] ? steps[0] : steps[1];
}
