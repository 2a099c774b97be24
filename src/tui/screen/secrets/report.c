/* What is to be read off the screen: phrases, a sentence, numbers, and pictures for a file. */
#include "base/text.h"
#include "base/xalloc.h"
#include "lab/story/sentences.h"
#include "tui/screen/secrets/secrets.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *secrets_quoted(const char *text, size_t size, int columns, char out[SECRETS_QUOTED])
{
	char clean[STEGO_TEXT_MAX + 1], cut[SECRETS_QUOTED - 2];

	for (size_t i = 0; i < size; i++)
		clean[i] = (unsigned char)text[i] < ' ' || text[i] == 127 ? '?' : text[i];
	clean[size] = '\0';
	columns = columns < 3 ? 3 : columns;
	text_cut(clean, columns - 2, cut, sizeof(cut));
	snprintf(out, SECRETS_QUOTED, "\"%.*s\"", SECRETS_QUOTED - 3, cut);
	return out;
}

void secrets_pace(const struct app *app, const struct secrets_state *s, char text[64])
{
	double seconds = app_now(app) - s->started_at;
	double rate = (s->made - s->started_with) / seconds;

	text[0] = '\0';
	if (s->is_making && isfinite(rate) && rate > 0)
		snprintf(text, 64, "%.1f/s, %.0f s left", rate,
			 ceil((s->images.count - s->made) / rate));
}

void secrets_part(const struct secrets_state *s, int classes, int i, char text[64])
{
	const struct secrets_row *row = secrets_revealed(s);
	const char *known = s->maker ? s->text : row ? row->text : NULL;
	size_t size = s->maker ? s->size : row ? row->size : 0, byte = 0;
	char quoted[SECRETS_QUOTED];

	text[0] = '\0';
	if (!known)
		return;
	switch (stego_part(classes, size, i, &byte)) {
	case STEGO_LENGTH:
		snprintf(text, 64, "part of the length");
		break;
	case STEGO_CHECKSUM:
		snprintf(text, 64, "part of the checksum");
		break;
	case STEGO_TEXT:
		if (known[byte] & 0x80)
			snprintf(text, 64, "part of byte %zu", byte + 1);
		else
			snprintf(text, 64, "part of %.8s, byte %zu",
				 secrets_quoted(known + byte, 1, 3, quoted), byte + 1);
	}
}

void secrets_verdict(const struct secrets_state *s, const struct secrets_row *row, int columns,
		     char text[SECRETS_QUOTED])
{
	text[0] = '\0';
	if (!row->model)
		snprintf(text, SECRETS_QUOTED, "is being read");
	else if (row->verdict == SECRETS_REVEALED)
		secrets_quoted(row->text, row->size, columns, text);
	else if (row->verdict == SECRETS_REFUSED)
		snprintf(text, SECRETS_QUOTED, "%s",
			 row->model == s->maker ? "checksum differs"
			 : columns < 20         ? "not for it"
						: "not for this network");
	else if (s->made > 0)
		snprintf(text, SECRETS_QUOTED, "%d of %d read", row->answered, s->images.count);
}

/* --------------------------------------------------------------------------- the status line */

/* The reading is over: who reads the text, and what noise did. */
static void final_words(const struct secrets_state *s, char *text, size_t size)
{
	const struct secrets_row *reader = secrets_revealed(s), *first = s->rows[0];
	int noise = secrets_noises[s->noise], same = secrets_same(s, first);

	if (first->verdict == SECRETS_REVEALED && noise > 0)
		snprintf(text, size,
			 "Noise of %d/255 on each pixel, and %.24s still reads every symbol.",
			 noise, first->model->facts.name);
	else if (first->verdict == SECRETS_REVEALED)
		snprintf(text, size,
			 "Noise to a person, and to other networks: %.24s reads a text.",
			 first->model->facts.name);
	else if (noise > 0 && same >= 0 && first->model == s->maker)
		snprintf(text, size,
			 "Noise of %d/255 changes %d of %d symbols: the checksum tells.", noise,
			 s->images.count - same, s->images.count);
	else if (reader)
		snprintf(text, size, "Not for %.24s: %.24s hid it, and reads it.",
			 first->model->facts.name, reader->model->facts.name);
	else
		snprintf(text, size, "Not for %.24s: the symbols that it reads have no checksum.",
			 first->model->facts.name);
}

