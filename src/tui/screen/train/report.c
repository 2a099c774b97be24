/* What is to be seen of a run: in a sentence, as numbers, and as pictures for a file. */
#include "lab/story/sentences.h"
#include "nn/loss.h"
#include "tui/screen/train/maps.h"
#include "tui/screen/train/runs.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* ----------------------------------------------------------------------------------- words */

static void form_words(const struct train_state *t, char *text, size_t size)
{
	char steps[TEXT_NUMBER_MAX];

	text_grouped(t->form.steps, steps);
	if (train_is_other(t))
		snprintf(text, size,
			 "Space begins another run with these settings; Enter types a value.");
	else if (t->run)
		snprintf(text, size,
			 "Enter types, Left and Right change a value: others than steps begin a "
			 "run.");
	else if (t->is_form)
		snprintf(text, size,
			 "Enter types a value, Left and Right change it; Space trains.");
	else
		snprintf(text, size,
			 "Space trains this network: %s steps, each looks at %d images.", steps,
			 t->form.batch);
}

const char *train_rounding(const struct snapshot *snapshot)
{
	return snapshot->facts.is_rounded ? ", rounded to 10 bits" : "";
}

/* "After step 12: a 7 to a person, a 3 to the network: 93.6 %". */
static void past_words(const struct app *app, const struct train_state *t, char *text, size_t size)
{
	char prediction[SENTENCE_MAX] = "", step[TEXT_NUMBER_MAX];
	int best = argmax(t->shown->net->classes, t->probabilities);

	text_grouped(t->shown->facts.step, step);
	if (train_is_answered(app, t))
		prediction_sentence(prediction, sizeof(prediction), app_names(app),
				    app->sample.label, app->sample.title, best,
				    (double)t->probabilities[best]);
	snprintf(text, size, "After step %s%s%s%s.", step,
		 t->shown->facts.is_rounded ? " (rounded)" : "", prediction[0] ? ": " : "",
		 prediction);
}

static void done_words(const struct train_state *t, char *text, size_t size)
{
	snprintf(text, size,
		 "It reads %.1f %% of the validation images right. Enter: other screens use it.",
		 100 * t->view.validation);
}

/* The remedy stands behind the colon; the whole message may be too long for a line. */
static void failed_words(const struct train_state *t, char text[], size_t size)
{
	const char *message = t->view.err.text, *remedy = strstr(message, ": ");

	snprintf(text, size, "Failed after step %" PRIu64 ": %s.", t->view.step,
		 remedy ? remedy + 2 : message);
}

static void table_words(const struct app *app, const struct train_state *t, char *text, size_t size)
{
	if (!t->here)
		snprintf(text, size, "No run yet: Space trains one.");
	else
		snprintf(text, size,
			 "Run %d of %d: c copies its settings, m compares its curves, Enter uses "
			 "its net.",
			 t->here->number, app->runs->last_number);
}

/* The run that is looked at. Losses that are not logged are no losses. */
void train_facts(struct app *app, void *state, struct insight_facts *facts)
{
	const struct train_state *t = state;
	const struct curves *curves = t->here ? &t->here->curves : NULL;

	if (!curves || curves->count == 0 || isnan(curves->points[0].loss))
		return;
	facts->has |= INSIGHT_RUN;
	facts->run = (struct insight_run){
		.points = curves->points,
		.validations = curves->validations,
		.count = curves->count,
		.validation_count = curves->validation_count,
		.validation_images = app->data->split[SPLIT_VALIDATION].count,
		.is_lost = t->view.state == RUN_FAILED,
	};
}

/* What stands out in the run; false: nothing does. */
static bool insight_words(struct app *app, const struct train_state *t, char *text, size_t size)
{
	struct insight_facts facts = {.names = app_names(app), .classes = app_classes(app)};
	struct insight_finding found[INSIGHTS_MAX];

	train_facts(app, (void *)t, &facts);
	if (insights_find(&facts, found) == 0)
		return false;
	snprintf(text, size, "%s", found[0].text);
	return true;
}

void train_status_line(struct app *app, void *state, char *text, size_t size)
{
	struct train_state *t = state;

	if (t->is_table)
		table_words(app, t, text, size);
	else if (t->here && t->view.state == RUN_FAILED && !t->is_form)
		failed_words(t, text, size);
	else if (train_watched(t, t->here) && !t->is_form && !t->is_scrubbed)
		train_watch_words(app, t, text, size);
	else if (t->is_form || !t->shown)
		form_words(t, text, size);
	else if (t->is_scrubbed)
		past_words(app, t, text, size);
	else if (t->here && insight_words(app, t, text, size))
		return;
	else if (t->view.state == RUN_DONE)
		done_words(t, text, size);
	else if (t->view.state == RUN_RUNNING)
		snprintf(text, size,
			 "Each step looks at %d images and shifts all weights a little: the loss "
			 "falls.",
			 t->here->settings.batch);
	else if (t->here != t->live)
		snprintf(text, size,
			 "Run %d has ended: c copies its settings into the form; [ and ] go "
			 "through runs.",
			 t->here->number);
	else
		snprintf(text, size,
			 "Space goes on, n takes one step; < and > look at how it was "
			 "before.");
}

/* ------------------------------------------------------------------------------------ json */

static json_t *number(double value)
{
	return isfinite(value) ? json_real(value) : json_null();
}

