/* What is to be read off an attack: the point shown, in a sentence, as numbers, and as pictures for
 * a file. */
#include "draw/picture.h"
#include "lab/article.h"
#include "lab/story/sentences.h"
#include "tui/screen/attack/attack.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

int attack_cursor(const struct attack_state *state)
{
	int last = state->attack->count - 1;

	return state->wanted < last ? state->wanted : last;
}

const struct attack_step *attack_shown(const struct attack_state *state)
{
	return state->attack->count > 0 ? &state->attack->steps[attack_cursor(state)] : NULL;
}

const float *attack_added(struct attack_state *state)
{
	const struct attack_step *shown = attack_shown(state);

	for (size_t i = 0; shown && i < state->attack->pixels; i++)
		state->added[i] = shown->image[i] - state->attack->steps[0].image[i];
	return shown ? state->added : NULL;
}

bool attack_is_article(const struct attack_state *state)
{
	bool is_softmax = state->model && state->model->net->count == 1;

	return !is_softmax && state->start != ATTACK_FROM_BLANK &&
	       state->attack->spec.method == attack_methods[0] && !state->attack->spec.objective &&
	       state->attack->spec.rate == attack_default(state).rate &&
	       !state->attack->spec.is_clipped;
}

int attack_origin(const struct app *app, const struct attack_state *state)
{
	int first = state->attack->count > 0 ? state->attack->steps[0].prediction : -1;

	return first == state->attack->spec.target ? app->sample.label : first;
}

bool attack_is_stuck(const struct attack_state *state)
{
	const struct attack_step *shown = attack_shown(state);

	return shown && shown->prediction != state->attack->spec.target &&
	       attack_is_spent(state->attack, shown);
}

/* ----------------------------------------------------------------------------------- words */

/* The gradient of the probability is all but 0, that of the logit is not. */
static void stuck_words(const struct attack_state *state, const char *target, char *text,
			size_t size)
{
	if (attack_is_over(state->attack))
		snprintf(text, size, "No way to %s with this method.", target);
	else if (attack_objective_of(&state->attack->spec) == &objective_probability)
		snprintf(text, size, "Too sure: o takes the logit.");
	else
		snprintf(text, size, "No way to %s: it is too sure.", target);
}

/* How far it is: the sentence after the prediction. */
static void way_words(const struct app *app, const struct attack_state *state, char *text,
		      size_t size)
{
	int first = attack_first(state->attack), cursor = attack_cursor(state);
	char target[CLASS_PHRASE_MAX], steps[32];

	class_phrase(target, sizeof(target), app_names(app), state->attack->spec.target);
	steps_phrase(steps, sizeof(steps), first);
	if (state->is_playing)
		snprintf(text, size, "Space stops.");
	else if (first == 0)
		snprintf(text, size, "It was from the start.");
	else if (first > cursor)
		snprintf(text, size, "It flips at step %d; n goes on.", first);
	else if (first > 0)
		snprintf(text, size, "%s did it; n goes on.", steps);
	else if (attack_is_stuck(state))
		stuck_words(state, target, text, size);
	else if (cursor == 0)
		snprintf(text, size, "n takes a step towards %s.", target);
	else
		snprintf(text, size, "Not %s yet; n goes on.", target);
}

/* Without what may be left out, where there is no room. */
static void shorten(char *text, int room)
{
	char *end = strrchr(text, ';');

	if (text_width(text) > room && end)
		strcpy(end, ".");
	end = strstr(text, "). ");
	if (text_width(text) > room && end)
		end[2] = '\0';
}

/* What the network makes of noise as large, where there is room. */
static void add_noise_words(const struct app *app, const struct attack_state *state, int room,
			    char *text, size_t size)
{
	const struct attack *a = state->attack;
	const struct attack_noise *noise =
		&attack_shown(state)->noise[attack_compared_norm(&a->spec)];
	char words[SENTENCE_MAX], class[CLASS_PHRASE_MAX], share[TEXT_NUMBER_MAX];

	if (!noise->is_known)
		return;
	class_phrase(class, sizeof(class), app_names(app), noise->prediction);
	snprintf(words, sizeof(words), " As much random noise: %s%s (%s).",
		 noise->prediction == a->steps[0].prediction ? "still " : "", class,
		 text_percent((double)noise->probability, 1, share));
	if (text_width(text) + text_width(words) <= room)
		snprintf(text + strlen(text), size - strlen(text), "%s", words);
}

/* Of the start alone, as long as nobody asked more images: attacks end in certainty. */
void attack_facts(struct app *app, void *at, struct insight_facts *facts)
{
	const struct attack_state *state = at;
	const struct attack_step *start;

	(void)app;
	if (!state->attack || state->attack->count == 0 || (facts->has & INSIGHT_CERTAINTY))
		return;
	start = &state->attack->steps[0];
	facts->has |= INSIGHT_CERTAINTY;
	facts->certainty =
		(struct insight_certainty){1, start->probabilities[start->prediction] >= 1 ? 1 : 0};
}

