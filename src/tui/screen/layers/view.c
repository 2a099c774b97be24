/*
 * A line that names the image and what the net says of it. Below it the strips: the layers from top
 * to bottom, each a row of its maps from the strongest on, all maps of a layer in one range of
 * colours so that they can be compared; below each its channel and the mean of its values.
 *
 * At the right the cursor's map, large. Where not all layers have room, those around the cursor's
 * are shown.
 */
#include "base/text.h"
#include "draw/chart.h"
#include "lab/story/sentences.h"
#include "nn/loss.h"
#include "tui/screen/layers/layers.h"
#include "tui/widget/scroll.h"

#include <math.h>
#include <stdio.h>

enum { NAME = 8, SIDE = 36, GAP = 2, FACTS = 7, WIDEST = 60, UNIT = 6, UNIT_ROWS = 3 };

struct layout {
	struct area strips, map, detail; /* detail: rows 0 where there is no room */
	int side;                        /* of a map in a strip, in pixels */
	int gap;                         /* rows from one layer's maps to the next layer's, > 0:
					    the first has captions */
};

static int stage_rows(const struct layout *l, const struct stage *stage)
{
	return (stage->shape.height > 1 ? (l->side + 1) / 2 : UNIT_ROWS) + l->gap;
}

static int rows_of_all(const struct layout *l, const struct stages *stages)
{
	int rows = 1 - l->gap; /* the last one's captions */

	for (int i = 0; i < stages->count; i++)
		rows += stage_rows(l, &stages->list[i]);
	return rows;
}

/* The largest maps with which all layers have room, else the smallest. */
static void choose_side(struct layout *l, const struct stages *stages)
{
	static const struct {
		int side, gap;
	} choices[] = {{28, 2}, {28, 1}, {14, 2}, {14, 1}, {7, 2}, {7, 1}};

	for (int i = 0; i < (int)(sizeof(choices) / sizeof(choices[0])); i++) {
		l->side = choices[i].side;
		l->gap = choices[i].gap;
		if (rows_of_all(l, stages) <= l->strips.rows)
			return;
	}
}

static struct layout place(struct app *app, const struct stages *stages, struct area area)
{
	struct layout l = {.strips = area, .map = area, .detail = area};
	int rows = area.rows - FACTS, columns = area.columns * 12 / 25;
	int half = (app->data->height + 1) / 2;
	enum pixels pixels;

	columns = columns < WIDEST ? columns : WIDEST; /* the rest shows more maps */
	if (rows < half)
		rows = area.rows - (FACTS - 1) >= half ? half : area.rows < 20 ? area.rows : rows;
	layers_fit(app, app->model->net->input, &rows, &columns, &pixels);
	l.detail.rows = area.rows - rows >= FACTS - 1 ? area.rows - rows : 0;
	columns = l.detail.rows && columns < SIDE ? SIDE : columns;
	l.map.rows = rows;
	l.map.columns = l.detail.columns = columns;
	l.map.column = l.detail.column = area.column + area.columns - columns;
	l.detail.row = area.row + rows;
	l.strips.columns = area.columns - columns - GAP;
	choose_side(&l, stages);
	return l;
}

/* ------------------------------------------------------------------------------------- strips */

static void draw_mark(struct app *app, int row, int column, int rows)
{
	for (int i = 0; i < rows; i++)
		canvas_put(app->canvas, row + i, column, app->theme->accent,
			   medium_has_blocks(app->medium) ? 0x2590 : '|');
}

/* "12 0.31", as wide as a map: the channel and its mean. */
static void draw_caption(struct app *app, const struct stage *stage, int channel, int row,
			 int column, int width, struct style style)
{
	int end = canvas_printf(app->canvas, row, column, style, "%d", channel), room;
	char text[TEXT_NUMBER_MAX];

	room = column + width - end - 1;
	if (room >= 3)
		canvas_right(app->canvas, row, column + width, style,
			     text_fixed((double)stage->means[channel], room < 7 ? room : 7, 2,
					false, text));
}

