/*
 * The form: what the next run begins with. A field changes only to what is right; the architecture
 * is looked at again when a run begins, as the data may be others by then.
 */
#include "tui/screen/train/train.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const train_labels[TRAIN_FIELDS] = {
	[TRAIN_ARCHITECTURE] = "architecture",
	[TRAIN_DATA] = "data",
	[TRAIN_STEPS] = "steps",
	[TRAIN_BATCH] = "batch",
	[TRAIN_RATE] = "rate",
	[TRAIN_OPTIMIZER] = "optimizer",
	[TRAIN_SEED] = "seed",
};

static const char *const names[] = {"softmax", "cnn", "mlp"};
enum { NAMES = sizeof(names) / sizeof(names[0]) };

static const double max_steps = 1e9, max_seed = 9007199254740991, min_rate = 1e-9, max_rate = 1000;

void train_fill(struct train_setup *setup, const char *architecture)
{
	struct fit_spec spec = fit_defaults(architecture, &setup->steps);

	snprintf(setup->architecture, sizeof(setup->architecture), "%s", architecture);
	setup->batch = spec.batch;
	setup->rate = spec.rate;
	setup->optimizer = spec.optimizer;
	setup->seed = spec.seed;
}

bool train_is_same(const struct train_setup *a, const struct train_setup *b)
{
	return strcmp(a->architecture, b->architecture) == 0 && a->batch == b->batch &&
	       a->rate == b->rate && a->optimizer == b->optimizer && a->seed == b->seed;
}

static bool check_architecture(const struct app *app, const char *text, struct err *err)
{
	const struct dataset *data = app->data;
	struct shape input = {data->height, data->width, 1};
	struct net *net = net_new(text, input, data->classes, app->setup.kernel, err);
	bool is_right = net;

	net_free(net);
	return is_right;
}

bool train_check(const struct app *app, const struct train_setup *setup, struct err *err)
{
	return check_architecture(app, setup->architecture, err) || err_prefix(err, "architecture");
}

void train_show(const struct app *app, const struct train_setup *setup, enum train_field field,
		char text[64])
{
	switch (field) {
	case TRAIN_ARCHITECTURE:
		snprintf(text, 64, "%.63s", setup->architecture);
		break;
	case TRAIN_DATA:
		snprintf(text, 64, "%s", app->data->name);
		break;
	case TRAIN_STEPS:
		snprintf(text, 64, "%" PRIu64, setup->steps);
		break;
	case TRAIN_BATCH:
		snprintf(text, 64, "%d", setup->batch);
		break;
	case TRAIN_RATE:
		snprintf(text, 64, "%.6g", (double)setup->rate);
		break;
	case TRAIN_OPTIMIZER:
		snprintf(text, 64, "%s", optimizer_names[setup->optimizer]);
		break;
	default:
		snprintf(text, 64, "%" PRIu64, setup->seed);
	}
}

/* --------------------------------------------------------------------------- typed answers */

static bool read_number(const char *label, const char *text, double min, double max, bool is_whole,
			double *value, struct err *err)
{
	char *end;

	*value = strtod(text, &end);
	if (end == text || *end || !(*value >= min && *value <= max) ||
	    (is_whole && *value != floor(*value)))
		return err_set(err, "%s: a %snumber from %.16g to %.16g, not '%s'", label,
			       is_whole ? "whole " : "", min, max, text);
	return true;
}

static bool set_architecture(struct app *app, struct train_setup *form, const char *text,
			     struct err *err)
{
	struct train_setup setup;

	train_fill(&setup, text);
	if (!train_check(app, &setup, err))
		return false;
	*form = setup;
	return true;
}

