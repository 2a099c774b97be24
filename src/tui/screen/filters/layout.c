/*
 * What stands where. A column is a row with the channel's number, then three pictures, each but the
 * first under a row of text; the scale of the image decides, and the others are as large as go
 * with it. The cursor's channel is large at the side, or below where there is room for a row of it.
 */
#include "tui/screen/filters/filters.h"

#include <string.h>

enum { TABLE = 5, TABLE_WIDTH = 28, CLOSE_FROM = 118, GUTTER = 9 };

struct shapes {
	struct medium medium;
	int units;
	struct picture of[FILTERS_KINDS]; /* without values */
};

const struct layer *filters_layer(const struct app *app, const struct filters_state *s)
{
	return &app->model->net->layers[s->layer];
}

struct shape filters_shape(const struct app *app, const struct filters_state *s,
			   enum filters_kind kind)
{
	const struct layer *layer = filters_layer(app, s);
	bool is_number = layer->out.height * layer->out.width == 1;

	if (kind == FILTERS_WEIGHTS)
		return layer_weight_maps(layer);
	if (kind == FILTERS_ACTIVATION)
		return is_number ? (struct shape){0, 0, 0} : layer->out;
	return app->model->net->input;
}

bool filters_is_close(const struct filters_state *s, struct area area)
{
	return s->view == FILTERS_CLOSE || (s->view == FILTERS_USUAL && area.columns >= CLOSE_FROM);
}

static int at_least(int value, int min)
{
	return value > min ? value : min;
}

static int at_most(int value, int max)
{
	return value < max ? value : max;
}

static struct fitted fit(const struct shapes *shapes, enum filters_kind kind, int rows, int columns)
{
	return fit_into(&shapes->of[kind], shapes->medium, rows, columns);
}

static struct fitted image_at(const struct shapes *shapes, int scale)
{
	return fit_at(&shapes->of[FILTERS_IMAGE], scale, shapes->medium, 0);
}

/* ------------------------------------------------------------------------------------ columns */

/* Columns with images of that scale; whether they fit into so many rows. */
static bool stack(const struct shapes *shapes, int scale, int rows, struct filters_layout *layout)
{
	struct fitted image = image_at(shapes, scale), activation, weights;
	const struct picture *map = &shapes->of[FILTERS_WEIGHTS];
	int left, min;

	activation = fit(shapes, FILTERS_ACTIVATION, image.rows, image.columns);
	/* A number has a bar instead. */
	if (activation.rows == 0)
		activation.columns = image.columns;
	left = rows - 3 - image.rows - at_least(activation.rows, 1);
	min = map->width <= image.columns ? (map->height + 1) / 2 : image.rows;
	weights = fit(shapes, FILTERS_WEIGHTS, min, image.columns);
	if (left < at_least(weights.rows, 1))
		return false;
	weights = fit(shapes, FILTERS_WEIGHTS, at_most(left, image.rows), image.columns);
	layout->rows = rows - left + at_least(weights.rows, 1);
	layout->small[FILTERS_WEIGHTS] = weights;
	layout->small[FILTERS_ACTIVATION] = activation;
	layout->small[FILTERS_IMAGE] = image;
	return true;
}

/* The largest columns of which at least so many, or all, stand side by side. Those that are too
 * narrow for words have them in a gutter, and stand closer. */
static bool choose_columns(const struct shapes *shapes, int rows, int columns, int min,
			   struct filters_layout *layout)
{
	for (int i = 0; i < FIT_SCALES; i++) {
		int width = image_at(shapes, fit_scales[i]).columns;
		bool is_narrow = width < FILTERS_CAPTION_MIN;
		int gap = is_narrow ? 1 : FILTERS_GAP, gutter = is_narrow ? GUTTER : 0;
		int count = (columns - gutter + gap) / (width + gap);

		if (count < at_most(min, shapes->units) ||
		    !stack(shapes, fit_scales[i], rows, layout))
			continue;
		layout->columns = at_most(count, shapes->units);
		layout->gap = gap;
		layout->gutter = gutter;
		return true;
	}
	return false;
}

/* -------------------------------------------------------------------------------------- panels */

/* Three pictures beside each other below three rows of text. */
static void put_wide(const struct shapes *shapes, int row, int rows, int columns,
		     struct filters_layout *layout)
{
	int room = columns - 2 * FILTERS_GAP, share = (room - FILTERS_CAPTION) / 2;
	struct fitted image = fit(shapes, FILTERS_IMAGE, rows - 3, share);
	struct fitted activation = fit(shapes, FILTERS_ACTIVATION, rows - 3, image.columns);

	room -= at_least(image.columns, FILTERS_CAPTION);
	room -= at_least(activation.columns, FILTERS_CAPTION);
	layout->panel = FILTERS_WIDE;
	layout->panel_row = row;
	layout->panel_column = 0;
	layout->large[FILTERS_WEIGHTS] =
		fit(shapes, FILTERS_WEIGHTS, image.rows, at_most(room, image.columns));
	layout->large[FILTERS_ACTIVATION] = activation;
	layout->large[FILTERS_IMAGE] = image;
}

/* Small columns above, and a wide panel that has about half of the rows. */
static bool put_below(const struct shapes *shapes, struct area area, struct filters_layout *layout)
{
	int rows = area.rows - 1;
	struct fitted image = fit(shapes, FILTERS_IMAGE, rows / 2, area.columns / 3 - 1);

	if (image.columns < 24 ||
	    !choose_columns(shapes, rows - 4 - image.rows, area.columns, 10, layout))
		return false;
	put_wide(shapes, layout->rows + 2, image.rows + 3, area.columns, layout);
	return true;
}

static void put_side(const struct shapes *shapes, struct area area, struct filters_layout *layout)
{
	int rows = area.rows - 1, width;

	layout->panel = FILTERS_SIDE;
	layout->large[FILTERS_IMAGE] =
		fit(shapes, FILTERS_IMAGE, rows - TABLE - 1, area.columns * 2 / 5);
	width = at_least(layout->large[FILTERS_IMAGE].columns, TABLE_WIDTH);
	layout->panel_row = 1;
	layout->panel_column = area.columns - width;
	if (!choose_columns(shapes, rows, area.columns - width - FILTERS_GAP, 3, layout))
		put_wide(shapes, 1, rows, area.columns, layout);
}

struct filters_layout filters_layout(const struct app *app, const struct filters_state *s,
				     struct area area)
{
	struct shapes shapes = {.medium = app->medium, .units = filters_layer(app, s)->units};
	struct filters_layout layout = {0};
	struct fitted image;

	for (int kind = 0; kind < FILTERS_KINDS; kind++) {
		struct shape shape = filters_shape(app, s, (enum filters_kind)kind);

		shapes.of[kind] = (struct picture){.height = shape.height, .width = shape.width};
	}
	if (!filters_is_close(s, area)) {
		if (!put_below(&shapes, area, &layout))
			put_side(&shapes, area, &layout);
		return layout;
	}
	/* Close by: columns of large pictures, or where there is no room for them the panel. Units
	 * have one picture each, which may be larger. */
	image = fit(&shapes, FILTERS_IMAGE, area.rows, area.columns * 2 / 5);
	if (choose_columns(&shapes, area.rows - 1, area.columns,
			   shapes.of[FILTERS_ACTIVATION].height > 0 ? 4 : 2, &layout) &&
	    layout.small[FILTERS_IMAGE].columns >= at_most(image.columns, 24))
		return layout;
	memset(&layout, 0, sizeof(layout));
	put_wide(&shapes, 1, area.rows - 1, area.columns, &layout);
	return layout;
}
