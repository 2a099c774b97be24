/* How the line-up looks. What is not there yet says so in its own place. */
#include "draw/chart.h"
#include "tui/screen/filters/filters.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { FULL_BLOCK = 0x2588, LIGHT_SHADE = 0x2591, TEXT = 40 };

static const char *const titles[FILTERS_KINDS] = {"weights", "answers", "excites"};

/* ----------------------------------------------------------------------------------- what it is */

static void find_range(const struct picture *picture, float *min, float *max)
{
	struct palette span = palette_fit(PALETTE_GREYS, picture->values,
					  (size_t)picture->height * (size_t)picture->width, 1);

	*min = span.lo;
	*max = span.hi;
}

/* Ink for what is large. Silence is paper: a response begins at 0. */
static struct palette own_palette(const struct app *app, const struct picture *picture,
				  bool has_zero)
{
	struct palette palette = app_picture_palette(app);
	float min, max;

	find_range(picture, &min, &max);
	palette.lo = has_zero ? fminf(0, min) : min;
	palette.hi = max > palette.lo ? max : palette.lo + 1;
	return palette;
}

bool filters_picture(const struct app *app, const struct filters_state *s, enum filters_kind kind,
		     int channel, struct picture *picture)
{
	const struct filters_page *page = filters_page(s, s->layer, channel);
	size_t i = (size_t)(channel % FILTERS_PAGE), size;
	const float *values;

	*picture = (struct picture){0};
	filters_size(app, s, kind, &picture->height, &picture->width);
	if (!page || picture->height == 0 || (kind == FILTERS_IMAGE && page->gallery->steps[i] < 0))
		return false;
	size = (size_t)picture->height * (size_t)picture->width;
	values = kind == FILTERS_WEIGHTS      ? page->gallery->weights
		 : kind == FILTERS_ACTIVATION ? page->gallery->activations
					      : page->gallery->images;
	picture->values = values + i * size;
	picture->palette = kind == FILTERS_WEIGHTS
				   ? app_signed_palette(app, page->gallery->weights_range)
				   : own_palette(app, picture, kind == FILTERS_ACTIVATION);
	return true;
}

double filters_mean(const struct filters_page *page, int channel)
{
	return channel_gallery_mean(page->gallery, channel - page->first);
}

/* Steps done, -1 before the first picture. */
static int steps_of(const struct filters_state *s, int channel)
{
	const struct filters_page *page = filters_page(s, s->layer, channel);

	return page ? page->gallery->steps[channel % FILTERS_PAGE] : -1;
}

/* Why there is no picture. */
static const char *absence(const struct filters_state *s, enum filters_kind kind, int channel)
{
	if (!filters_page(s, s->layer, channel))
		return "reading";
	if (kind == FILTERS_IMAGE)
		return s->is_paused ? "paused" : "waiting";
	return "none";
}

static void draw_picture(struct app *app, const struct filters_state *s, struct area area, int row,
			 int column, enum filters_kind kind, int channel, struct filters_slot slot)
{
	struct picture picture;

	if (!filters_picture(app, s, kind, channel, &picture)) {
		canvas_text(area.canvas, row, column, app->theme->faint, absence(s, kind, channel));
		return;
	}
	picture.scale = slot.scale;
	picture_draw(area.canvas, row, column, &picture, slot.pixels);
}

/* A response that is one number, as long as it is loud beside its neighbours'. */
static void draw_bar(struct app *app, const struct filters_state *s, struct area area, int row,
		     int column, int width, int channel)
{
	const struct filters_page *page = filters_page(s, s->layer, channel);
	bool has_utf8 = app->medium.has_utf8;
	double mean;
	int cells;

	if (!page) {
		canvas_text(area.canvas, row, column, app->theme->faint, "reading");
		return;
	}
	mean = filters_mean(page, channel);
	cells = page->gallery->activation_max > 0
			? (int)lround(fabs(mean) / (double)page->gallery->activation_max * width)
			: 0;
	canvas_fill(area.canvas, row, column, 1, cells < width ? cells : width, app->theme->plain,
		    mean < 0 ? (has_utf8 ? LIGHT_SHADE : '-') : (has_utf8 ? FULL_BLOCK : '#'));
}