static void draw_maps(struct app *app, const struct layers_state *s, const struct layout *l, int at,
		      int row)
{
	const struct stage *stage = &s->stages->list[at];
	int room = (l->strips.columns - NAME) / (l->side + 1), rows = (l->side + 1) / 2;
	int columns = l->side, first;
	enum pixels pixels;
	struct picture picture = layers_fit(app, stage->shape, &rows, &columns, &pixels);

	picture.palette = layers_palette(app, stage->lo, stage->hi);
	picture.stride = stage->shape.channels;
	room = room > 0 ? room : 1;
	first = (int)scroll_page((size_t)layers_place(s, at), (size_t)room);
	for (int i = 0; i < room && first + i < stage->shape.channels; i++) {
		int channel = stage->order[first + i];
		int column = l->strips.column + NAME + i * (l->side + 1);

		picture.values = stage->values + channel;
		picture_draw(app->canvas, row, column + 1, &picture, pixels);
		if (at > 0)
			draw_caption(app, stage, channel, row + (l->side + 1) / 2, column + 1,
				     l->side,
				     channel == layers_channel(s, at) ? app->theme->accent
								      : app->theme->plain);
		app_spot(app, row, column, (l->side + 1) / 2 + 1, l->side + 1,
			 at * LAYERS_SPOT + first + i);
		if (at == s->stage && channel == layers_channel(s, at))
			draw_mark(app, row, column, rows);
	}
}

static void draw_unit(struct app *app, const struct stage *stage, bool is_last, int channel,
		      int row, int column, int width, struct style style)
{
	float value = stage->values[channel], top = is_last ? 1 : stage->hi;
	int indent = width < UNIT ? 0 : 2;
	char text[TEXT_NUMBER_MAX], name[CLASS_NAME_MAX];

	if (is_last)
		class_name_cut(app_names(app), channel, width - 1, name);
	else
		snprintf(name, sizeof(name), "%d", channel);
	canvas_printf(app->canvas, row, column, style, "%*s%s", width - 1 - text_width(name), "",
		      name);
	/* As wide as a number of three digits: full bars side by side are no slab. */
	chart_bar(app->canvas, row + 1, column + indent, width - 1 - indent,
		  top > 0 ? value / top : 0, app->theme->plain);
	if (is_last && width < UNIT && isfinite(value)) /* hundredths; 100 reaches into the gap
							   before the next's 0 */
		canvas_printf(app->canvas, row + 2, column, app->theme->plain, "%*ld", width - 1,
			      lrintf(100 * value));
	else
		canvas_printf(app->canvas, row + 2, column, app->theme->plain, "%*s", width - 1,
			      text_fixed((double)value, width < 4 ? 3 : width - 1, is_last ? 3 : 2,
					 false, text));
}

/* Units as numbers over bars; all classes where they have room. */
static void draw_units(struct app *app, const struct layers_state *s, const struct layout *l,
		       int at, int row)
{
	const struct stage *stage = &s->stages->list[at];
	bool is_last = stages_is_last(s->stages, at);
	int room = l->strips.columns - NAME, width = UNIT, count, first;

	if (is_last && room / UNIT < stage->shape.channels && stage->shape.channels <= 10)
		width = room / stage->shape.channels < 3 ? 3 : room / stage->shape.channels;
	count = room / width > 0 ? room / width : 1;
	first = (int)scroll_page((size_t)layers_place(s, at), (size_t)count);
	for (int i = 0; i < count && first + i < stage->shape.channels; i++) {
		int channel = stage->order[first + i];
		bool is_cursor = at == s->stage && channel == layers_channel(s, at);

		app_spot(app, row, l->strips.column + NAME + i * width, 3, width,
			 at * LAYERS_SPOT + first + i);
		draw_unit(app, stage, is_last, channel, row, l->strips.column + NAME + i * width,
			  width, is_cursor ? app->theme->cursor : app->theme->plain);
	}
}

