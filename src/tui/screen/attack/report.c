/* What is to be read off an attack: the point shown, in a sentence, as numbers, and as pictures for
 * a file. */
#include "lab/story/sentences.h"
#include "tui/screen/attack/attack.h"

#include <ctype.h>
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

float attack_gradient_range(const struct attack_state *state)
{
	const struct attack_step *shown = attack_shown(state);
	struct palette fit = palette_fit(PALETTE_BWR_R, shown->direction, state->attack->pixels, 1);

	return fit.hi;
}

float attack_added_range(const struct attack_state *state)
{
	const struct attack_step *shown = attack_shown(state);

	return shown->linf > 0 ? (float)shown->linf : 1;
}

float attack_article_rate(enum attack_start start)
{
	return start == ATTACK_FROM_NOISE ? 1 : 0.02f;
}

bool attack_is_article(const struct attack_state *state)
{
	bool is_softmax = state->model && state->model->net->count == 1;

	return !is_softmax && state->start != ATTACK_FROM_BLANK &&
	       state->attack->spec.rate == attack_article_rate(state->start) &&
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
	       attack_is_spent(shown, state->attack->pixels);
}

/* ----------------------------------------------------------------------------------- words */

/* What it is to a person, up to where the network's word begins. */
static void person_words(const struct app *app, const struct attack_state *state, char *text,
			 size_t size)
{
	char class[32];

	class_phrase(class, sizeof(class), app_has_digits(app), app->sample.label);
	class[0] = (char)toupper((unsigned char)class[0]);
	if (app->sample.label < 0 && state->start == ATTACK_FROM_IMAGE)
		snprintf(text, size, "This picture is");
	else
		snprintf(text, size, "%s to a person,",
			 state->start == ATTACK_FROM_NOISE   ? "Noise"
			 : state->start == ATTACK_FROM_BLANK ? "Blank"
							     : class);
}

static void count_words(char *text, size_t size, int steps)
{
	static const char *const names[] = {"One step",   "Two steps", "Three steps", "Four steps",
					    "Five steps", "Six steps", "Seven steps", "Eight steps",
					    "Nine steps", "Ten steps"};

	if (steps >= 1 && steps <= 10)
		snprintf(text, size, "%s", names[steps - 1]);
	else
		snprintf(text, size, "%d steps", steps);
}

