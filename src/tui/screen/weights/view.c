/* How the Weights screen looks: all maps in rows, or one map, what it made of the image, and the
 * classes' sums. */
#include "base/xalloc.h"
#include "draw/chart.h"
#include "draw/fit.h"
#include "tui/screen/weights/weights.h"
#include "tui/widget/gallery.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct picture map_picture(struct app *app, const struct weights_state *s, int map,
				  int scale)
{
	size_t size = (size_t)s->maps.height * (size_t)s->maps.width;

	return (struct picture){.values = s->maps.values + (size_t)map * size,
				.height = s->maps.height,
				.width = s->maps.width,
				.scale = scale,
				.palette = app_signed_palette(app, s->range)};
}

/* The head's words in ever fewer of them: `form` parts are left out. */
static void head_words(const struct app *app, const struct weights_state *s, bool is_merged,
		       int form, char *text, size_t size)
{
	const struct layer *layer = &app->model->net->layers[s->maps.layer];
	char range[48] = "", side[32] = "", count[32] = "", input[48] = "";

	if (form < 1)
		snprintf(range, sizeof(range), ", %.2g to %.2g", (double)s->maps.min,
			 (double)s->maps.max);
	if (form < 2)
		snprintf(side, sizeof(side), " %dx%d", s->maps.height, s->maps.width);
	if (form < 3)
		snprintf(count, sizeof(count), " %d maps", s->maps.count);
	if (form < 4 && layer_weight_maps(layer).channels > 1)
		snprintf(input, sizeof(input), "%s input %d/%d", form < 3 ? ", of" : "", s->channel,
			 layer->in.channels);
	snprintf(text, size, "%s%s%s%s%s", count, side, range, input,
		 is_merged ? " (rows merged)" : "");
}

/* Layer, range of the weights and the legend of the colours: the first row of both views. */
static void draw_head(struct app *app, const struct weights_state *s, struct area area,
		      bool is_merged)
{
	enum { FORMS = 5, LEGEND = 23 }; /* columns of a legend without its two numbers */
	const char *name = app->model->net->layers[s->maps.layer].name;
	struct palette palette = app_signed_palette(app, s->range);
	int legend = 2 * snprintf(NULL, 0, "%+.3g", (double)s->range) + LEGEND, column, form = 0;
	char text[160];

	do
		head_words(app, s, is_merged, form, text, sizeof(text));
	while (text_width(name) + text_width(text) + 2 + legend > area.columns && ++form < FORMS);
	column = canvas_text(area.canvas, area.row, area.column, app->theme->strong, name);
	column = canvas_text(area.canvas, area.row, column, app->theme->plain, text) + 3;
	if (column + legend > area.column + area.columns)
		column = area.column + area.columns - legend;
	chart_legend(area.canvas, area.row, column, &palette);
}

/* -------------------------------------------------------------------------------- all maps */

/* All maps at one scale; false where there is no room for all. */
static bool fill_gallery(struct app *app, const struct weights_state *s, int scale,
			 struct gallery *g)
{
	bool is_there;