/* In at most six columns. */
static const char *number(double value, char text[TEXT])
{
	double size = fabs(value);

	snprintf(text, TEXT,
		 size < 99.995    ? "%.2f"
		 : size < 999.95  ? "%.1f"
		 : size < 99999.5 ? "%.0f"
				  : "%.0e",
		 value);
	return text;
}

const char *filters_called(const struct app *app, const struct filters_state *s)
{
	if (s->layer == app->model->net->count - 1)
		return "class";
	return app->model->net->layers[s->layer].ops->is_flat ? "unit" : "filter";
}

/* ------------------------------------------------------------------------------------- columns */

/* The number above a picture, as wide as the column and always in the same place. */
static void draw_number(struct app *app, struct area area, int row, int column, int width,
			const char *title, double value, struct style style)
{
	char text[TEXT];

	if (width >= 14)
		canvas_text(area.canvas, row, column, app->theme->faint, title);
	canvas_right(area.canvas, row, column + width, style, number(value, text));
}

static int draw_weights(struct app *app, const struct filters_state *s, struct area area, int row,
			int column, const struct filters_layout *l, int channel)
{
	const struct filters_slot *slot = &l->small[FILTERS_WEIGHTS];
	const struct layer *layer = &app->model->net->layers[s->layer];
	const struct filters_page *page = filters_page(s, s->layer, channel);
	int beside = column + slot->columns + 1;

	if (slot->rows == 0) {
		if (channel == s->first)
			canvas_printf(area.canvas, row, column, app->theme->faint,
				      "weights: no picture, %s sees no image", layer->name);
		return row + 1;
	}
	draw_picture(app, s, area, row, column, FILTERS_WEIGHTS, channel, *slot);
	if (slot->columns + 8 <= l->small[FILTERS_IMAGE].columns) {
		canvas_text(area.canvas, row, beside, app->theme->faint, titles[FILTERS_WEIGHTS]);
		if (page && layer->in.channels > 1)
			canvas_printf(area.canvas, row + 1, beside, app->theme->faint, "input %d",
				      page->gallery->inputs[channel % FILTERS_PAGE]);
	}
	return row + slot->rows;
}

static int draw_activation(struct app *app, const struct filters_state *s, struct area area,
			   int row, int column, const struct filters_layout *l, int channel)
{
	const struct filters_slot *slot = &l->small[FILTERS_ACTIVATION];
	const struct filters_page *page = filters_page(s, s->layer, channel);
	int width = l->small[FILTERS_IMAGE].columns;

	if (page)
		draw_number(app, area, row, column, width, titles[FILTERS_ACTIVATION],
			    filters_mean(page, channel), app->theme->plain);
	if (slot->rows == 0) {
		draw_bar(app, s, area, row + 1, column, width, channel);
		return row + 2;
	}
	draw_picture(app, s, area, row + 1, column, FILTERS_ACTIVATION, channel, *slot);
	return row + 1 + slot->rows;
}

static void draw_image(struct app *app, const struct filters_state *s, struct area area, int row,
		       int column, const struct filters_layout *l, int channel)
{
	const struct filters_slot *slot = &l->small[FILTERS_IMAGE];
	int steps = steps_of(s, channel);
	bool is_done = steps == s->steps;
	char title[TEXT];

	if (steps >= 0) {
		snprintf(title, sizeof(title), "step %d", steps);
		draw_number(app, area, row, column, slot->columns,
			    is_done ? titles[FILTERS_IMAGE] : title,
			    filters_page(s, s->layer, channel)
				    ->gallery->reached[channel % FILTERS_PAGE],
			    is_done ? app->theme->plain : app->theme->changed);
	}
	draw_picture(app, s, area, row + 1, column, FILTERS_IMAGE, channel, *slot);
}

static void draw_columns(struct app *app, const struct filters_state *s, struct area area,
			 const struct filters_layout *l)
{
	int width = l->small[FILTERS_IMAGE].columns;

	for (int i = 0; i < l->columns; i++) {
		int channel = s->first + i, column = area.column + i * (width + FILTERS_GAP);
		bool is_here = channel == s->cursor;
		int row = area.row + 1;

		canvas_printf(area.canvas, row++, column,
			      is_here ? app->theme->accent : app->theme->faint,
			      is_here ? ">%d" : " %d", channel);
		row = draw_weights(app, s, area, row, column, l, channel);
		row = draw_activation(app, s, area, row, column, l, channel);
		draw_image(app, s, area, row, column, l, channel);
	}
}