void secrets_status_line(struct app *app, void *state, char *text, size_t size)
{
	const struct secrets_state *s = state;

	(void)app;
	if (s->is_opening)
		snprintf(text, size, "The images are being read.");
	else if (s->failure.text[0])
		snprintf(text, size, "No text fits: the network is not sure enough of each class.");
	else if (s->images.count == 0 || s->row_count == 0)
		snprintf(text, size,
			 "t: a text to hide in images of noise, which only this network "
			 "reads.");
	else if (s->is_making)
		snprintf(text, size,
			 "From noise to a class, step by step, until 8 bits a pixel say "
			 "it surely.");
	else if (s->is_stopped)
		snprintf(text, size, "Stopped: Space goes on.");
	else if (s->rows[0]->verdict == SECRETS_UNKNOWN)
		snprintf(text, size, "The network reads the images.");
	else if (s->is_example && s->noise == 0 && s->rows[0]->verdict == SECRETS_REVEALED)
		snprintf(text, size, "An example, noise to a person: t hides a text of your own.");
	else
		final_words(s, text, size);
}

/* ----------------------------------------------------------------------------------- output */

static json_t *text_json(const char *text)
{
	json_t *string = json_string(text);

	return string ? string : json_null();
}

static json_t *row_json(const struct secrets_state *s, const struct secrets_row *row)
{
	static const char *const verdicts[] = {"unknown", "revealed", "not for this network"};
	json_t *o = json_object(), *symbols = json_array();
	float lowest = 1;

	for (int i = 0; i < row->answered; i++) {
		json_array_append_new(symbols, json_integer(row->symbols[i]));
		lowest = fminf(lowest, row->probabilities[i]);
	}
	json_object_set_new(o, "network", json_string(row->name));
	json_object_set_new(o, "symbols", symbols);
	if (row->answered > 0)
		json_object_set_new(o, "lowest_probability", json_real((double)lowest));
	if (secrets_symbols(s))
		json_object_set_new(o, "same", json_integer(secrets_same(s, row)));
	json_object_set_new(o, "verdict", json_string(verdicts[row->verdict]));
	if (row->verdict == SECRETS_REVEALED)
		json_object_set_new(o, "text", text_json(row->text));
	return o;
}

json_t *secrets_to_json(struct app *app, void *state)
{
	const struct secrets_state *s = state;
	json_t *o = json_object(), *networks = json_array();

	(void)app;
	for (int i = 0; i < s->row_count; i++)
		json_array_append_new(networks, row_json(s, s->rows[i]));
	if (s->file[0])
		json_object_set_new(o, "file", text_json(s->file));
	else
		json_object_set_new(o, "text", text_json(s->text));
	json_object_set_new(o, "images", json_integer(s->images.count));
	json_object_set_new(o, "made", json_integer(s->made));
	json_object_set_new(o, "noise", json_integer(secrets_noises[s->noise]));
	json_object_set_new(o, "cursor", json_integer(s->cursor));
	json_object_set_new(o, "networks", networks);
	return o;
}

/* Tiles borrow their values: those of the last sheet stay until the next one is made. */
bool secrets_export(struct app *app, void *state, struct export_sheet *out)
{
	struct secrets_state *s = state;
	int page = s->per_page > 0 ? s->per_page : 1, first = s->cursor / page * page;

	if (s->made == 0)
		return false;
	free(s->exported);
	s->exported = xfloats(s->images.pixels * EXPORT_TILES_MAX);
	for (int i = first; i < s->made && i < first + page && out->count < EXPORT_TILES_MAX; i++) {
		float *values = s->exported + (size_t)out->count * s->images.pixels;

		stego_pixels(s->images.images + (size_t)i * s->images.pixels, s->images.pixels,
			     secrets_noises[s->noise], i, values);
		out->tiles[out->count++].picture = app_picture(app, values, 0);
	}
	out->columns = s->per_row;
	snprintf(out->name, sizeof(out->name), "secret-%d-%d", first, first + out->count - 1);
	return out->count > 0;
}
