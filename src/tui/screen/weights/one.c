/* One map close by: what it made of the image and the classes' sums, or its weights as numbers. */
#include "base/xalloc.h"
#include "draw/fit.h"
#include "tui/screen/weights/weights.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

static void draw_product(struct app *app, const struct weights_state *s, struct area area,
			 int column, int scale)
{
	struct picture picture = weights_picture(app, s, s->map, scale);
	size_t size = app_pixels(app);
	float *product = xfloats(size);

	for (size_t i = 0; i < size; i++)
		product[i] = picture.values[i] * s->seen[i];
	picture.values = product;
	column = draw_marked(app, s, area, column, &picture);
	free(product);
	weights_draw_sums(app, s, area, column + 1);
}

/* The largest whole scale at which one map and its numbers, or two maps and the sums, have room; -2
 * where they have none at scale 1 and a map would be cut off below. */
static int close_scale(struct app *app, const struct weights_state *s, struct area area,
		       bool is_two)
{
	int room = area.columns - (is_two ? 24 : s->maps.width * 7), scale = 1;
	int count = is_two ? 2 : 1;
	struct picture map = weights_picture(app, s, 0, 1);
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
	char place[CLASS_NAME_MAX + NUMBERS_TEXT_MAX], text[256], number[TEXT_NUMBER_MAX],
		product[TEXT_NUMBER_MAX], name[CLASS_NAME_MAX];

	weights_name(app, s, s->map, CLASS_PHRASE_COLUMNS, name);
	snprintf(place, sizeof(place), "map %s, row %d, column %d", name, s->y, s->x);
	snprintf(text, sizeof(text), "%s: weight %s", place, short_number(weight, 4, number));
	if (weight_maps_see_image(app->model->net, &s->maps)) {
		double pixel = (double)s->seen[s->y * s->maps.width + s->x];

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
	struct picture picture = weights_picture(app, s, s->map, scale);

	weights_draw_head(app, s, area, false);
	column = draw_marked(app, s, area, area.column, &picture);
	if (is_two)
		draw_product(app, s, area, column + 1, scale);
	else
		weights_draw_numbers(app, s, area, column + 2);
	draw_weight(app, s, area);
}