/* --------------------------------------------------------------------------------------- panels */

/* What stands above a large picture. */
struct caption {
	char lines[3][TEXT];
};

static void range_line(const struct picture *picture, char line[TEXT])
{
	char ends[2][TEXT];
	float min, max;

	find_range(picture, &min, &max);
	snprintf(line, TEXT, "%.6s to %.6s", number((double)min, ends[0]),
		 number((double)max, ends[1]));
}

static struct caption caption_of(const struct app *app, const struct filters_state *s,
				 enum filters_kind kind)
{
	const struct filters_page *page = filters_page(s, s->layer, s->cursor);
	const struct layer *layer = &app->model->net->layers[s->layer];
	int i = s->cursor % FILTERS_PAGE;
	struct caption c = {{"", "", ""}};
	struct picture picture;

	if (kind == FILTERS_WEIGHTS)
		snprintf(c.lines[0], TEXT, "%s %d weights", filters_called(app, s), s->cursor);
	else
		snprintf(c.lines[0], TEXT, "%s", titles[kind]);
	if (filters_picture(app, s, kind, s->cursor, &picture))
		range_line(&picture, c.lines[2]);
	if (!page)
		return c;
	if (kind == FILTERS_ACTIVATION)
		snprintf(c.lines[1], TEXT, "mean %.3f", filters_mean(page, s->cursor));
	else if (kind == FILTERS_WEIGHTS && page->gallery->weights && layer->in.channels > 1)
		snprintf(c.lines[1], TEXT, "of input %d/%d", page->gallery->inputs[i],
			 layer->in.channels);
	else if (kind == FILTERS_IMAGE && page->gallery->steps[i] >= 0) {
		snprintf(c.lines[0], TEXT, "excites %d/%d", page->gallery->steps[i], s->steps);
		snprintf(c.lines[1], TEXT, "mean %.3f", page->gallery->reached[i]);
	}
	return c;
}

static int column_width(const struct filters_layout *l, enum filters_kind kind)
{
	int width = l->large[kind].columns;

	return width > FILTERS_CAPTION ? width : FILTERS_CAPTION;
}

/* The three pictures beside each other. */
static void draw_wide(struct app *app, const struct filters_state *s, struct area area,
		      const struct filters_layout *l)
{
	int row = area.row + l->panel_row, column = area.column + l->panel_column;

	for (int k = 0; k < FILTERS_KINDS; k++) {
		enum filters_kind kind = (enum filters_kind)k;
		struct caption c = caption_of(app, s, kind);
		int width = column_width(l, kind);

		canvas_text(area.canvas, row, column, app->theme->strong, c.lines[0]);
		canvas_text(area.canvas, row + 1, column, app->theme->plain, c.lines[1]);
		canvas_text(area.canvas, row + 2, column, app->theme->faint, c.lines[2]);
		if (kind == FILTERS_ACTIVATION && l->large[kind].rows == 0)
			draw_bar(app, s, area, row + 3, column, width, s->cursor);
		else if (kind == FILTERS_WEIGHTS && l->large[kind].rows == 0)
			canvas_text(area.canvas, row + 3, column, app->theme->faint, "no picture");
		else
			draw_picture(app, s, area, row + 3, column, kind, s->cursor,
				     l->large[kind]);
		column += width + FILTERS_GAP;
	}
}