static void draw_stage(struct app *app, const struct layers_state *s, const struct layout *l,
		       int at, int row)
{
	const struct stage *stage = &s->stages->list[at];
	struct shape shape = stage->shape;
	int column = l->strips.column;

	canvas_printf(app->canvas, row, column,
		      at == s->stage ? app->theme->accent : app->theme->strong, "%.*s", NAME - 1,
		      stages_name(s->stages, at));
	if (shape.height > 1) {
		if (shape.channels > 1)
			canvas_printf(app->canvas, row + 1, column, app->theme->plain, "%d of",
				      shape.channels);
		canvas_printf(app->canvas, row + 1 + (shape.channels > 1), column,
			      app->theme->plain, "%dx%d", shape.height, shape.width);
		draw_maps(app, s, l, at, row);
		return;
	}
	canvas_printf(app->canvas, row + 1, column, app->theme->plain, "%d", shape.channels);
	draw_units(app, s, l, at, row);
}

/* The first stage that is shown: the one behind the cursor's is, too. */
static int first_stage(const struct layers_state *s, const struct layout *l)
{
	const struct stages *stages = s->stages;
	int first = s->stage + 1 < stages->count ? s->stage + 1 : s->stage;
	int rows = stage_rows(l, &stages->list[first]) - l->gap + 1;

	while (first > 0) {
		rows += stage_rows(l, &stages->list[first - 1]);
		if (rows > l->strips.rows)
			break;
		first--;
	}
	return first > s->stage ? s->stage : first;
}

static void draw_strips(struct app *app, const struct layers_state *s, const struct layout *l)
{
	int row = l->strips.row, end = row + l->strips.rows;

	for (int i = first_stage(s, l); i < s->stages->count; i++) {
		int rows = stage_rows(l, &s->stages->list[i]);

		if (row + rows - l->gap + (s->stages->list[i].shape.height > 1) > end)
			break;
		draw_stage(app, s, l, i, row);
		row += rows;
	}
}

/* "image 15 of validation, a 7: read as a 7 (100.0 %)". */
static void draw_head(struct app *app, const struct layers_state *s, struct area area)
{
	const struct picture small = {.height = 2, .width = 1, .scale = 1};
	const float *p = s->stages->probabilities;
	int classes = s->stages->net->classes, best = argmax(classes, p);
	const struct class_names *names = app_names(app);
	char label[CLASS_PHRASE_MAX] = "", read[CLASS_PHRASE_MAX], sure[TEXT_NUMBER_MAX];
	int end = canvas_clip(area.canvas, area.row, area.column, area.column + area.columns,
			      app->theme->strong, app->sample.title);

	if (app->sample.label >= 0) {
		class_phrase(label, sizeof(label), names, app->sample.label);
		end = canvas_printf(area.canvas, area.row, end, app->theme->strong, ", %s", label);
	}
	class_phrase(read, sizeof(read), names, best);
	end = canvas_printf(area.canvas, area.row, end, app->theme->plain, ": read as %s (%s)",
			    read, text_percent((double)p[best], 1, sure));
	/* Where a cell stands for two rows, as in the strips without half-blocks. */
	if (picture_merges_rows(&small, picture_pixels(&small, app->medium, 0)))
		canvas_text(area.canvas, area.row, end + 2, app->theme->faint, "rows merged");
}

void layers_draw(struct app *app, const struct layers_state *s, struct area area)
{
	struct layout l;

	if (!s->stages) {
		canvas_text(app->canvas, area.row, area.column, app->theme->faint, "one pass ...");
		return;
	}
	if (area.rows > AREA_MIN_ROWS) {
		draw_head(app, s, area);
		area.row++;
		area.rows--;
	}
	l = place(app, s->stages, area);
	draw_strips(app, s, &l);
	layers_draw_map(app, s, l.map);
	if (l.detail.rows)
		layers_draw_detail(app, s, l.detail);
}
