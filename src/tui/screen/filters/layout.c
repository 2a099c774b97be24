/*
 * What stands where. A column is a row with the channel's number, then three pictures, each but the
 * first under a row of text; the scale of the image decides, and the others are as large as go
 * with it. The cursor's channel is large at the side, or below where there is room for a row of it.
 */
#include "tui/screen/filters/filters.h"

#include <string.h>

/* From large to small. */
static const int scales[] = {16, 12, 10, 8, 6, 5, 4, 3, 2, 1, -2, -3, -4, -5, -6, -8, -12, -16};
enum { SCALES = sizeof(scales) / sizeof(scales[0]), TABLE = 5, TABLE_WIDTH = 28 };

struct shapes {
	struct medium medium;
	int units;
	struct shape of[FILTERS_KINDS];
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

static struct filters_slot slot_at(const struct shapes *shapes, enum filters_kind kind, int scale,
				   int room)
{
	struct picture picture = {
		.height = shapes->of[kind].height, .width = shapes->of[kind].width, .scale = scale};
	struct filters_slot slot = {.scale = scale};

	slot.pixels = picture_pixels(&picture, shapes->medium, room);
	picture_cells(&picture, slot.pixels, &slot.rows, &slot.columns);
	return slot;
}

/* The largest that fits; the smallest where none does. */
static struct filters_slot fit(const struct shapes *shapes, enum filters_kind kind, int rows,
			       int columns)
{
	struct filters_slot slot = {0};

	if (shapes->of[kind].height == 0)
		return slot;
	for (int i = 0; i < SCALES; i++) {
		slot = slot_at(shapes, kind, scales[i], columns);
		if (slot.rows <= rows && slot.columns <= columns)
			break;
	}
	return slot;
}

/* ------------------------------------------------------------------------------------ columns */

/* Columns with images of that scale; whether they fit into so many rows. */
static bool stack(const struct shapes *shapes, int scale, int rows, struct filters_layout *layout)
{
	struct filters_slot *small = layout->small, image, min;
	int left;

	image = slot_at(shapes, FILTERS_IMAGE, scale, 0);
	small[FILTERS_IMAGE] = image;
	small[FILTERS_ACTIVATION] = fit(shapes, FILTERS_ACTIVATION, image.rows, image.columns);
	/* A number has a bar instead. */
	if (small[FILTERS_ACTIVATION].rows == 0)
		small[FILTERS_ACTIVATION].columns = image.columns;
	left = rows - 3 - image.rows -
	       (small[FILTERS_ACTIVATION].rows ? small[FILTERS_ACTIVATION].rows : 1);
	min = fit(shapes, FILTERS_WEIGHTS,
		  shapes->of[FILTERS_WEIGHTS].width <= image.columns
			  ? (shapes->of[FILTERS_WEIGHTS].height + 1) / 2
			  : image.rows,
		  image.columns);
	if (left < (min.rows ? min.rows : 1))
		return false;
	small[FILTERS_WEIGHTS] =
		fit(shapes, FILTERS_WEIGHTS, left < image.rows ? left : image.rows, image.columns);
	left -= small[FILTERS_WEIGHTS].rows ? small[FILTERS_WEIGHTS].rows : 1;
	layout->rows = rows - left;
	return true;
}

/* The largest columns of which at least so many, or all, stand side by side. */
static bool choose_columns(const struct shapes *shapes, int rows, int columns, int min,
			   struct filters_layout *layout)
{
	min = min < shapes->units ? min : shapes->units;
	for (int i = 0; i < SCALES; i++) {
		int width = slot_at(shapes, FILTERS_IMAGE, scales[i], 0).columns;
		int count = (columns + FILTERS_GAP) / (width + FILTERS_GAP);

		if (count < min || !stack(shapes, scales[i], rows, layout))
			continue;
		layout->columns = count < shapes->units ? count : shapes->units;
		return true;
	}
	return false;
}

/* -------------------------------------------------------------------------------------- panels */

static int at_least(int value, int min)
{
	return value > min ? value : min;
}

/* Three pictures beside each other below three rows of text. */
static void put_wide(const struct shapes *shapes, int row, int rows, int columns,
		     struct filters_layout *layout)
{
	struct filters_slot *large = layout->large;
	int room = columns - 2 * FILTERS_GAP, share = (room - FILTERS_CAPTION) / 2, left;

	layout->panel = FILTERS_WIDE;
	layout->panel_row = row;
	layout->panel_column = 0;
	large[FILTERS_IMAGE] = fit(shapes, FILTERS_IMAGE, rows - 3, share);
	large[FILTERS_ACTIVATION] =
		fit(shapes, FILTERS_ACTIVATION, rows - 3, large[FILTERS_IMAGE].columns);
	left = room - at_least(large[FILTERS_IMAGE].columns, FILTERS_CAPTION) -
	       at_least(large[FILTERS_ACTIVATION].columns, FILTERS_CAPTION);
	large[FILTERS_WEIGHTS] =
		fit(shapes, FILTERS_WEIGHTS, large[FILTERS_IMAGE].rows,
		    left < large[FILTERS_IMAGE].columns ? left : large[FILTERS_IMAGE].columns);
}

/* Small columns above, and a wide panel that has about half of the rows. */
static bool put_below(const struct shapes *shapes, struct area area, struct filters_layout *layout)
{
	int rows = area.rows - 1;
	struct filters_slot image = fit(shapes, FILTERS_IMAGE, rows / 2, area.columns / 3 - 1);

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
	struct filters_slot image;

	for (int kind = 0; kind < FILTERS_KINDS; kind++)
		shapes.of[kind] = filters_shape(app, s, (enum filters_kind)kind);
	if (!s->is_close) {
		if (!put_below(&shapes, area, &layout))
			put_side(&shapes, area, &layout);
		return layout;
	}
	/* Close by: columns of large pictures, or where there is no room for them the panel. */
	image = fit(&shapes, FILTERS_IMAGE, area.rows, area.columns * 2 / 5);
	if (choose_columns(&shapes, area.rows - 1, area.columns, 4, &layout) &&
	    layout.small[FILTERS_IMAGE].columns >= (image.columns < 24 ? image.columns : 24))
		return layout;
	memset(&layout, 0, sizeof(layout));
	put_wide(&shapes, 1, area.rows - 1, area.columns, &layout);
	return layout;
}
