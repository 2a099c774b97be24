/* How the gallery looks. What is not there yet says so in its own place. */
#include "draw/chart.h"
#include "tui/screen/filters/filters.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FULL_BLOCK = 0x2588, LIGHT_SHADE = 0x2591, TEXT = 40, LEGEND = 20 };

static const char *const titles[FILTERS_KINDS] = {"weights", "output", "maximum"};

/* A channel, and where it is drawn. */
struct subject {
	struct app *app;
	const struct filters_state *s;
	struct canvas *canvas;
	const struct layer *layer;
	const struct channel_gallery *gallery; /* that it is in; NULL: not read yet */
	int channel, i;                        /* i: in the gallery */
};

static struct subject subject_of(struct app *app, const struct filters_state *s,
				 struct canvas *canvas, int channel)
{
	const struct filters_page *page = filters_page(s, s->layer, channel);
	const struct channel_gallery *g = page ? page->gallery : NULL;
	int i = channel % FILTERS_PAGE;

	return (struct subject){app, s, canvas, filters_layer(app, s), g, channel, i};
}

/* Of the channels of the layer: those of the last one are the classes. */
static const struct class_names *names_of(const struct app *app, const struct filters_state *s)
{
	return s->layer == app->model->net->count - 1 ? app_names(app) : &class_names_none;
}

const char *filters_channel_name(const struct app *app, const struct filters_state *s, int channel,
				 int columns, char text[CLASS_NAME_MAX])
{
	const struct class_names *names = names_of(app, s);
	bool has_name = class_names_list(names, channel + 1);

	if (has_name)
		return class_name_cut(names, channel, columns < 4 ? 4 : columns, text);
	snprintf(text, CLASS_NAME_MAX, "%s %d", filters_called(app, s), channel);
	return text;
}

const char *filters_called(const struct app *app, const struct filters_state *s)
{
	if (s->layer == app->model->net->count - 1)
		return "class";
	return filters_layer(app, s)->ops->is_flat ? "unit" : "filter";
}

/* ------------------------------------------------------------------------------------ pictures */

/* Its values' range, in a palette. */
static struct palette span_of(const struct picture *picture)
{
	return palette_fit(PALETTE_GREYS, picture->values,
			   (size_t)picture->height * (size_t)picture->width, 1);
}

/* Dark for what is large. An activation of 0 is paper. */
static struct palette own_palette(const struct app *app, const struct picture *picture,
				  bool has_zero)
{
	struct palette palette = app_picture_palette(app), span = span_of(picture);

	palette.lo = has_zero ? fminf(0, span.lo) : span.lo;
	palette.hi = span.hi > palette.lo ? span.hi : palette.lo + 1;
	return palette;
}

bool filters_picture(const struct app *app, const struct filters_state *s, enum filters_kind kind,
		     int channel, struct picture *picture)
{
	const struct filters_page *page = filters_page(s, s->layer, channel);
	const struct channel_gallery *g = page ? page->gallery : NULL;
	struct shape shape = filters_shape(app, s, kind);
	size_t i = (size_t)(channel % FILTERS_PAGE);
	const float *values;

	*picture = (struct picture){0};
	if (!g || shape.height == 0 || (kind == FILTERS_IMAGE && g->steps[i] < 0))
		return false;
	values = kind == FILTERS_WEIGHTS      ? g->weights
		 : kind == FILTERS_ACTIVATION ? g->activations
					      : g->images;
	picture->height = shape.height;
	picture->width = shape.width;
	picture->values = values + i * (size_t)shape.height * (size_t)shape.width;
	picture->palette = kind == FILTERS_WEIGHTS
				   ? app_signed_palette(app, g->weights_range)
				   : own_palette(app, picture, kind == FILTERS_ACTIVATION);
	return true;
}

/* Steps done, -1 before the first picture. */
static int steps_of(const struct subject *u)
{
	return u->gallery ? u->gallery->steps[u->i] : -1;
}

/* The mean activation that belongs to a picture: for the chosen image, or for the channel's own.
 * False: none, or none yet. */
static bool mean_of(const struct subject *u, enum filters_kind kind, double *mean)
{
	if (!u->gallery || kind == FILTERS_WEIGHTS || (kind == FILTERS_IMAGE && steps_of(u) < 0))
		return false;
	*mean = kind == FILTERS_ACTIVATION ? channel_gallery_mean(u->gallery, u->i)
					   : u->gallery->reached[u->i];
	return true;
}

static void draw_picture(const struct subject *u, int row, int column, enum filters_kind kind,
			 struct fitted slot)
{
	const char *absence = !u->gallery             ? "reading"
			      : kind != FILTERS_IMAGE ? "none"
			      : u->s->is_paused       ? "paused"
						      : "waiting";
	struct picture picture;

