/* All maps in rows, and where there is room one of them large. */
#include "draw/fit.h"
#include "tui/screen/weights/weights.h"
#include "tui/widget/gallery.h"

#include <stdio.h>

/* All maps at one scale; false where there is no room for all. */
static bool fill_gallery(struct app *app, const struct weights_state *s, int scale,
			 struct gallery *g)
{
	bool is_there;

	g->picture = weights_picture(app, s, 0, scale);
	g->pixels = picture_pixels(&g->picture, app->canvas->medium, g->area.columns / 5 - 1);
	is_there = gallery_measure(g);
	/* Ten maps stand as the article has them. */
	if (s->maps.count == 10 && g->per_row > 5 && g->per_row < 10)
		g->per_row = 5;
	return is_there && g->per_row * g->row_count >= s->maps.count;
}

/* The largest scale at which all maps are in sight; else the smallest that is worth looking at. */
static struct gallery choose_gallery(struct app *app, const struct weights_state *s,
				     struct area area)
{
	static const int scales[] = {12, 10, 8, 6, 5, 4, 3, 2, 1, -2, -3, -4};
	int min = s->maps.width > 10 ? -4 : 1;
	struct gallery g = {.area = area, .caption_rows = 1, .min_columns = 4};
	size_t i = 0;

	while (!fill_gallery(app, s, scales[i], &g) && scales[i] != min)
		i++;
	return g;
}

/* ------------------------------------------------------------------------- one of them large */

/* A window with room for more than small maps: these at the left, the one under the cursor large,
 * and what belongs to it beside or below. */
struct overview {
	struct gallery small;
	struct fitted large;
	bool is_beside;
};

enum {
	OVERVIEW_ROWS = 30,
	OVERVIEW_COLUMNS = 110,
	GAP = 2,
	SUMS = 33,      /* columns of weights_draw_sums() */
	SUMS_ROWS = 14, /* of ten classes, with its free rows above and below */
	NUMBER = 7,     /* columns of each of weights_draw_numbers() */
	MAX_SMALL = 8   /* scale of a map of few weights */
};

/* With the large map at a scale: whether it, what belongs to it and all small maps have room. Sums
 * stand beside it if they can, numbers below. */
static bool try_overview(struct app *app, const struct weights_state *s, struct area area,
			 int scale, struct overview *o)
{
	bool has_sums = weight_maps_see_image(app->model->net, &s->maps);
	int rows = has_sums ? SUMS_ROWS : s->maps.height + 3;
	int columns = has_sums ? SUMS : s->maps.width * NUMBER, right;
	struct picture map = weights_picture(app, s, 0, 1);
	struct area left = area;

	o->large = fit_at(&map, scale, area.canvas->medium, area.columns / 2);
	right = o->large.columns + GAP + columns;
	o->is_beside = has_sums && area.columns - right >= area.columns / 5;
	if (!o->is_beside) {
		right = o->large.columns > columns ? o->large.columns : columns;
		rows += o->large.rows;
	}
	left.columns -= right + GAP;
	if (o->large.rows + 1 > area.rows || rows > area.rows || left.columns < 1)
		return false;
	o->small = choose_gallery(app, s, left);
	return o->small.per_row * o->small.row_count >= s->maps.count &&
	       o->small.picture.scale < scale;
}

static bool find_overview(struct app *app, const struct weights_state *s, struct area area,
			  struct overview *overview)
{
	if (area.rows < OVERVIEW_ROWS || area.columns < OVERVIEW_COLUMNS)
		return false;
	for (int scale = s->maps.width > 10 ? 16 : MAX_SMALL; scale >= 1; scale--)
		if (try_overview(app, s, area, scale, overview))
			return true;
	return false;
}

static void draw_title(struct app *app, const struct weights_state *s, struct area area, int column)
{
	char bias[TEXT_NUMBER_MAX], name[CLASS_NAME_MAX];

	canvas_printf(area.canvas, area.row, column, app->theme->strong, "map %s, bias%s",
		      weights_name(app, s, s->map, CLASS_PHRASE_COLUMNS, name),
		      text_fixed((double)s->maps.biases[s->map], 7, 3, true, bias));
}

