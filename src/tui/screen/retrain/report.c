/* What is to be read off the table: a word, a sentence, numbers, and pictures for a file. */
#include "lab/story/sentences.h"
#include "tui/screen/retrain/retrain.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

const char *retrain_word(const struct retrain_answer *answer, const struct retrain_picture *picture)
{
	if (answer->prediction == picture->target)
		return "fooled";
	return answer->prediction == picture->label || picture->label < 0 ? "not fooled"
									  : "neither";
}

static void cell_words(struct app *app, const struct retrain_state *state,
		       const struct retrain_row *row, char *text, size_t size)
{
	const struct retrain_picture *picture = &state->pictures[state->column];
	const struct retrain_answer *answer = &row->answers[state->column];
	const struct class_names *names = app_names(app);
	char person[CLASS_PHRASE_MAX] = "Noise", network[CLASS_PHRASE_MAX], sure[TEXT_NUMBER_MAX],
	     control[SENTENCE_MAX];

	if (picture->label >= 0)
		class_phrase(person, sizeof(person), names, picture->label);
	sentence_begin(person, names, picture->label);
	class_phrase(network, sizeof(network), names, answer->prediction);
	snprintf(text, size, "%s to a person, %s to %.24s (%s): %s.", person, network, row->name,
		 text_percent((double)answer->p_prediction, 1, sure),
		 retrain_word(answer, picture));
	class_phrase(network, sizeof(network), names, answer->original);
	snprintf(control, sizeof(control), " Original: %s.", network);
	if (text_width(text) + text_width(control) <= app_body(app).columns)
		strncat(text, control, size - strlen(text) - 1);
}

void retrain_status_line(struct app *app, void *at, char *text, size_t size)
{
	const struct retrain_state *state = at;
	const struct retrain_row *row = state->row_count > 0 ? state->rows[state->row] : NULL;

	if (!row || state->picture_count == 0)
		snprintf(text, size,
			 "Nothing was kept in Attack yet: %s is changed here to fool the network.",
			 app_has_digits(app) ? "the article's 7" : "an image of the data");
	else if (row->stage == RETRAIN_TRAINS)
		snprintf(text, size,
			 "A network learns from other initial weights, of seed %" PRIu64
			 "; x stops it.",
			 row->spec.seed);
	else if (row->stage != RETRAIN_READY || state->column >= row->answered)
		snprintf(text, size, "%s has no answer yet.", row->name);
	else
		cell_words(app, state, row, text, size);
}

static json_t *row_to_json(const struct retrain_state *state, const struct retrain_row *row)
{
	static const char *const stages[] = {"waits", "opens", "trains", "measures", "ready"};
	json_t *o = json_object(), *answers = json_array();

	json_object_set_new(o, "name", json_string(row->name));
	json_object_set_new(o, "stage", json_string(stages[row->stage]));
	if (row->kind == RETRAIN_TRAINED) {
		json_object_set_new(o, "seed", json_integer((json_int_t)row->spec.seed));
		json_object_set_new(o, "step", json_integer((json_int_t)row->step));
	}
	if (row->model && row->model->facts.validation >= 0)
		json_object_set_new(o, "validation", json_real(row->model->facts.validation));
	for (int i = 0; i < state->picture_count; i++) {
		const struct retrain_answer *answer = &row->answers[i];
		json_t *a = json_object();

		if (i < row->answered) {
			json_object_set_new(a, "prediction", json_integer(answer->prediction));
			json_object_set_new(a, "p_target", json_real((double)answer->p_target));
			json_object_set_new(a, "original", json_integer(answer->original));
			json_object_set_new(a, "verdict",
					    json_string(retrain_word(answer, &state->pictures[i])));
		}
		json_array_append_new(answers, a);
	}
	json_object_set_new(o, "answers", answers);
	return o;
}

json_t *retrain_to_json(struct app *app, void *at)
{
	const struct retrain_state *state = at;
	json_t *o = json_object(), *pictures = json_array(), *networks = json_array();

	for (int i = 0; i < app->kept_count; i++) {
		json_t *picture = json_object();

		json_object_set_new(picture, "title", json_string(app->kept[i].sample.title));
		json_object_set_new(picture, "label", json_integer(app->kept[i].sample.label));
		json_object_set_new(picture, "target", json_integer(app->kept[i].target));
		json_array_append_new(pictures, picture);
	}
	for (int i = 0; i < state->row_count; i++)
		json_array_append_new(networks, row_to_json(state, state->rows[i]));
	json_object_set_new(o, "pictures", pictures);
	json_object_set_new(o, "networks", networks);
	json_object_set_new(o, "transfer", retrain_matrix_to_json(state));
	return o;
}

bool retrain_export(struct app *app, void *at, struct export_sheet *export)
{
	struct retrain_state *state = at;

	if (state->matrix.is_shown)
		return false;
	for (int i = 0; i < state->picture_count; i++)
		export->tiles[i].picture = app_picture(app, state->pictures[i].pixels, 0);
	export->count = state->picture_count;
	snprintf(export->name, sizeof(export->name), "kept-pictures");
	return export->count > 0;
}