static bool set_field(struct app *app, struct train_state *t, const char *text, struct err *err)
{
	const char *label = train_labels[t->field];
	double value;

	if (t->field == TRAIN_ARCHITECTURE)
		return set_architecture(app, &t->form, text, err);
	if (t->field == TRAIN_STEPS) {
		if (!read_number(label, text, 1, max_steps, true, &value, err))
			return false;
		t->form.steps = (uint64_t)value;
	} else if (t->field == TRAIN_BATCH) {
		if (!read_number(label, text, 1, FIT_MAX_BATCH, true, &value, err))
			return false;
		t->form.batch = (int)value;
	} else if (t->field == TRAIN_RATE) {
		if (!read_number(label, text, min_rate, max_rate, false, &value, err))
			return false;
		t->form.rate = (float)value;
	} else if (t->field == TRAIN_SEED) {
		if (!read_number(label, text, 0, max_seed, true, &value, err))
			return false;
		t->form.seed = (uint64_t)value;
	}
	return true;
}

static void answer_field(struct app *app, void *state, const char *text)
{
	struct err err;

	if (!set_field(app, state, text, &err))
		app_complain(app, &err);
}

static const char *architecture_word(struct app *app, int i)
{
	(void)app;
	return i < NAMES ? names[i] : NULL;
}

static void ask_field(struct app *app, struct train_state *t)
{
	char question[96], text[64];
	bool is_text = t->field == TRAIN_ARCHITECTURE;

	snprintf(question, sizeof(question), "%s: ", train_labels[t->field]);
	train_show(app, &t->form, t->field, text);
	prompt_open(app, question, is_text ? t->form.architecture : text, t, answer_field,
		    is_text ? architecture_word : NULL);
}

/* ------------------------------------------------------------------------ one on, one back */

/* The next of 1, 2, 5, 10, 20, 50, ... */
static double ladder(double value, int direction, double min, double max)
{
	static const double rungs[] = {1, 2, 5};
	double best = value;

	for (int i = 0; i < 3 * 19; i++) {
		double rung = rungs[i % 3] * pow(10, i / 3 - 9);
		bool is_beyond = direction > 0 ? rung > value * 1.001 : rung < value * 0.999;
		bool is_nearer =
			direction > 0 ? best == value || rung < best : best == value || rung > best;

		if (is_beyond && is_nearer && rung >= min && rung <= max)
			best = rung;
	}
	return best;
}

static void cycle_architecture(struct train_setup *form, int direction)
{
	int i = 0;

	while (i < NAMES && strcmp(form->architecture, names[i]) != 0)
		i++;
	if (i == NAMES) /* one of the person's own */
		i = direction > 0 ? NAMES - 1 : 0;
	train_fill(form, names[(i + direction + NAMES) % NAMES]);
}

static void nudge(struct app *app, struct train_state *t, int direction)
{
	struct train_setup *form = &t->form;

	switch (t->field) {
	case TRAIN_ARCHITECTURE:
		cycle_architecture(form, direction);
		break;
	case TRAIN_DATA:
		app_say(app, "%s",
			t->run ? "x lets go of this run; then :data NAME reads another"
			       : ":data NAME reads another");
		break;
	case TRAIN_STEPS:
		form->steps = (uint64_t)ladder((double)form->steps, direction, 1, max_steps);
		break;
	case TRAIN_BATCH:
		form->batch = (int)ladder(form->batch, direction, 1, FIT_MAX_BATCH);
		break;
	case TRAIN_RATE:
		form->rate = (float)ladder((double)form->rate, direction, min_rate, max_rate);
		break;
	case TRAIN_OPTIMIZER:
		form->optimizer = (form->optimizer + 1) % OPTIMIZER_KINDS;
		break;
	default:
		if (direction > 0 ? form->seed < (uint64_t)max_seed : form->seed > 0)
			form->seed += (uint64_t)(int64_t)direction;
	}
}

void train_move(struct app *app, struct train_state *t, int key)
{
	int by = key == 'j' || key == PRESS_DOWN ? 1 : TRAIN_FIELDS - 1;

	(void)app;
	if (t->is_form)
		t->field = (t->field + (enum train_field)by) % TRAIN_FIELDS;
}

void train_edit(struct app *app, struct train_state *t, int key)
{
	if (key != PRESS_ENTER)
		nudge(app, t, key == 'l' || key == PRESS_RIGHT ? 1 : -1);
	else if (t->field == TRAIN_DATA || t->field == TRAIN_OPTIMIZER)
		nudge(app, t, 1);
	else
		ask_field(app, t);
}