/* Closes up to the small maps: what is left over stays at the right. */
static void draw_large(struct app *app, const struct weights_state *s, struct area area,
		       const struct overview *overview)
{
	struct picture picture = weights_picture(app, s, s->map, overview->large.scale);
	const struct gallery *small = &overview->small;
	int column = small->area.column + small->per_row * small->tile_columns - 1 + GAP;
	struct area side = area;

	draw_title(app, s, area, column);
	picture_draw(area.canvas, area.row + 1, column, &picture, overview->large.pixels);
	side.row += overview->is_beside ? -1 : overview->large.rows;
	side.rows = area.row + area.rows - side.row + 1;
	column += overview->is_beside ? overview->large.columns + GAP : 0;
	if (weight_maps_see_image(app->model->net, &s->maps))
		weights_draw_sums(app, s, side, column);
	else
		weights_draw_numbers(app, s, side, column);
}

/* --------------------------------------------------------------------------------- all maps */

/* The map under the cursor at full size, where the others leave room at the right. */
static void draw_beside(struct app *app, const struct weights_state *s, struct area area, int used)
{
	struct picture picture = weights_picture(app, s, s->map, 1);
	enum pixels pixels = picture_pixels(&picture, area.canvas->medium, area.columns / 2);
	int rows, columns, column = area.column + area.columns;
	char name[CLASS_NAME_MAX];

	picture_cells(&picture, pixels, &rows, &columns);
	column -= columns;
	if (column < area.column + used + 2 || rows + 1 > area.rows || s->maps.width <= 10)
		return;
	canvas_printf(area.canvas, area.row, column, app->theme->strong, "%s",
		      weights_name(app, s, s->map, columns, name));
	picture_draw(area.canvas, area.row + 1, column, &picture, pixels);
}

/* The filter under the cursor larger, and its weights, where the maps leave rows below. */
static void draw_below(struct app *app, const struct weights_state *s, struct area area,
		       const struct gallery *g)
{
	struct picture map = weights_picture(app, s, s->map, 1);
	int used = (s->maps.count + g->per_row - 1) / g->per_row * g->tile_rows;
	struct area rest = area;
	struct fitted fit;

	if (weight_maps_see_image(app->model->net, &s->maps))
		return;
	rest.row += used;
	rest.rows -= used;
	for (int scale = MAX_SMALL; scale > g->picture.scale; scale--) {
		fit = fit_at(&map, scale, area.canvas->medium, area.columns / 2);
		if (fit.rows + 1 > rest.rows || s->maps.height + 1 > rest.rows ||
		    fit.columns + GAP + s->maps.width * NUMBER > rest.columns)
			continue;
		map.scale = scale;
		draw_title(app, s, rest, rest.column);
		picture_draw(rest.canvas, rest.row + 1, rest.column, &map, fit.pixels);
		rest.row--;
		weights_draw_numbers(app, s, rest, rest.column + fit.columns + GAP);
		return;
	}
}

void weights_draw_all(struct app *app, struct weights_state *s, struct area area)
{
	struct area below = {area.canvas, area.row + 1, area.column, area.rows - 1, area.columns};
	struct overview overview;
	bool is_split = find_overview(app, s, below, &overview);
	struct gallery g = is_split ? overview.small : choose_gallery(app, s, below);
	int first = 0;

	weights_draw_head(app, s, area, picture_merges_rows(&g.picture, g.pixels));
	s->per_row = g.per_row;
	if (s->map / g.per_row >= g.row_count)
		first = (s->map / g.per_row - g.row_count + 1) * g.per_row;
	for (int i = first; i < s->maps.count && i < first + g.per_row * g.row_count; i++) {
		struct picture picture = weights_picture(app, s, i, g.picture.scale);
		struct style style = i == s->map ? app->theme->accent : app->theme->faint;
		bool has_bias = g.columns >= 14;
		int row, column, width = weights_name_width(app, s, g.columns - 7);
		char bias[TEXT_NUMBER_MAX], name[CLASS_NAME_MAX];

		gallery_place(&g, i - first, &row, &column);
		weights_name(app, s, i, g.columns - (has_bias ? 7 : 1), name);
		canvas_printf(area.canvas, row, column, style, "%c%s", i == s->map ? '>' : ' ',
			      name);
		if (has_bias)
			canvas_text(area.canvas, row, column + (width > 2 ? width + 2 : 4), style,
				    text_fixed((double)s->maps.biases[i], 5, 2, true, bias));
		picture_draw(area.canvas, row + 1, column, &picture, g.pixels);
		app_spot(app, row, column, g.tile_rows, g.tile_columns, i);
	}
	if (is_split)
		draw_large(app, s, below, &overview);
	else if (g.picture.scale < 1)
		draw_beside(app, s, below, g.per_row * g.tile_columns);
	else
		draw_below(app, s, below, &g);
}