/* One row of numbers: the mean, where it has one, and the range. */
static void draw_table_row(struct app *app, const struct filters_state *s, struct area area,
			   int row, int column, enum filters_kind kind)
{
	const struct filters_page *page = filters_page(s, s->layer, s->cursor);
	bool has_mean = kind == FILTERS_ACTIVATION ||
			(kind == FILTERS_IMAGE && steps_of(s, s->cursor) >= 0);
	struct style style = app->theme->plain;
	struct picture picture;
	char text[TEXT];
	float min, max;

	canvas_text(area.canvas, row, column, app->theme->faint, titles[kind]);
	if (page && has_mean)
		canvas_right(area.canvas, row, column + 14, style,
			     number(kind == FILTERS_ACTIVATION
					    ? filters_mean(page, s->cursor)
					    : page->gallery->reached[s->cursor % FILTERS_PAGE],
				    text));
	if (filters_picture(app, s, kind, s->cursor, &picture)) {
		find_range(&picture, &min, &max);
		canvas_right(area.canvas, row, column + 21, style, number((double)min, text));
		canvas_right(area.canvas, row, column + 28, style, number((double)max, text));
	} else if (page && kind == FILTERS_WEIGHTS) {
		canvas_text(area.canvas, row, column + 11, app->theme->faint, "no picture");
	}
}

/* The exciting image with the numbers of all three pictures below it. */
static void draw_side(struct app *app, const struct filters_state *s, struct area area,
		      const struct filters_layout *l)
{
	const struct filters_slot *slot = &l->large[FILTERS_IMAGE];
	int row = area.row + l->panel_row, column = area.column + l->panel_column;
	struct caption c = caption_of(app, s, FILTERS_IMAGE);

	column = canvas_printf(area.canvas, row, column, app->theme->accent, "%s %d",
			       filters_called(app, s), s->cursor);
	canvas_text(area.canvas, row, column + 1, app->theme->strong, c.lines[0]);
	column = area.column + l->panel_column;
	draw_picture(app, s, area, row + 1, column, FILTERS_IMAGE, s->cursor, *slot);
	row += 1 + slot->rows;
	canvas_text(area.canvas, row, column + 10, app->theme->faint, "mean  least   most");
	for (int kind = 0; kind < FILTERS_KINDS; kind++)
		draw_table_row(app, s, area, row + 1 + kind, column, (enum filters_kind)kind);
}

/* ----------------------------------------------------------------------------------------- head */

static bool is_merged(const struct filters_layout *l)
{
	bool is = false;

	for (int kind = 0; kind < FILTERS_KINDS; kind++) {
		const struct filters_slot *slots[] = {&l->small[kind], &l->large[kind]};

		for (int i = 0; i < 2; i++) {
			struct picture picture = {.scale = slots[i]->scale};

			is |= slots[i]->rows > 0 && picture_merges_rows(&picture, slots[i]->pixels);
		}
	}
	return is;
}

/* The layer, which of its channels are in sight, the legend of the weights, the image. */
static void draw_head(struct app *app, const struct filters_state *s, struct area area,
		      const struct filters_layout *l)
{
	const struct filters_page *page = filters_page(s, s->layer, s->cursor);
	struct canvas *canvas = area.canvas;
	int units = filters_units(app, s), end = area.column + area.columns, column;
	const char *title = app->sample.title;

	column = canvas_text(canvas, area.row, area.column, app->theme->strong,
			     app->model->net->layers[s->layer].name);
	if (l->columns > 0)
		column = canvas_printf(canvas, area.row, column + 1, app->theme->plain,
				       "%d-%d of %d", s->first, s->first + l->columns - 1, units);
	else
		column = canvas_printf(canvas, area.row, column + 1, app->theme->plain, "%d of %d",
				       s->cursor, units);
	if (is_merged(l))
		column = canvas_text(canvas, area.row, column + 1, app->theme->faint,
				     "(rows merged)");
	if (page && page->gallery->weights) {
		struct palette palette = app_signed_palette(app, page->gallery->weights_range);

		column = chart_legend(canvas, area.row, column + 1, &palette);
	}
	if (column + 2 + text_width(title) <= end)
		canvas_right(canvas, area.row, end, app->theme->faint, title);
}

void filters_draw(struct app *app, struct filters_state *s, struct area area)
{
	struct filters_layout l = filters_layout(app, s, area);

	filters_settle(app, s, l.columns);
	draw_head(app, s, area, &l);
	draw_columns(app, s, area, &l);
	if (l.panel == FILTERS_SIDE)
		draw_side(app, s, area, &l);
	else if (l.panel == FILTERS_WIDE)
		draw_wide(app, s, area, &l);
}
