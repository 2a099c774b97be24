/*
 * The image, the chosen map large beside it, what the net says at the right; below the maps of all
 * methods in a row, each in a range of its own: their sizes do not compare.
 */
#include "base/text.h"
#include "draw/chart.h"
#include "draw/fit.h"
#include "lab/explain/grad_cam.h"
#include "lab/story/sentences.h"
#include "tui/screen/explain/explain.h"
#include "tui/widget/bars.h"

#include <stdio.h>

enum { FACTS = 18, FACTS_ROWS = 4, GAP = 2, LEGEND = 26, MIN_SCALE = -3 };

struct layout {
	struct fitted large, image, small; /* small.rows 0: only the chosen map is shown */
};

static struct fitted smaller_of(struct fitted a, struct fitted b)
{
	return a.scale < b.scale ? a : b;
}

/* With the large map at a scale: whether image, facts and the small maps have room. */
static bool try_scale(const struct app *app, const struct explain_state *s, struct area area,
		      int scale, bool has_small, struct layout *l)
{
	struct picture picture = {.height = app->data->height, .width = app->data->width};
	int room = area.columns - FACTS - 2 * GAP, left;

	l->large = fit_at(&picture, scale, app->medium, room / 2);
	l->image = smaller_of(
		l->large, fit_into(&picture, app->medium, l->large.rows, room - l->large.columns));
	l->small = (struct fitted){0};
	left = area.rows - 1 - l->large.rows;
	if (left < 0 || l->image.rows > l->large.rows || l->image.columns + l->large.columns > room)
		return false;
	if (!has_small)
		return true;
	l->small = smaller_of(l->large, fit_into(&picture, app->medium, left - 1,
						 (area.columns - 1) / s->count - 1));
	return l->small.rows < left && l->small.columns < (area.columns - 1) / s->count &&
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

/* "image 15 of validation, a 7: what speaks for a 3", and the colours' legend. */
static void draw_head(struct app *app, const struct explain_state *s, struct area area)
{
	const struct explain_map *map = &s->maps[s->chosen];
	char label[CLASS_PHRASE_MAX + 2] = "", text[256], phrase[2 * CLASS_PHRASE_MAX + 16];
	struct palette palette;
	int end = area.column + area.columns, at;

	if (app->sample.label >= 0) {
		snprintf(label, sizeof(label), ", ");
		class_phrase(label + 2, sizeof(label) - 2, app_names(app), app->sample.label);
	}
	snprintf(text, sizeof(text), "%.80s%s", app->sample.title, label);
	if (map->a.values) {
		palette = app_signed_palette(app, map->range);
		end -= LEGEND;
		chart_legend_in(area.canvas, area.row, end, LEGEND, &palette);
	}
	at = canvas_clip(area.canvas, area.row, area.column, end - 1, app->theme->strong, text);
	if (explain_class(s) < 0)
		return;
	explain_phrase(app, s, phrase, sizeof(phrase));
	snprintf(text, sizeof(text), ": for %s", phrase);
	canvas_clip(area.canvas, area.row, at, end - 1, app->theme->plain, text);
}

/* A map in its own range, or that it is being computed. */
static void draw_map(struct app *app, const struct explain_map *map, const struct fitted *fit,
		     int row, int column)
{
	struct picture picture = {.values = map->a.values,
				  .height = map->a.shape.height,
				  .width = map->a.shape.width,
				  .scale = fit->scale,
				  .palette = app_signed_palette(app, map->range)};

	if (map->a.values)
		picture_draw(app->canvas, row, column, &picture, fit->pixels);
	else
		canvas_clip(app->canvas, row + fit->rows / 2, column, column + fit->columns,
			    app->theme->faint, "computing ...");
}

static void draw_number(struct app *app, int row, int column, const char *name, double value)
{
	char number[TEXT_NUMBER_MAX];

	canvas_printf(app->canvas, row, column, app->theme->plain, "%-9s%s", name,
		      text_fixed(value, 9, 3, true, number));
}

/* The sums of the chosen map; of slopes they say nothing. */
static void draw_sums(struct app *app, const struct explain_state *s, int row, int column,
		      int columns)
{
	const struct explain_map *map = &s->maps[s->chosen];
	const struct net *net = app->model->net;
	const struct attribution *a = &map->a;

	canvas_text(app->canvas, row, column, app->theme->strong,
		    text_width(map->method->name) <= columns ? map->method->name
							     : map->method->label);
	if (map->method->has_layer)
		canvas_printf(app->canvas, row + 1, column, app->theme->plain, "of %s",
			      net->layers[grad_cam_layer(net, s->convolution)].name);
	if (!a->values || map->method->is_slope || map->method->has_layer)
		return;
	draw_number(app, row + 1, column, "for", a->positive);
	draw_number(app, row + 2, column, "against", a->negative);
	if (map->method->is_complete)
		canvas_printf(app->canvas, row + 3, column, app->theme->plain, "sum %.2f of %.2f",
			      a->positive + a->negative, a->value - a->bias);
	else
		draw_number(app, row + 3, column, "sum", a->sum);
}

static void draw_facts(struct app *app, const struct explain_state *s, struct area area)
{
	struct area bars = area;

	bars.rows = area.rows - FACTS_ROWS;
	if (bars.rows > app_classes(app))
		bars.rows = app_classes(app);
	if (s->probabilities && bars.rows > 0)
		bars_draw(app, bars, s->probabilities, NULL, explain_class(s));
	draw_sums(app, s, area.row + bars.rows, area.column, area.columns);
}

static void draw_large(struct app *app, const struct explain_state *s, const struct layout *l,
		       struct area area)
{
	struct picture image = app_picture(app, app->sample.pixels, l->image.scale);
	struct area facts = area;
	int column = area.column + l->image.columns + GAP;

	picture_draw(area.canvas, area.row, area.column, &image, l->image.pixels);
	draw_map(app, &s->maps[s->chosen], &l->large, area.row, column);
	facts.column = column + l->large.columns + GAP;
	facts.columns = area.column + area.columns - facts.column;
	facts.rows = area.rows;
	if (facts.columns >= FACTS)
		draw_facts(app, s, facts);
}

static void draw_small(struct app *app, const struct explain_state *s, const struct layout *l,
		       struct area area)
{
	int width = (area.columns - 1) / s->count;

	width = width > l->small.columns + 6 ? l->small.columns + 6 : width;
	for (int i = 0; i < s->count; i++) {
		const struct explain_map *map = &s->maps[i];
		bool is_chosen = i == s->chosen;
		int column = area.column + 1 + i * width, row = area.row + l->small.rows;

		draw_map(app, map, &l->small, area.row, column);
		canvas_clip(app->canvas, row, column, column + width - 1,
			    is_chosen ? app->theme->accent : app->theme->plain, map->method->label);
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
