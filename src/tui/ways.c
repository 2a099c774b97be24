/* The list is a copy: the job that made it is gone. */
#include "tui/ways.h"
#include "base/text.h"
#include "base/xalloc.h"

#include <stdlib.h>

struct ways {
	char *path;
	struct network_ways list;
	int cursor;
};

void ways_open(struct app *app, const char *path, const struct network_ways *list)
{
	ways_close(app);
	app->ways = xcalloc(1, sizeof(*app->ways));
	app->ways->path = xstrdup(path);
	app->ways->list = *list;
}

void ways_close(struct app *app)
{
	if (app->ways)
		free(app->ways->path);
	free(app->ways);
	app->ways = NULL;
}

bool ways_press(struct app *app, int key)
{
	struct ways *w = app->ways;

	if (key == PRESS_ESC || key == 'q') {
		ways_close(app);
		return false;
	}
	if (key == PRESS_HOME || key == 'g')
		w->cursor = 0;
	else if (key == PRESS_END || key == 'G')
		w->cursor = w->list.count - 1;
	else
		w->cursor = index_clip(w->cursor + press_down(key), w->list.count);
	return key == PRESS_ENTER;
}

const char *ways_chosen(const struct app *app, struct import_told *told)
{
	const struct network_way *way = &app->ways->list.way[app->ways->cursor];

	*told = (struct import_told){.architecture = way->architecture, .layout = way->layout};
	return app->ways->path;
}

static void draw_way(struct app *app, struct area area, int row, int i)
{
	const struct network_way *way = &app->ways->list.way[i];
	bool is_chosen = i == app->ways->cursor;
	struct style style = is_chosen ? app->theme->accent : app->theme->plain;
	char right[TEXT_NUMBER_MAX] = "";

	if (way->images)
		text_percent(way->accuracy, 1, right);
	canvas_text(area.canvas, row, area.column, style, is_chosen ? ">" : " ");
	canvas_printf(area.canvas, row, area.column + 2, style, "%8s  %-10s  %s", right,
		      way->layout, way->architecture);
}

/* All of the chosen one, which may be cut off in its row. */
static void draw_chosen(struct app *app, struct area area, int row)
{
	const char *text = app->ways->list.way[app->ways->cursor].architecture;

	for (; *text && row < area.row + area.rows; row++) {
		size_t length = text_line(text, area.columns - 4);

		canvas_printf(area.canvas, row, area.column + 2, app->theme->plain, "%.*s",
			      (int)length, text);
		text += length;
		text += *text == ' ';
	}
}

void ways_draw(struct app *app, struct area area)
{
	int footer = app->canvas->height - 1, rows = area.rows - 4;

	canvas_printf(area.canvas, area.row, area.column, app->theme->strong,
		      "Which network is %s?", app->ways->path);
	canvas_text(area.canvas, area.row + 1, area.column, app->theme->plain,
		    "None of the ways to read it is clearly best; the right one may not be here.");
	canvas_printf(area.canvas, area.row + 3, area.column + 2, app->theme->faint,
		      "%8s  %-10s  %s", "right", "layout", "architecture");
	for (int i = 0; i < app->ways->list.count && i < rows; i++)
		draw_way(app, area, area.row + 4 + i, i);
	draw_chosen(app, area, area.row + 5 + app->ways->list.count);
	if (!app->message[0])
		canvas_text(app->canvas, footer - 1, 1, app->theme->plain,
			    "Choose one, or name the images that it learned from: Esc, then :data");
	canvas_text(app->canvas, footer, 1, app->theme->footer_key, "Enter");
	canvas_text(app->canvas, footer, 7, app->theme->footer_text, "open it so");
	canvas_text(app->canvas, footer, 19, app->theme->footer_key, "Esc");
	canvas_text(app->canvas, footer, 23, app->theme->footer_text, "back");
}