	if (!filters_picture(u->app, u->s, kind, u->channel, &picture)) {
		canvas_text(u->canvas, row, column, u->app->theme->faint, absence);
		return;
	}
	picture.scale = slot.scale;
	picture_draw(u->canvas, row, column, &picture, slot.pixels);
}

/* An activation that is one number, as long as it is large beside its neighbours'. */
static void draw_bar(const struct subject *u, int row, int column, int width)
{
	bool has_blocks = medium_has_blocks(u->app->medium);
	int cells = 0;
	double mean, max;

	if (!mean_of(u, FILTERS_ACTIVATION, &mean)) {
		canvas_text(u->canvas, row, column, u->app->theme->faint, "reading");
		return;
	}
	max = (double)u->gallery->activation_max;
	if (max > 0 && isfinite(mean / max))
		cells = (int)lround(fabs(mean) / max * width);
	canvas_fill(u->canvas, row, column, 1, cells < width ? cells : width, u->app->theme->plain,
		    mean < 0 ? (has_blocks ? LIGHT_SHADE : '-') : (has_blocks ? FULL_BLOCK : '#'));
}

/* In six columns, or without the blanks in front. */
static const char *number(double value, char text[TEXT_NUMBER_MAX])
{
	text_fixed(value, 6, 2, false, text);
	return text + strspn(text, " ");
}

static void draw_number(const struct subject *u, int row, int end, struct style style, double value)
{
	char text[TEXT_NUMBER_MAX];

	canvas_right(u->canvas, row, end, style, number(value, text));
}

/* ------------------------------------------------------------------------------------- columns */

/* The mean activation above a picture, as wide as the column and always in the same place. */
static void draw_mean(const struct subject *u, int row, int column, int width, const char *title,
		      double value, struct style style)
{
	if (width >= FILTERS_CAPTION_MIN)
		canvas_text(u->canvas, row, column, u->app->theme->faint, title);
	draw_number(u, row, column + width, style, value);
}

/* Which it is, and behind that what its weights are called, where there is room. */
static void draw_channel(const struct subject *u, int row, int column,
			 const struct filters_layout *l)
{
	bool is_here = u->channel == filters_channel(u->app, u->s, u->s->cursor);
	const struct theme *theme = u->app->theme;
	int room = l->small[FILTERS_WEIGHTS].columns - 9;
	char name[CLASS_NAME_MAX];
	int end = canvas_printf(
		u->canvas, row, column, is_here ? theme->accent : theme->plain, "%c%s",
		is_here ? '>' : ' ',
		class_name_cut(names_of(u->app, u->s), u->channel, room < 6 ? 6 : room, name));

	if (l->gutter == 0 && l->small[FILTERS_WEIGHTS].rows > 0)
		canvas_text(u->canvas, row, end + 1, theme->faint, titles[FILTERS_WEIGHTS]);
}

static int draw_weights(const struct subject *u, int row, int column,
			const struct filters_layout *l)
{
	const struct fitted *slot = &l->small[FILTERS_WEIGHTS];
	struct style faint = u->app->theme->faint;

	if (slot->rows == 0) {
		if (u->channel == filters_channel(u->app, u->s, u->s->first))
			canvas_printf(u->canvas, row, column, faint,
				      "weights: no picture, %s sees no image", u->layer->name);
		return row + 1;
	}
	draw_picture(u, row, column, FILTERS_WEIGHTS, *slot);
	if (slot->columns + 9 <= l->small[FILTERS_IMAGE].columns && u->gallery &&
	    u->layer->in.channels > 1)
		canvas_printf(u->canvas, row, column + slot->columns + 1, faint, "input %d",
			      u->gallery->inputs[u->i]);
	return row + slot->rows;
}

static int draw_activation(const struct subject *u, int row, int column,
			   const struct filters_layout *l)
{
	const struct fitted *slot = &l->small[FILTERS_ACTIVATION];
	struct style plain = u->app->theme->plain;
	int width = l->small[FILTERS_IMAGE].columns;
	double mean;

	if (mean_of(u, FILTERS_ACTIVATION, &mean))
		draw_mean(u, row, column, width, titles[FILTERS_ACTIVATION], mean, plain);
	if (slot->rows == 0) {
		draw_bar(u, row + 1, column, width);
		return row + 2;
	}
	draw_picture(u, row + 1, column, FILTERS_ACTIVATION, *slot);
	return row + 1 + slot->rows;
}