void attack_status_line(struct app *app, void *at, char *text, size_t size)
{
	static const char *const persons[] = {"this picture is", "noise to a person,",
					      "blank to a person,"};
	const struct attack_state *state = at;
	const struct attack_step *shown = attack_shown(state);
	char answer[SENTENCE_MAX], way[SENTENCE_MAX];
	char sure[TEXT_NUMBER_MAX];
	double p;

	if (!shown) {
		snprintf(text, size, "What the network makes of it is being computed.");
		return;
	}
	p = (double)shown->probabilities[shown->prediction];
	prediction_phrase(answer, sizeof(answer), app_names(app), app->sample.label,
			  persons[state->start], shown->prediction);
	sentence_begin(answer, app_names(app), app->sample.label);
	way_words(app, state, way, sizeof(way));
	snprintf(text, size, "%s (%s). %s", answer, text_percent(p, p < 0.9995 ? 1 : 0, sure), way);
	shorten(text, app_body(app).columns);
	add_noise_words(app, state, app_body(app).columns, text, size);
}

void attack_progress_words(const struct attack_state *state, bool is_short, char *text, size_t size)
{
	const struct attack_spec *spec = &state->attack->spec;
	int last = state->attack->count - 1, cursor = attack_cursor(state);
	const char *note = spec->method != attack_methods[0] ? spec->method->name
			   : spec->objective                 ? spec->objective->name
			   : spec->is_clipped                ? "clipped"
			   : attack_is_article(state) ? is_short ? "article" : "as in the article"
						      : "";
	char last_words[40];

	snprintf(last_words, sizeof(last_words), note[0] ? "(%s)" : "%s", note);
	snprintf(text, size, "step %2d/%-2d%s  rate %.3f %-*s", cursor < 0 ? 0 : cursor,
		 last < 0 ? 0 : last, state->wanted >= state->attack->count ? "..." : "   ",
		 (double)spec->rate, is_short ? 9 : 19, last_words);
}

/* ------------------------------------------------------------------------- numbers, pictures */

static json_t *number_or_null(int number)
{
	return number < 0 ? json_null() : json_integer(number);
}

/* null: not a number, or not asked. */
static void comparison_to_json(const struct attack *a, const struct attack_step *step, json_t *o)
{
	double similarity = attack_ssim(a, step);
	json_t *noise = json_object();

	for (int i = 0; i < ATTACK_NORMS; i++)
		if (step->noise[i].is_known)
			json_object_set_new(noise, attack_norm_names[i],
					    json_pack("{s:i, s:f}", "prediction",
						      step->noise[i].prediction, "probability",
						      (double)step->noise[i].probability));
	json_object_set_new(o, "ssim", isnan(similarity) ? json_null() : json_real(similarity));
	json_object_set_new(o, "noise", noise);
}

json_t *attack_to_json(struct app *app, void *at)
{
	const struct attack_state *state = at;
	const struct attack *a = state->attack;
	const struct attack_step *shown = attack_shown(state);
	json_t *p = json_array(),
	       *o = json_pack("{s:o, s:i, s:f, s:b, s:i, s:i, s:o}", "label",
			      number_or_null(app->sample.label), "target", a->spec.target, "rate",
			      (double)a->spec.rate, "clip", a->spec.is_clipped, "step",
			      attack_cursor(state), "steps", a->count - 1, "first",
			      number_or_null(attack_first(a)));

	for (int i = 0; shown && i < a->net->classes; i++)
		json_array_append_new(p, json_real((double)shown->probabilities[i]));
	if (shown)
		json_object_update_new(o,
				       json_pack("{s:i, s:O, s:f, s:f, s:f}", "prediction",
						 shown->prediction, "probabilities", p, "l0",
						 shown->l0, "l2", shown->l2, "linf", shown->linf));
	if (shown)
		comparison_to_json(a, shown, o);
	json_decref(p);
	json_object_set_new(o, "method", json_string(a->spec.method->name));
	if (attack_objective_of(&a->spec))
		json_object_set_new(o, "objective",
				    json_string(attack_objective_of(&a->spec)->name));
	return o;
}

/* "image 15" for "image 15 of validation", with nothing in it that a file's name should not have.
 */
static void name_words(const char *title, char name[32])
{
	const char *end = strstr(title, " of ");
	size_t length = end ? (size_t)(end - title) : strlen(title);

	length = length < 31 ? length : 31;
	for (size_t i = 0; i < length; i++)
		name[i] = isalnum((unsigned char)title[i]) ? title[i] : '-';
	name[length] = '\0';
}

bool attack_export(struct app *app, void *at, struct export_sheet *export)
{
	struct attack_state *state = at;
	const struct attack_step *shown = attack_shown(state);
	const struct shape *input = &app->model->net->input;
	char name[32];

	if (!shown || !shown->direction)
		return false;
	for (int i = 0; i < 3; i++) {
		struct picture *picture = &export->tiles[i].picture;

		*picture = (struct picture){i == 0   ? shown->image
					    : i == 1 ? shown->direction
						     : attack_added(state),
					    input->height, input->width, .scale = 1};
		picture->palette = i == 0 ? app_picture_palette(app)
					  : app_signed_palette(app, picture_range(picture));
	}
	export->count = export->columns = 3;
	name_words(app->sample.title, name);
	snprintf(export->name, sizeof(export->name), "attack-%s-to-%d-step-%d", name,
		 state->attack->spec.target, attack_cursor(state));
	return true;
}
