/*
 * The image, the chosen picture of the strip large beside it, what is known of it at the right; the
 * strip below. Maps have a range each: their sizes do not compare.
 */
#include "base/text.h"
#include "draw/chart.h"
#include "draw/fit.h"
#include "lab/story/sentences.h"
#include "tui/screen/explain/explain.h"

#include <stdio.h>

enum { GAP = 2, LEGEND = 26, MIN_SCALE = -3 };

struct layout {
	struct fitted large, image, small; /* small.rows 0: only the chosen map is shown */
};

static struct fitted smaller_of(struct fitted a, struct fitted b)
{
	return a.scale < b.scale ? a : b;
}

/* Columns of each picture of the strip: the same for all strips. */
static int tile_columns(const struct explain_state *s, struct area area)
{
	int most = s->count > EXPLAIN_TAUGHT ? s->count : EXPLAIN_TAUGHT;

	return (area.columns - 1) / most;
}

/* With the large map at a scale: whether image, facts and the small maps have room. */
static bool try_scale(const struct app *app, const struct explain_state *s, struct area area,
		      int scale, bool has_small, struct layout *l)
{
	struct picture picture = {.height = app->data->height, .width = app->data->width};
	int room = area.columns - EXPLAIN_FACTS - 2 * GAP, left;

	l->large = fit_at(&picture, scale, app->medium, room / 2);
	l->image = smaller_of(
		l->large, fit_into(&picture, app->medium, l->large.rows, room - l->large.columns));
	l->small = (struct fitted){0};
	left = area.rows - 1 - l->large.rows;
	if (left < 0 || l->image.rows > l->large.rows || l->image.columns + l->large.columns > room)
		return false;
	if (!has_small)
		return true;
	l->small = smaller_of(l->large,
			      fit_into(&picture, app->medium, left - 1, tile_columns(s, area) - 1));
	return l->small.rows < left && l->small.columns < tile_columns(s, area) &&
	       (l->small.scale >= MIN_SCALE || area.rows < 20);
}

static struct layout place(const struct app *app, const struct explain_state *s, struct area area)
{
	struct layout l = {0};

	for (int has_small = !s->is_close; has_small >= 0; has_small--)
		for (int i = 0; i < FIT_SCALES; i++)
			if (try_scale(app, s, area, fit_scales[i], has_small, &l))
				return l;
	l.small.rows = 0; /* what is too large is cut off */
	return l;
}

/* "image 15 of validation, a 7: for a 3", or "#15, a 7: for a 3" where that is too wide, and the
 * colours' legend. */
static void draw_head(struct app *app, const struct explain_state *s, struct area area)
{
	struct tile tile = {0};
	char label[CLASS_PHRASE_MAX + 2] = "", text[256];
	char phrase[2 * CLASS_PHRASE_MAX + 16], what[sizeof(phrase) + 8] = "";
	int end = area.column + area.columns, at;

	if (app->sample.label >= 0) {
		snprintf(label, sizeof(label), ", ");
		class_phrase(label + 2, sizeof(label) - 2, app_names(app), app->sample.label);
	}
	snprintf(text, sizeof(text), "%.80s%s", app->sample.title, label);
	if (s->chosen[s->strip] < explain_tiles(s))
		tile = explain_tile(app, s, s->chosen[s->strip]);
	if (tile.picture.values && palette_is_signed(&tile.picture.palette)) {
		end -= LEGEND;
		chart_legend_in(area.canvas, area.row, end, LEGEND, &tile.picture.palette);
	}
	if (explain_class(s) >= 0 && s->strip == EXPLAIN_MAPS) {
		explain_phrase(app, s, phrase, sizeof(phrase));
		snprintf(what, sizeof(what), ": for %s", phrase);
	}
	if (app->sample.source == SAMPLE_OF_SPLIT &&
	    area.column + text_width(text) + text_width(what) > end - 1)
		snprintf(text, sizeof(text), "#%zu%s", app->sample.index, label);
	at = canvas_clip(area.canvas, area.row, area.column, end - 1, app->theme->strong, text);
	canvas_clip(area.canvas, area.row, at, end - 1, app->theme->plain, what);
}

/* A picture, or that it is being computed. */
static void draw_tile(struct app *app, const struct tile *tile, const struct fitted *fit, int row,
		      int column)
{
	struct picture picture = tile->picture;

	picture.scale = fit->scale;
	if (picture.values)
		picture_draw(app->canvas, row, column, &picture, fit->pixels);
	else
		canvas_clip(app->canvas, row + fit->rows / 2, column, column + fit->columns,
			    app->theme->faint, "computing ...");
}

static void draw_large(struct app *app, const struct explain_state *s, const struct layout *l,
		       struct area area)
{
	struct picture image = app_picture(app, app->sample.pixels, l->image.scale);
	struct area facts = area;
	int column = area.column + l->image.columns + GAP;

	picture_draw(area.canvas, area.row, area.column, &image, l->image.pixels);
	if (s->chosen[s->strip] < explain_tiles(s)) {
		struct tile tile = explain_tile(app, s, s->chosen[s->strip]);

		draw_tile(app, &tile, &l->large, area.row, column);
	}
	facts.column = column + l->large.columns + GAP;
	facts.columns = area.column + area.columns - facts.column;
	facts.rows = area.rows;
	if (facts.columns >= EXPLAIN_FACTS)
		explain_draw_facts(app, s, facts);
}

static void draw_small(struct app *app, const struct explain_state *s, const struct layout *l,
		       struct area area)
{
	int width = tile_columns(s, area);

	width = width > l->small.columns + 6 ? l->small.columns + 6 : width;
	for (int i = 0; i < explain_tiles(s); i++) {
		struct tile tile = explain_tile(app, s, i);
		bool is_chosen = i == s->chosen[s->strip];
		int column = area.column + 1 + i * width, row = area.row + l->small.rows;

		draw_tile(app, &tile, &l->small, area.row, column);
		canvas_clip(app->canvas, row, column, column + width - 1,
			    is_chosen ? app->theme->accent : app->theme->plain, tile.caption);
		if (is_chosen)
			canvas_put(app->canvas, row, column - 1, app->theme->accent, '>');
		app_spot(app, area.row, column, l->small.rows + 1, width, i);
	}
}

void explain_draw(struct app *app, struct explain_state *s, struct area area)
{
	struct layout l;

	if (s->count == 0)
		return;
	l = place(app, s, area);
	draw_head(app, s, area);
	area.row++;
	area.rows--;
	if (l.small.rows > 0) {
		struct area below = area;

		area.rows = l.large.rows;
		below.row += l.large.rows;
		draw_small(app, s, &l, below);
	}
	draw_large(app, s, &l, area);
}