static void draw_image(const struct subject *u, int row, int column, const struct filters_layout *l)
{
	const struct fitted *slot = &l->small[FILTERS_IMAGE];
	bool is_done = steps_of(u) == u->s->steps;
	char title[TEXT];
	double mean;

	snprintf(title, sizeof(title), "step %d", steps_of(u));
	if (mean_of(u, FILTERS_IMAGE, &mean))
		draw_mean(u, row, column, slot->columns, is_done ? titles[FILTERS_IMAGE] : title,
			  mean, is_done ? u->app->theme->plain : u->app->theme->changed);
	draw_picture(u, row + 1, column, FILTERS_IMAGE, *slot);
}

/* The rows' captions at the left of narrow columns. */
static void draw_gutter(struct app *app, struct canvas *canvas, int row, int column,
			const struct filters_layout *l)
{
	struct style faint = app->theme->faint;

	row++;
	canvas_text(canvas, row, column, faint, titles[FILTERS_WEIGHTS]);
	row += l->small[FILTERS_WEIGHTS].rows > 1 ? l->small[FILTERS_WEIGHTS].rows : 1;
	canvas_text(canvas, row, column, faint, titles[FILTERS_ACTIVATION]);
	row += 1 + (l->small[FILTERS_ACTIVATION].rows > 1 ? l->small[FILTERS_ACTIVATION].rows : 1);
	canvas_text(canvas, row, column, faint, titles[FILTERS_IMAGE]);
}

static void draw_columns(struct app *app, const struct filters_state *s, struct area area,
			 const struct filters_layout *l)
{
	if (l->gutter > 0)
		draw_gutter(app, area.canvas, area.row + 1, area.column, l);
	for (int i = 0; i < l->columns; i++) {
		struct subject u =
			subject_of(app, s, area.canvas, filters_channel(app, s, s->first + i));
		int width = l->small[FILTERS_IMAGE].columns;
		int column = area.column + l->gutter + i * (width + l->gap);
		int row = area.row + 1;

		app_spot(app, row, column, l->rows, width + l->gap, s->first + i);
		draw_channel(&u, row++, column, l);
		row = draw_weights(&u, row, column, l);
		row = draw_activation(&u, row, column, l);
		draw_image(&u, row, column, l);
	}
}

/* --------------------------------------------------------------------------------------- panel */

/* What stands above a large picture. */
struct caption {
	char lines[3][TEXT];
};

static struct caption caption_of(const struct subject *u, enum filters_kind kind)
{
	struct caption c = {{"", "", ""}};
	struct picture picture;
	struct palette span;
	char lo[TEXT_NUMBER_MAX], hi[TEXT_NUMBER_MAX];
	char name[CLASS_NAME_MAX];
	double mean;

	if (kind == FILTERS_WEIGHTS)
		snprintf(c.lines[0], TEXT, "%s weights",
			 filters_channel_name(u->app, u->s, u->channel, TEXT - 8, name));
	else if (kind == FILTERS_IMAGE && steps_of(u) >= 0)
		snprintf(c.lines[0], TEXT, "maximum %d/%d", steps_of(u), u->s->steps);
	else
		snprintf(c.lines[0], TEXT, "%s", titles[kind]);
	if (mean_of(u, kind, &mean))
		snprintf(c.lines[1], TEXT, "mean %s", number(mean, lo));
	else if (u->gallery && u->gallery->weights && kind == FILTERS_WEIGHTS &&
		 u->layer->in.channels > 1)
		snprintf(c.lines[1], TEXT, "of input %d/%d", u->gallery->inputs[u->i],
			 u->layer->in.channels);
	if (filters_picture(u->app, u->s, kind, u->channel, &picture)) {
		span = span_of(&picture);
		snprintf(c.lines[2], TEXT, "%.6s to %.6s", number((double)span.lo, lo),
			 number((double)span.hi, hi));
	}
	return c;
}

/* The three pictures beside each other. */
static void draw_wide(const struct subject *u, int row, int column, const struct filters_layout *l)
{
	const struct theme *theme = u->app->theme;

	for (int k = 0; k < FILTERS_KINDS; k++) {
		enum filters_kind kind = (enum filters_kind)k;
		struct caption c = caption_of(u, kind);
		int width = l->large[kind].columns;

		width = width > FILTERS_CAPTION ? width : FILTERS_CAPTION;
		canvas_text(u->canvas, row, column, theme->strong, c.lines[0]);
		canvas_text(u->canvas, row + 1, column, theme->plain, c.lines[1]);
		canvas_text(u->canvas, row + 2, column, theme->faint, c.lines[2]);
		if (l->large[kind].rows > 0)
			draw_picture(u, row + 3, column, kind, l->large[kind]);
		else if (kind == FILTERS_ACTIVATION)
			draw_bar(u, row + 3, column, width);
		else
			canvas_text(u->canvas, row + 3, column, theme->faint, "no picture");
		column += width + FILTERS_GAP;
	}
}

