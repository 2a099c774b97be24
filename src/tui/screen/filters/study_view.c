/* The pictures of a study, as large as the room allows, and what they are. */
#include "base/text.h"
#include "draw/fit.h"
#include "lab/story/sentences.h"
#include "tui/screen/filters/filters.h"
#include "tui/screen/filters/study.h"

#include <math.h>
#include <stdio.h>

enum { CAPTION = 48, HEAD = 1 };

/* The start and the dream, or images that differ. */
static int picture_count(const struct filters_study *study)
{
	return study->kind == FILTERS_DREAM ? 2 : FILTERS_IMAGES;
}

/* In its own range, dark for what is large, as the gallery's. False: not there yet. */
static bool picture_of(const struct app *app, const struct filters_study *study, int i,
		       struct picture *picture)
{
	bool is_start = study->kind == FILTERS_DREAM && i == 0;
	int image = study->kind == FILTERS_DREAM ? 0 : i;
	struct palette span;

	if (!study->images || study->step < 0)
		return false;
	*picture = app_picture(
		app, is_start ? app->sample.pixels : study->images + (size_t)image * study->pixels,
		1);
	span = palette_fit(PALETTE_GREYS, picture->values, study->pixels, 1);
	picture->palette.lo = span.lo;
	picture->palette.hi = span.hi > span.lo ? span.hi : span.lo + 1;
	return true;
}

/* So many pictures beside each other. */
static struct fitted fit_row(const struct app *app, struct area area, int count, int rows)
{
	struct picture picture = app_picture(app, NULL, 1);

	return fit_into(&picture, app->medium, area.rows / rows - 2,
			(area.columns - (count - 1) * FILTERS_GAP) / count);
}

static void draw_caption(struct app *app, const struct filters_state *s, int i,
			 struct canvas *canvas, int row, int column, int end)
{
	const struct filters_study *study = &s->study;
	int steps = filters_study_steps(s);
	char text[CAPTION];

	if (study->step < 0)
		snprintf(text, sizeof(text), "%s", s->is_paused ? "paused" : "computing");
	else if (study->kind == FILTERS_DREAM && i == 0)
		snprintf(text, sizeof(text), "the image: %.4g", study->before);
	else if (study->kind == FILTERS_DREAM)
		snprintf(text, sizeof(text), "step %d/%d: %.4g", study->step, steps,
			 study->reached[0]);
	else
		snprintf(text, sizeof(text), "%d/%d: %.3g", study->step, steps, study->reached[i]);
	canvas_clip(canvas, row, column, end,
		    study->step < steps && (i > 0 || study->kind != FILTERS_DREAM)
			    ? app->theme->changed
			    : app->theme->plain,
		    text);
}

static void draw_head(struct app *app, const struct filters_state *s, struct area area)
{
	const struct layer *layer = filters_layer(app, s);
	char unit[CLASS_NAME_MAX], text[CLASS_NAME_MAX + 128], likeness[64] = "";

	filters_channel_name(app, s, filters_channel(app, s, s->cursor), 20, unit);
	if (s->study.kind == FILTERS_DREAM)
		snprintf(text, sizeof(text),
			 "%s: a deep dream, half the sum of the squares of its activations",
			 layer->name);
	else {
		if (s->study.step >= 0 && isfinite(s->study.likeness))
			snprintf(likeness, sizeof(likeness), ", alike by %.2f", s->study.likeness);
		snprintf(text, sizeof(text), "%s, %s: images that maximize it and differ%s",
			 layer->name, unit, likeness);
	}
	canvas_clip(area.canvas, area.row, area.column, area.column + area.columns,
		    app->theme->strong, text);
}

void filters_study_draw(struct app *app, const struct filters_state *s, struct area area)
{
	int count = picture_count(&s->study), per_row = count;
	struct area room = area;
	struct fitted fit, folded;

	room.row += HEAD;
	room.rows -= HEAD;
	fit = fit_row(app, room, count, 1);
	folded = fit_row(app, room, (count + 1) / 2, 2);
	if (folded.columns > fit.columns) {
		fit = folded;
		per_row = (count + 1) / 2;
	}
	draw_head(app, s, area);
	for (int i = 0; i < count; i++) {
		int row = room.row + i / per_row * (fit.rows + 2);
		int column = room.column + i % per_row * (fit.columns + FILTERS_GAP);
		int end = (i + 1) % per_row ? column + fit.columns + 1 : area.column + area.columns;
		struct picture picture;

		draw_caption(app, s, i, area.canvas, row, column, end);
		if (!picture_of(app, &s->study, i, &picture))
			continue;
		picture.scale = fit.scale;
		picture_draw(area.canvas, row + 1, column, &picture, fit.pixels);
	}
}

void filters_study_words(struct app *app, const struct filters_state *s, char *text, size_t size)
{
	const struct layer *layer = filters_layer(app, s);
	char unit[CLASS_NAME_MAX], regularizers[FILTERS_REGULARIZERS];
	bool is_dream = s->study.kind == FILTERS_DREAM;

	filters_channel_name(app, s, filters_channel(app, s, s->cursor), CLASS_PHRASE_COLUMNS,
			     unit);
	filters_regularizers(s, regularizers);
	if (s->is_paused)
		snprintf(text, size, "Paused: Space continues.");
	else if (is_dream && *regularizers)
		snprintf(text, size, "%s dreams with %s. m: back.", layer->name, regularizers);
	else if (is_dream)
		snprintf(text, size, "Whatever %s finds becomes more of the same. m: back.",
			 layer->name);
	else
		snprintf(text, size, "What else %s of %s answers to. i: back.", unit, layer->name);
}

bool filters_study_export(struct app *app, const struct filters_state *s, struct export_sheet *out)
{
	int count = picture_count(&s->study);

	for (int i = 0; i < count; i++)
		if (picture_of(app, &s->study, i, &out->tiles[out->count].picture))
			out->count++;
	for (int i = 0; i < out->count; i++)
		out->tiles[i].picture.scale = 0;
	out->columns = count;
	snprintf(out->name, sizeof(out->name), "%s-%s",
		 s->study.kind == FILTERS_DREAM ? "dream" : "different",
		 filters_layer(app, s)->name);
	return out->count > 0;
}
