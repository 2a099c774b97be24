/*
 * The form: what the next run begins with. A field changes only to what is right; the architecture
 * is looked at again when a run begins, as the data may be others by then.
 */
#include "tui/screen/train/train.h"

#include <stdio.h>

/* Fields are settings, but for the data set, which stands among them. */
static enum setting setting_of(enum train_field field)
{
	return (enum setting)(field > TRAIN_DATA ? field - 1 : field);
}

const char *train_label(enum train_field field)
{
	return field == TRAIN_DATA ? "data" : setting_names[setting_of(field)];
}

void train_show(const struct app *app, const struct fit_settings *settings, enum train_field field,
		char text[SETTING_TEXT_MAX])
{
	if (field == TRAIN_DATA)
		snprintf(text, SETTING_TEXT_MAX, "%s", app->data->name);
	else
		setting_show(settings, setting_of(field), text);
}

static void answer_field(struct app *app, void *state, const char *text)
{
	struct train_state *t = state;
	struct fit_settings form = t->form;
	struct err err;

	if (!setting_read(&form, setting_of(t->field), text, &err) ||
	    (t->field == TRAIN_ARCHITECTURE &&
	     !settings_check(&form, app->data, app->setup.kernel, &err)))
		app_complain(app, &err);
	else
		t->form = form;
}

static const char *architecture_word(struct app *app, int i)
{
	(void)app;
	return settings_architectures[i];
}

static void ask_field(struct app *app, struct train_state *t)
{
	char question[PROMPT_QUESTION_MAX], text[SETTING_TEXT_MAX];
	bool is_text = t->field == TRAIN_ARCHITECTURE;

	snprintf(question, sizeof(question), "%s: ", train_label(t->field));
	train_show(app, &t->form, t->field, text);
	prompt_open(app, question, is_text ? t->form.architecture : text, t, answer_field,
		    is_text ? architecture_word : NULL);
}

void train_move(struct train_state *t, int key)
{
	int by = key == 'j' || key == PRESS_DOWN ? 1 : TRAIN_FIELDS - 1;

	if (t->is_form)
		t->field = (t->field + (enum train_field)by) % TRAIN_FIELDS;
}

void train_edit(struct app *app, struct train_state *t, int key)
{
	bool is_typed = key == PRESS_ENTER && t->field != TRAIN_OPTIMIZER;

	if (t->field == TRAIN_DATA)
		app_say(app, "%s",
			t->run ? "x ends this run; then :data NAME reads another"
			       : ":data NAME reads another");
	else if (is_typed)
		ask_field(app, t);
	else
		setting_move(&t->form, setting_of(t->field),
			     key == 'h' || key == PRESS_LEFT ? -1 : 1);
}
