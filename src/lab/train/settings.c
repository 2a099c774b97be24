/* A setting changes only to what is right; the architecture is checked against data when it is
 * used. */
#include "lab/train/settings.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const setting_names[SETTING_COUNT] = {
	[SETTING_ARCHITECTURE] = "architecture",
	[SETTING_STEPS] = "steps",
	[SETTING_BATCH] = "batch",
	[SETTING_RATE] = "rate",
	[SETTING_OPTIMIZER] = "optimizer",
	[SETTING_SEED] = "seed",
};

const char *const settings_architectures[] = {"softmax", "cnn", "mlp", NULL};
enum { ARCHITECTURES = sizeof(settings_architectures) / sizeof(settings_architectures[0]) - 1 };

/* Of those that are numbers. */
static const struct limits {
	double min, max;
	bool is_whole;
} limits[SETTING_COUNT] = {
	[SETTING_STEPS] = {1, FIT_MAX_STEPS, true},
	[SETTING_BATCH] = {1, FIT_MAX_BATCH, true},
	[SETTING_RATE] = {1e-9, 1000, false},
	[SETTING_SEED] = {0, 9007199254740991, true}, /* a double, and JSON, has all of them */
};

struct fit_settings settings_for(const char *architecture)
{
	struct fit_settings s;
	struct fit_spec spec = fit_defaults(architecture, &s.steps);

	snprintf(s.architecture, sizeof(s.architecture), "%s", architecture);
	s.batch = spec.batch;
	s.rate = spec.rate;
	s.optimizer = spec.optimizer;
	s.seed = spec.seed;
	return s;
}

struct fit_spec settings_spec(const struct fit_settings *s)
{
	return (struct fit_spec){.architecture = s->architecture,
				 .optimizer = s->optimizer,
				 .rate = s->rate,
				 .batch = s->batch,
				 .seed = s->seed};
}

bool settings_are_same_run(const struct fit_settings *a, const struct fit_settings *b)
{
	return strcmp(a->architecture, b->architecture) == 0 && a->batch == b->batch &&
	       a->rate == b->rate && a->optimizer == b->optimizer && a->seed == b->seed;
}

bool settings_check(const struct fit_settings *s, const struct dataset *data,
		    const struct kernel *kernel, struct err *err)
{
	struct shape input = {data->height, data->width, 1};
	struct net *net = net_new(s->architecture, input, data->classes, kernel, err);
	bool is_right = net;

	net_free(net);
	return is_right || err_prefix(err, setting_names[SETTING_ARCHITECTURE]);
}

/* --------------------------------------------------------------------------------- as text */

static double number_of(const struct fit_settings *s, enum setting setting)
{
	switch (setting) {
	case SETTING_STEPS:
		return (double)s->steps;
	case SETTING_BATCH:
		return s->batch;
	case SETTING_RATE:
		return (double)s->rate;
	default:
		return (double)s->seed;
	}
}

static void set_number(struct fit_settings *s, enum setting setting, double value)
{
	if (setting == SETTING_STEPS)
		s->steps = (uint64_t)value;
	else if (setting == SETTING_BATCH)
		s->batch = (int)value;
	else if (setting == SETTING_RATE)
		s->rate = (float)value;
	else
		s->seed = (uint64_t)value;
}

char *setting_show(const struct fit_settings *s, enum setting setting, char text[SETTING_TEXT_MAX])
{
	if (setting == SETTING_ARCHITECTURE)
		snprintf(text, SETTING_TEXT_MAX, "%.*s", SETTING_TEXT_MAX - 1, s->architecture);
	else if (setting == SETTING_OPTIMIZER)
		snprintf(text, SETTING_TEXT_MAX, "%s", optimizer_names[s->optimizer]);
	else
		snprintf(text, SETTING_TEXT_MAX, limits[setting].is_whole ? "%.0f" : "%.6g",
			 number_of(s, setting));
	return text;
}

static bool read_number(struct fit_settings *s, enum setting setting, const char *text,
			struct err *err)
{
	const struct limits *l = &limits[setting];
	char *end;
	double value = strtod(text, &end);

	if (end == text || *end || !(value >= l->min && value <= l->max) ||
	    (l->is_whole && value != floor(value)))
		return err_set(err, "%s: a %snumber from %.16g to %.16g, not '%s'",
			       setting_names[setting], l->is_whole ? "whole " : "", l->min, l->max,
			       text);
	set_number(s, setting, value);
	return true;
}

bool setting_read(struct fit_settings *s, enum setting setting, const char *text, struct err *err)
{
	if (setting == SETTING_ARCHITECTURE) {
		*s = settings_for(text);
		return true;
	}
	if (setting != SETTING_OPTIMIZER)
		return read_number(s, setting, text, err);
	for (int i = 0; i < OPTIMIZER_KINDS; i++)
		if (strcmp(text, optimizer_names[i]) == 0) {
			s->optimizer = (enum optimizer_kind)i;
			return true;
		}
	return err_set(err, "%s: there is no '%s'", setting_names[setting], text);
}

/* ------------------------------------------------------------------------ one on, one back */

/* The next of 1, 2, 5, 10, 20, 50, ... */
static double ladder(double value, int direction, const struct limits *l)
{
	static const double rungs[] = {1, 2, 5};
	double best = value;

	for (int i = 0; i < 3 * 19; i++) {
		double rung = rungs[i % 3] * pow(10, i / 3 - 9);
		bool is_beyond = direction > 0 ? rung > value * 1.001 : rung < value * 0.999;
		bool is_nearer =
			direction > 0 ? best == value || rung < best : best == value || rung > best;

		if (is_beyond && is_nearer && rung >= l->min && rung <= l->max)
			best = rung;
	}
	return best;
}

static void move_architecture(struct fit_settings *s, int direction)
{
	int i = 0;

	while (i < ARCHITECTURES && strcmp(s->architecture, settings_architectures[i]) != 0)
		i++;
	if (i == ARCHITECTURES) /* one of the person's own */
		i = direction > 0 ? ARCHITECTURES - 1 : 0;
	*s = settings_for(settings_architectures[(i + direction + ARCHITECTURES) % ARCHITECTURES]);
}

void setting_move(struct fit_settings *s, enum setting setting, int direction)
{
	const struct limits *l = &limits[setting];
	double value = number_of(s, setting);

	if (setting == SETTING_ARCHITECTURE)
		move_architecture(s, direction);
	else if (setting == SETTING_OPTIMIZER)
		s->optimizer = (s->optimizer + 1) % OPTIMIZER_KINDS;
	else if (setting != SETTING_SEED)
		set_number(s, setting, ladder(value, direction, l));
	else if (value + direction >= l->min && value + direction <= l->max)
		set_number(s, setting, value + direction);
}
