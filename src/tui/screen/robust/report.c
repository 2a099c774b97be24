/* What is to be read off the chart: a sentence, numbers, and pictures for a file. */
#include "base/text.h"
#include "lab/story/robustness_words.h"
#include "lab/story/sentences.h"
#include "tui/screen/robust/robust.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* "two in three images are", at the cursor. */
static const char *share_words(const struct robust_state *state, const struct robust_row *row,
			       char text[NUMBERS_TEXT_MAX])
{
	size_t right = robustness_right(row->least, row->examined, state->spec.eps[state->cursor]);

	return robustness_share_words(right, row->examined, text);
}

static bool is_known_here(const struct robust_state *state, const struct robust_row *row)
{
	return state->cursor < row->known && row->examined > 0;
}

/* "; with hardened 91.0 %", as far as there is room. */
static void add_others(struct app *app, const struct robust_state *state, char *text, size_t size)
{
	for (int i = 0; i < state->row_count; i++) {
		const struct robust_row *row = state->rows[i];
		char more[SENTENCE_MAX], percent[TEXT_NUMBER_MAX];

		if (i == state->row || !is_known_here(state, row))
			continue;
		snprintf(more, sizeof(more), "; with %.24s %s", row->name,
			 text_percent((double)row->shares[state->cursor], 1, percent));
		if (text_width(text) + text_width(more) + 1 <= app_body(app).columns)
			strncat(text, more, size - strlen(text) - 1);
	}
	strncat(text, ".", size - strlen(text) - 1);
}

void robust_status_line(struct app *app, void *at, char *text, size_t size)
{
	const struct robust_state *state = at;
	const struct robust_row *row = robust_row_here(state);
	float eps = state->spec.eps[state->cursor];
	char words[NUMBERS_TEXT_MAX];

	if (!row || !row->model) {
		snprintf(text, size, "%s is being read.", row ? row->name : "A network");
		return;
	}
	if (!is_known_here(state, row)) {
		snprintf(text, size,
			 state->is_paused
				 ? "How many are right at %.3g is not known yet: Space goes on."
				 : "How many are right at %.3g is being computed.",
			 (double)eps);
		return;
	}
	if (eps > 0)
		snprintf(text, size, "At %.3g, %s still right", (double)eps,
			 share_words(state, row, words));
	else
		snprintf(text, size, "As they are, %s right", share_words(state, row, words));
	if (state->row_count > 1)
		snprintf(text + strlen(text), size - strlen(text), " with %.24s", row->name);
	add_others(app, state, text, size);
}

static json_t *example_to_json(const struct robust_row *row)
{
	const struct robust_example *example = &row->example;

	return json_pack("{sb si sf sf}", "fooled", example->is_fooled, "prediction",
			 example->prediction, "p", (double)example->p, "length",
			 (double)example->length);
}

static json_t *row_to_json(const struct app *app, const struct robust_row *row)
{
	float median = robustness_median(row->least, row->examined);
	json_t *o = json_object(), *accuracy = json_array();

	for (int i = 0; i < row->known; i++)
		json_array_append_new(accuracy, json_real((double)row->shares[i]));
	json_object_set_new(o, "name", json_string(row->name));
	json_object_set_new(o, "kept", json_boolean(row->is_kept));
	json_object_set_new(o, "done", json_boolean(row->is_done));
	json_object_set_new(o, "examined", json_integer((json_int_t)row->examined));
	json_object_set_new(o, "accuracy", accuracy);
	json_object_set_new(o, "median",
			    isfinite(median) ? json_real((double)median) : json_null());
	json_object_set_new(o, "image",
			    robust_example_is_current(app, row) ? example_to_json(row)
								: json_null());
	return o;
}

json_t *robust_to_json(struct app *app, void *at)
{
	const struct robust_state *state = at;
	json_t *o = json_object(), *eps = json_array(), *networks = json_array();

	for (int i = 0; i < state->spec.count; i++)
		json_array_append_new(eps, json_real((double)state->spec.eps[i]));
	for (int i = 0; i < state->row_count; i++)
		json_array_append_new(networks, row_to_json(app, state->rows[i]));
	json_object_set_new(o, "method", json_string(state->spec.attack.method->name));
	json_object_set_new(o, "norm", json_string(attack_norm_names[state->spec.attack.norm]));
	json_object_set_new(o, "max_steps", json_integer(state->spec.steps));
	json_object_set_new(o, "split", json_string(split_names[state->split]));
	json_object_set_new(o, "images", json_integer((json_int_t)robust_images(app, state)));
	json_object_set_new(o, "eps", eps);
	json_object_set_new(o, "cursor", json_integer(state->cursor));
	json_object_set_new(o, "networks", networks);
	return o;
}

bool robust_export(struct app *app, void *at, struct export_sheet *export)
{
	const struct robust_state *state = at;

	for (int i = 0; i < state->row_count; i++) {
		const struct robust_row *row = state->rows[i];
		struct tile *tile = &export->tiles[export->count];

		if (!robust_example_is_current(app, row))
			continue;
		tile->picture = app_picture(app, row->example.image, 0);
		tile->caption = row->name;
		export->count++;
	}
	snprintf(export->name, sizeof(export->name), "robust-%s-%.3g",
		 state->spec.attack.method->name, (double)state->spec.eps[state->cursor]);
	return export->count > 0;
}
