/* How the Draw screen looks: the sheet, what the net sees of it, and what it says. */
#include "draw/chart.h"
#include "tui/screen/draw/draw.h"

enum { BARS = 23 };

/* The largest scale of the canvas that leaves room for the net's view and the bars. */
static int canvas_scale(struct app *app, struct area area)
{
	int scale = app->data->width > 30 ? -2 : 1, rows, columns, small_rows, small_columns;
	struct picture small = app_picture(app, NULL, scale);
	enum pixels way = picture_pixels(&small, area.canvas->medium, area.columns / 2);

	picture_cells(&small, way, &small_rows, &small_columns);
	for (int next = scale < 0 ? 1 : scale + 1; next <= 8; next++) {
		struct picture large = app_picture(app, NULL, next);

		way = picture_pixels(&large, area.canvas->medium, area.columns);
		picture_cells(&large, way, &rows, &columns);
		if (rows + 3 > area.rows || columns + small_columns + BARS + 6 > area.columns)
			break;
		scale = next;
	}
	return scale;
}

static bool is_same(struct rgb a, struct rgb b)
{
	return a.is_set == b.is_set && a.r == b.r && a.g == b.g && a.b == b.b;
}

static bool is_paper(const struct cell *cell, struct rgb paper)
{
	return is_same(cell->style.bg, paper) &&
	       (cell->glyph == ' ' || is_same(cell->style.fg, paper));
}

static void draw_cursor(struct app *app, struct draw_state *s)
{
	int row = s->area.row + s->y * s->area.rows / app->data->height;
	int column = s->area.column + s->x * s->area.columns / app->data->width;
	const struct cell *under = canvas_at(s->area.canvas, row, column);
	struct style style;

	if (!under)
		return;
	/* A block of its own: on grey ink no colour of a sign alone would be seen. */
	style = theme_on(app->theme, under->style.bg)->cursor;
	canvas_put(s->area.canvas, row, column, style,
		   s->is_down ? (s->is_rubbing ? 'x' : '*') : '+');
}

/* Where the sheet ends, as long as there is no ink: paper may lie on a ground of its colour. */
static void draw_corners(struct app *app, struct area sheet)
{
	struct palette palette = app_picture_palette(app);
	struct rgb paper = palette_color(&palette, 0);
	bool has_color = medium_has_color(sheet.canvas->medium);

	for (int i = 0; i < 4; i++) {
		int row = sheet.row + (i / 2) * (sheet.rows - 1);
		int column = sheet.column + (i % 2) * (sheet.columns - 1);
		const struct cell *cell = canvas_at(sheet.canvas, row, column);
		struct style style = app->theme->faint;

		if (has_color)
			style = (struct style){.fg = rgb(128, 128, 128), .bg = paper};
		if (cell && is_paper(cell, has_color ? paper : (struct rgb){0}))
			canvas_put(sheet.canvas, row, column, style, i < 2 ? '\'' : ',');
	}
}

static void draw_canvas(struct app *app, struct draw_state *s, struct area area)
{
	struct picture picture = app_picture(app, s->canvas, canvas_scale(app, area));
	enum pixels way = picture_pixels(&picture, area.canvas->medium, area.columns / 2);
	s->area = (struct area){area.canvas, area.row + 1, area.column, 0, 0};
	picture_cells(&picture, way, &s->area.rows, &s->area.columns);
	picture_draw(area.canvas, s->area.row, s->area.column, &picture, way);
	draw_corners(app, s->area);
	draw_cursor(app, s);
	canvas_printf(area.canvas, area.row, area.column, app->theme->strong, "the sheet%s",
		      picture_merges_rows(&picture, way) ? " (rows merged)" : "");
}

static void draw_view(struct app *app, struct draw_state *s, struct area area, int column)
{
	struct picture picture = app_picture(app, s->framed, app->data->width > 30 ? -2 : 1);
	enum pixels way = picture_pixels(&picture, area.canvas->medium, area.columns / 3);
	int rows, columns, room;

	picture_cells(&picture, way, &rows, &columns);
	canvas_text(area.canvas, area.row, column, app->theme->strong,
		    s->is_as_painted ? "the net sees it so" : "framed for the net");
	picture_draw(area.canvas, area.row + 1, column, &picture, way);
	column += columns + 2;
	room = area.column + area.columns - column;
	if (s->probabilities && room >= 16)
		chart_bars(area.canvas, area.row + 1, column, room < 40 ? room : 40,
			   s->probabilities, class_names_list(app_names(app), s->classes),
			   s->classes < area.rows - 2 ? s->classes : area.rows - 2);
}

void draw_draw(struct app *app, void *state, struct area area)
{
	struct draw_state *s = state;

	if (!s->canvas)
		return;
	draw_canvas(app, s, area);
	draw_view(app, s, area, s->area.column + s->area.columns + 2);
	canvas_printf(
		area.canvas, area.row + area.rows - 1, area.column, app->theme->plain,
		"pen %s   brush %.1f   step %d   row %2d, column %2d   %d stroke%s",
		s->is_down ? s->is_rubbing ? "down, rubbing" : "down         " : "up           ",
		2 * s->radius, s->stride, s->y, s->x, s->undo_count, s->undo_count == 1 ? "" : "s");
}