	g->picture = map_picture(app, s, 0, scale);
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

/* The map under the cursor at full size, where the others leave room at the right. */
static void draw_large(struct app *app, const struct weights_state *s, struct area area, int used)
{
	struct picture picture = map_picture(app, s, s->map, 1);
	enum pixels pixels = picture_pixels(&picture, area.canvas->medium, area.columns / 2);
	int rows, columns, column = area.column + area.columns;

	picture_cells(&picture, pixels, &rows, &columns);
	column -= columns;
	if (column < area.column + used + 2 || rows + 1 > area.rows || s->maps.width <= 10)
		return;
	canvas_printf(area.canvas, area.row, column, app->theme->strong, "%d", s->map);
	picture_draw(area.canvas, area.row + 1, column, &picture, pixels);
}

void weights_draw_all(struct app *app, struct weights_state *s, struct area area)
{
	struct area below = {area.canvas, area.row + 1, area.column, area.rows - 1, area.columns};
	struct gallery g = choose_gallery(app, s, below);
	int first = 0;

	draw_head(app, s, area, picture_merges_rows(&g.picture, g.pixels));
	s->per_row = g.per_row;
	if (s->map / g.per_row >= g.row_count)
		first = (s->map / g.per_row - g.row_count + 1) * g.per_row;
	for (int i = first; i < s->maps.count && i < first + g.per_row * g.row_count; i++) {
		struct picture picture = map_picture(app, s, i, g.picture.scale);
		struct style style = i == s->map ? app->theme->accent : app->theme->faint;
		char bias[TEXT_NUMBER_MAX];
		int row, column;

		gallery_place(&g, i - first, &row, &column);
		canvas_printf(area.canvas, row, column, style, i == s->map ? ">%d" : " %d", i);
		if (g.columns >= 14)
			canvas_text(area.canvas, row, column + 4, style,
				    text_fixed((double)s->maps.biases[i], 5, 2, true, bias));
		picture_draw(area.canvas, row + 1, column, &picture, g.pixels);
	}
	if (g.picture.scale < 1)
		draw_large(app, s, below, g.per_row * g.tile_columns);
}

/* --------------------------------------------------------------------------------- one map */

/* Draws a map with its place under the cursor marked in the margins; the column after it. */
static int draw_marked(struct app *app, const struct weights_state *s, struct area area, int column,
		       const struct picture *picture)
{
	enum pixels pixels = picture_pixels(picture, area.canvas->medium, area.columns / 2 - 2);
	int rows, columns, y, x;

	picture_cells(picture, pixels, &rows, &columns);
	y = s->y * rows / s->maps.height;
	x = (int)((s->x + 0.5) * columns / s->maps.width);
	canvas_put(area.canvas, area.row + 1, column + 1 + x, app->theme->accent, 'v');
	canvas_put(area.canvas, area.row + 2 + y, column, app->theme->accent, '>');
	picture_draw(area.canvas, area.row + 2, column + 1, picture, pixels);
	if (picture_merges_rows(picture, pixels))
		canvas_text(area.canvas, area.row + 2 + rows, column + 1, app->theme->faint,
			    "(rows merged)");
	return column + 1 + columns + 1;
}

/* What the pixels of the chosen image contribute to a map's unit. */
static struct evidence evidence_of(const struct app *app, const struct weights_state *s, int map)
{
	size_t size = app_pixels(app);