/* One row of numbers: the mean, where it has one, and the range. */
static void draw_table_row(const struct subject *u, int row, int column, enum filters_kind kind)
{
	struct style plain = u->app->theme->plain, faint = u->app->theme->faint;
	struct picture picture;
	double mean;

	canvas_text(u->canvas, row, column, faint, titles[kind]);
	if (mean_of(u, kind, &mean))
		draw_number(u, row, column + 14, plain, mean);
	if (filters_picture(u->app, u->s, kind, u->channel, &picture)) {
		draw_number(u, row, column + 21, plain, (double)span_of(&picture).lo);
		draw_number(u, row, column + 28, plain, (double)span_of(&picture).hi);
	} else if (u->gallery && kind == FILTERS_WEIGHTS) {
		canvas_text(u->canvas, row, column + 11, faint, "no picture");
	}
}

/* The image with the numbers of all three pictures below it. */
static void draw_side(const struct subject *u, int row, int column, const struct filters_layout *l)
{
	const struct fitted *slot = &l->large[FILTERS_IMAGE];
	struct caption c = caption_of(u, FILTERS_IMAGE);
	char name[CLASS_NAME_MAX];
	int after = canvas_text(
		u->canvas, row, column, u->app->theme->accent,
		filters_channel_name(u->app, u->s, u->channel, slot->columns - 14, name));

	canvas_text(u->canvas, row, after + 1, u->app->theme->strong, c.lines[0]);
	draw_picture(u, row + 1, column, FILTERS_IMAGE, *slot);
	row += 1 + slot->rows;
	canvas_text(u->canvas, row, column + 10, u->app->theme->faint, "mean   from     to");
	for (int kind = 0; kind < FILTERS_KINDS; kind++)
		draw_table_row(u, row + 1 + kind, column, (enum filters_kind)kind);
}

/* ----------------------------------------------------------------------------------------- head */

/* "conv1, no. 1-4 of 32 by structure", or "conv1 0-3 of 32". */
static int draw_range(const struct subject *u, struct area area, const struct filters_layout *l)
{
	const struct filters_state *s = u->s;
	bool is_by_structure = filters_is_by_structure(u->app, s);
	int first = s->first + is_by_structure, column;

	column = canvas_text(u->canvas, area.row, area.column, u->app->theme->strong,
			     u->layer->name);
	column = canvas_printf(u->canvas, area.row, column + 1, u->app->theme->plain, "%s%d",
			       is_by_structure ? "no. " : "", first);
	if (l->columns > 1)
		column = canvas_printf(u->canvas, area.row, column, u->app->theme->plain, "-%d",
				       first + l->columns - 1);
	return canvas_printf(u->canvas, area.row, column, u->app->theme->plain, " of %d%s",
			     u->layer->units, is_by_structure ? " by structure" : "");
}

/* The layer, which of its channels are in sight, the legend of the weights, and where there is room
 * besides the image. */
static void draw_head(const struct subject *u, struct area area, const struct filters_layout *l)
{
	const struct theme *theme = u->app->theme;
	int end = area.column + area.columns, column = draw_range(u, area, l), legend;
	bool has_merged = false;

	for (int kind = 0; kind < FILTERS_KINDS; kind++)
		has_merged |= fit_merges_rows(&l->small[kind]) || fit_merges_rows(&l->large[kind]);
	if (has_merged)
		column =
			canvas_text(u->canvas, area.row, column + 1, theme->faint, "(rows merged)");
	legend = u->gallery && u->gallery->weights ? LEGEND : 0;
	if (column + legend + 2 + text_width(u->app->sample.title) <= end)
		end = canvas_right(u->canvas, area.row, end, theme->faint, u->app->sample.title);
	if (legend) {
		struct palette palette = app_signed_palette(u->app, u->gallery->weights_range);

		chart_legend_in(u->canvas, area.row, column + 2, end - column - 4, &palette);
	}
}

void filters_draw(struct app *app, const struct filters_state *s, struct area area,
		  const struct filters_layout *l)
{
	struct subject u = subject_of(app, s, area.canvas, filters_channel(app, s, s->cursor));
	int row = area.row + l->panel_row, column = area.column + l->panel_column;

	if (!filters_is_ordered(app, s)) {
		canvas_text(area.canvas, area.row, area.column, app->theme->faint,
			    "reading the weights");
		return;
	}
	draw_head(&u, area, l);
	draw_columns(app, s, area, l);
	if (l->panel == FILTERS_SIDE)
		draw_side(&u, row, column, l);
	else if (l->panel == FILTERS_WIDE)
		draw_wide(&u, row, column, l);
}