static json_t *facts_json(const struct app *app, const struct train_state *t)
{
	const struct snapshot_facts *facts = &t->shown->facts;
	json_t *o = json_object(), *list = json_array();

	json_object_set_new(o, "step", json_integer((json_int_t)facts->step));
	json_object_set_new(o, "loss", number(facts->loss));
	json_object_set_new(o, "accuracy", number(facts->accuracy));
	json_object_set_new(o, "validation", number(facts->validation));
	json_object_set_new(o, "validated_at", json_integer((json_int_t)facts->validated_at));
	json_object_set_new(o, "range", number((double)t->range));
	json_object_set_new(o, "is_rounded", json_boolean(facts->is_rounded));
	for (int i = 0; train_is_answered(app, t) && i < app_classes(app); i++)
		json_array_append_new(list, number((double)t->probabilities[i]));
	json_object_set_new(o, "probabilities", list);
	return o;
}

static json_t *steps_json(const struct train_state *t)
{
	json_t *list = json_array();
	const struct history *history = train_history(t);

	for (int i = 0; history && i < history_count(history); i++)
		json_array_append_new(list,
				      json_integer((json_int_t)history_at(history, i)->facts.step));
	return list;
}

static void setup_to_json(json_t *o, const struct fit_settings *setup, const char *data)
{
	json_object_set_new(o, "architecture", json_string(setup->architecture));
	json_object_set_new(o, "data", json_string(data));
	json_object_set_new(o, "steps", json_integer((json_int_t)setup->steps));
	json_object_set_new(o, "batch", json_integer(setup->batch));
	json_object_set_new(o, "rate", json_real((double)setup->rate));
	json_object_set_new(o, "optimizer", json_string(optimizer_names[setup->optimizer]));
	json_object_set_new(o, "seed", json_integer((json_int_t)setup->seed));
}

static json_t *runs_json(const struct app *app)
{
	json_t *list = json_array();
	char words[NETWORK_WORDS_MAX];

	for (int i = 0; i < app->runs->count; i++) {
		const struct run_record *record = app->runs->records[i];
		json_t *o = json_object();

		json_object_set_new(o, "run", json_integer(record->number));
		setup_to_json(o, &record->settings, record->data);
		json_object_set_new(o, "state", json_string(train_state_word(record)));
		json_object_set_new(o, "step", json_integer((json_int_t)record->view.step));
		json_object_set_new(o, "loss", number(record->view.loss));
		json_object_set_new(o, "validation", number(record->view.validation));
		json_object_set_new(o, "seconds",
				    number(app->setup.is_clock_fixed ? NAN : record->seconds));
		json_object_set_new(o, "is_marked", json_boolean(record->is_marked));
		json_object_set_new(o, "is_saved", json_boolean(!record->is_unsaved));
		json_object_set_new(o, "is_watched", json_boolean(record->is_watched));
		if (train_watch_reading(record, NETWORK_WORDS_MAX, words))
			json_object_set_new(o, "reading", json_string(words));
		json_array_append_new(list, o);
	}
	return list;
}

json_t *train_to_json(struct app *app, void *state)
{
	struct train_state *t = state;
	const struct run_view *view = &t->view;
	bool is_timed = t->here && !app->setup.is_clock_fixed;
	json_t *o = json_object();

	if (t->here)
		setup_to_json(o, &t->here->settings, t->here->data);
	else
		setup_to_json(o, &t->form, app->data->name);
	json_object_set_new(o, "state",
			    json_string(t->here ? run_state_names[view->state] : "none"));
	json_object_set_new(o, "step", json_integer((json_int_t)view->step));
	json_object_set_new(o, "loss", number(t->here ? view->loss : NAN));
	json_object_set_new(o, "accuracy", number(t->here ? view->accuracy : NAN));
	json_object_set_new(o, "validation", number(t->here ? view->validation : NAN));
	json_object_set_new(o, "images_per_second",
			    number(is_timed ? view->images_per_second : NAN));
	json_object_set_new(o, "seconds_left", number(is_timed ? view->seconds_left : NAN));
	json_object_set_new(o, "is_followed", json_boolean(t->is_followed));
	json_object_set_new(o, "is_saved", json_boolean(!t->here || !t->here->is_unsaved));
	json_object_set_new(o, "run", t->here ? json_integer(t->here->number) : json_null());
	json_object_set_new(o, "runs", runs_json(app));
	json_object_set_new(o, "history", steps_json(t));
	json_object_set_new(o, "shown", t->shown ? facts_json(app, t) : json_null());
	return o;
}

/* -------------------------------------------------------------------------------- pictures */

bool train_export(struct app *app, void *state, struct export_sheet *export)
{
	enum { MAX = sizeof(export->tiles) / sizeof(export->tiles[0]) };
	struct train_state *t = state;
	struct unit_maps maps;

	if (!t->shown)
		return false;
	maps = unit_maps_of(t->shown->net);
	export->count = maps.count < MAX ? maps.count : MAX;
	export->columns = maps.count == 10 ? 5 : 0;
	for (int i = 0; i < export->count; i++)
		export->tiles[i].picture = train_map(&maps, i, app_signed_palette(app, t->range));
	snprintf(export->name, sizeof(export->name), "train-%.30s-step-%" PRIu64,
		 t->shown->facts.name, t->shown->facts.step);
	return true;
}