	return weight_pixel_evidence(s->maps.values + (size_t)map * size, app->sample.pixels, size,
				     s->maps.biases[map]);
}

static int best_class(const struct app *app, const struct weights_state *s)
{
	double max = evidence_of(app, s, 0).sum;
	int best = 0;

	for (int i = 1; i < s->maps.count; i++) {
		double sum = evidence_of(app, s, i).sum;

		if (sum > max) {
			max = sum;
			best = i;
		}
	}
	return best;
}

/* What speaks for and against each class, and the sum; the largest is marked. */
static void draw_sums(struct app *app, const struct weights_state *s, struct area area, int column)
{
	int room = area.rows - 3, first = s->map >= room ? s->map - room + 1 : 0;
	int best = best_class(app, s);
	bool is_narrow = area.column + area.columns - column < 30;

	canvas_text(area.canvas, area.row + 1, column, app->theme->faint,
		    is_narrow ? "   for  agt  sum" : "     for against   bias     sum");
	for (int i = first; i < s->maps.count && i - first < room; i++) {
		struct evidence e = evidence_of(app, s, i);
		struct style style = i == s->map ? app->theme->accent
				     : i == best ? app->theme->strong
						 : app->theme->plain;
		int row = area.row + 2 + i - first, at;
		char positive[TEXT_NUMBER_MAX], negative[TEXT_NUMBER_MAX], bias[TEXT_NUMBER_MAX];
		char sum[TEXT_NUMBER_MAX];

		at = canvas_printf(area.canvas, row, column, style, "%c%-2d",
				   i == s->map ? '>'
				   : i == best ? '*'
					       : ' ',
				   i);
		if (is_narrow)
			canvas_printf(area.canvas, row, at, style, "%s%s%s",
				      text_fixed(e.positive, 3, 0, false, positive),
				      text_fixed(e.negative, 5, 0, false, negative),
				      text_fixed(e.sum, 6, 1, false, sum));
		else
			canvas_printf(area.canvas, row, at, style, "%s%s%s%s",
				      text_fixed(e.positive, 6, 2, false, positive),
				      text_fixed(e.negative, 8, 2, false, negative),
				      text_fixed((double)s->maps.biases[i], 7, 2, false, bias),
				      text_fixed(e.sum, 8, 2, false, sum));
	}
}

/* A small filter's weights as numbers. */
static void draw_numbers(struct app *app, const struct weights_state *s, struct area area,
			 int column)
{
	const float *values =
		s->maps.values + (size_t)s->map * (size_t)s->maps.height * (size_t)s->maps.width;

	char number[TEXT_NUMBER_MAX];

	for (int y = 0; y < s->maps.height; y++)
		for (int x = 0; x < s->maps.width; x++)
			canvas_text(area.canvas, area.row + 2 + y, column + x * 7,
				    y == s->y && x == s->x ? app->theme->accent : app->theme->plain,
				    text_fixed((double)values[y * s->maps.width + x], 6, 3, false,
					       number));
}

static void draw_product(struct app *app, const struct weights_state *s, struct area area,
			 int column, int scale)
{
	struct picture picture = map_picture(app, s, s->map, scale);
	size_t size = app_pixels(app);
	float *product = xfloats(size);

	for (size_t i = 0; i < size; i++)
		product[i] = picture.values[i] * app->sample.pixels[i];
	picture.values = product;
	column = draw_marked(app, s, area, column, &picture);
	free(product);
	draw_sums(app, s, area, column + 1);
}

/* The largest whole scale at which one map and its numbers, or two maps and the sums, have room; -2
 * where they have none at scale 1 and a map would be cut off below. */
static int close_scale(struct app *app, const struct weights_state *s, struct area area,
		       bool is_two)
{
	int room = area.columns - (is_two ? 24 : s->maps.width * 7), scale = 1;
	int count = is_two ? 2 : 1;
	struct picture map = map_picture(app, s, 0, 1);
	struct medium medium = area.canvas->medium;

	for (; scale < 16; scale++) {
		struct fitted next = fit_at(&map, scale + 1, medium, room / count);

		if (next.rows + 4 > area.rows || (next.columns + 3) * count > room)
			break;
	}
	if (scale == 1 && (map.width > 30 || fit_at(&map, 1, medium, 0).rows + 3 > area.rows))
		return -2;
	return scale;
}

/* "+0.0764", or what it is where that is too long. */
static const char *short_number(double value, int decimals, char text[TEXT_NUMBER_MAX])
{
	text_fixed(value, 8, decimals, true, text);
	return text + strspn(text, " ");
}

/* The last row: the weight under the cursor, and what it made of its pixel. */
static void draw_weight(struct app *app, const struct weights_state *s, struct area area)
{
	size_t at = (size_t)s->map * (size_t)s->maps.height + (size_t)s->y;
	double weight = (double)s->maps.values[at * (size_t)s->maps.width + (size_t)s->x];
	char place[64], text[256], number[TEXT_NUMBER_MAX], product[TEXT_NUMBER_MAX];

	snprintf(place, sizeof(place), "map %d, row %d, column %d", s->map, s->y, s->x);
	snprintf(text, sizeof(text), "%s: weight %s", place, short_number(weight, 4, number));
	if (weight_maps_see_image(app->model->net, &s->maps)) {
		double pixel = (double)app->sample.pixels[s->y * s->maps.width + s->x];

		for (int form = 0; form < 3; form++) {
			snprintf(text, sizeof(text), "%s:%s %s x pixel %.2f%s%s = %s", place,
				 form < 2 ? " weight" : "", short_number(weight, 4, number), pixel,
				 form < 1 ? " of " : "", form < 1 ? app->sample.title : "",
				 short_number(weight * pixel, 3, product));
			if (text_width(text) <= area.columns)
				break;
		}
	}
	canvas_text(area.canvas, area.row + area.rows - 1, area.column, app->theme->plain, text);
}

void weights_draw_one(struct app *app, struct weights_state *s, struct area area)
{
	bool is_two = weight_maps_see_image(app->model->net, &s->maps);
	int scale = close_scale(app, s, area, is_two), column;
	struct picture picture = map_picture(app, s, s->map, scale);

	draw_head(app, s, area, false);
	column = draw_marked(app, s, area, area.column, &picture);
	if (is_two)
		draw_product(app, s, area, column + 1, scale);
	else
		draw_numbers(app, s, area, column + 2);
	draw_weight(app, s, area);
}