/* How far it is: the sentence behind the verdict. */
static void way_words(const struct app *app, const struct attack_state *state, char *text,
		      size_t size)
{
	int first = attack_first(state->attack), cursor = attack_cursor(state);
	char target[32], steps[32];

	class_phrase(target, sizeof(target), app_has_digits(app), state->attack->spec.target);
	count_words(steps, sizeof(steps), first);
	if (state->is_playing)
		snprintf(text, size, "Space stops.");
	else if (first == 0)
		snprintf(text, size, "It was from the start.");
	else if (first > cursor)
		snprintf(text, size, "It flips at step %d; n goes on.", first);
	else if (first > 0)
		snprintf(text, size, "%s did it; n goes on.", steps);
	else if (attack_is_stuck(state))
		snprintf(text, size, "No way to %s: it is too sure.", target);
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

void attack_status_line(struct app *app, void *at, char *text, size_t size)
{
	const struct attack_state *state = at;
	const struct attack_step *shown = attack_shown(state);
	char person[64], class[32], way[96];
	double percent;

	if (!shown) {
		snprintf(text, size, "What the network makes of it is being computed.");
		return;
	}
	percent = 100 * (double)shown->probabilities[shown->prediction];
	person_words(app, state, person, sizeof(person));
	class_phrase(class, sizeof(class), app_has_digits(app), shown->prediction);
	way_words(app, state, way, sizeof(way));
	snprintf(text, size, "%s %s to the network (%.*f %%). %s", person, class,
		 percent < 99.95 ? 1 : 0, percent, way);
	shorten(text, app->canvas->width - 2);
}

void attack_progress_words(const struct attack_state *state, bool is_short, char *text, size_t size)
{
	const struct attack_spec *spec = &state->attack->spec;
	int last = state->attack->count - 1, cursor = attack_cursor(state);
	const char *note = spec->is_clipped           ? "clipped"
			   : attack_is_article(state) ? is_short ? "article" : "as in the article"
						      : "";
	char last_words[40];

	snprintf(last_words, sizeof(last_words), note[0] ? "(%s)" : "%s", note);
	snprintf(text, size, "step %2d/%-2d%s  rate %.3f %-*s", cursor < 0 ? 0 : cursor,
		 last < 0 ? 0 : last, state->wanted >= state->attack->count ? "..." : "   ",
		 (double)spec->rate, is_short ? 9 : 19, last_words);
}

void attack_start_words(const struct app *app, const struct attack_state *state, int room,
			char *text, size_t size)
{
	const char *title = app->sample.title;
	int target = state->attack->spec.target, label = app->sample.label, rest;
	char from[40] = "", to[32];

	class_phrase(to, sizeof(to), app_has_digits(app), target);
	if (label >= 0) {
		snprintf(from, sizeof(from), ", ");
		class_phrase(from + 2, sizeof(from) - 2, app_has_digits(app), label);
	}
	snprintf(text, size, "%s%s, towards %s", title, from, to);
	if (text_width(text) <= room)
		return;
	if (label >= 0)
		snprintf(from, sizeof(from), ", %d", label);
	rest = room - text_width(from) - snprintf(to, sizeof(to), " -> %d", target);
	snprintf(text, size, "%.*s%s%s", rest > 0 ? rest : 0, title, from, to);
}

/* ------------------------------------------------------------------------- numbers, pictures */

static json_t *number_or_null(int number)
{
	return number < 0 ? json_null() : json_integer(number);
}

static void point_to_json(json_t *o, const struct attack_state *state,
			  const struct attack_step *point)
{
	json_t *p = json_array();

	for (int i = 0; i < state->attack->net->classes; i++)
		json_array_append_new(p, json_real((double)point->probabilities[i]));
	json_object_set_new(o, "prediction", json_integer(point->prediction));
	json_object_set_new(o, "probabilities", p);
	json_object_set_new(o, "l0", json_real(point->l0));
	json_object_set_new(o, "l2", json_real(point->l2));
	json_object_set_new(o, "linf", json_real(point->linf));
}

json_t *attack_to_json(struct app *app, void *at)
{
	const struct attack_state *state = at;
	const struct attack_spec *spec = &state->attack->spec;
	const struct attack_step *shown = attack_shown(state);
	json_t *o = json_object();

	json_object_set_new(o, "label", number_or_null(app->sample.label));
	json_object_set_new(o, "target", json_integer(spec->target));
	json_object_set_new(o, "rate", json_real((double)spec->rate));
	json_object_set_new(o, "clip", json_boolean(spec->is_clipped));
	json_object_set_new(o, "step", json_integer(attack_cursor(state)));
	json_object_set_new(o, "steps", json_integer(state->attack->count - 1));
	json_object_set_new(o, "first", number_or_null(attack_first(state->attack)));
	if (shown)
		point_to_json(o, state, shown);
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
	attack_added(state);
	export->tiles[0].picture =
		(struct picture){.values = shown->image, .palette = app_picture_palette(app)};
	export->tiles[1].picture =
		(struct picture){.values = shown->direction,
				 .palette = app_signed_palette(app, attack_gradient_range(state))};
	export->tiles[2].picture =
		(struct picture){.values = state->added,
				 .palette = app_signed_palette(app, attack_added_range(state))};
	for (int i = 0; i < 3; i++) {
		export->tiles[i].picture.height = input->height;
		export->tiles[i].picture.width = input->width;
	}
	export->count = export->columns = 3;
	name_words(app->sample.title, name);
	snprintf(export->name, sizeof(export->name), "attack-%s-to-%d-step-%d", name,
		 state->attack->spec.target, attack_cursor(state));
	return true;
}
