/* The list is a copy: the job that made it is gone. */
#include "tui/ways.h"
#include "base/text.h"
#include "base/xalloc.h"
#include "tui/widget/paragraph.h"
#include "tui/widget/scroll.h"

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

/* A row of the list: of ways that begin alike, what tells them apart. */
static void draw_way(struct app *app, struct area area, int row, int i)
{
	const struct network_ways *list = &app->ways->list;
	const char *architectures[IDENTIFY_SHOWN];
	bool is_chosen = i == app->ways->cursor;
	struct style style = is_chosen ? app->theme->accent : app->theme->plain;
	char right[TEXT_NUMBER_MAX] = "", text[SETTINGS_ARCHITECTURE_MAX];
	int column;

	if (list->way[i].images)
		text_percent(list->way[i].accuracy, 1, right);
	for (int k = 0; k < list->count; k++)
		architectures[k] = list->way[k].architecture;
	canvas_text(area.canvas, row, area.column, style, is_chosen ? ">" : " ");
	column = canvas_printf(area.canvas, row, area.column + 2, style, "%8s  %-10s  ", right,
			       list->way[i].layout);
	canvas_text(area.canvas, row, column, style,
		    text_cut_among(architectures, list->count, i,
				   area.column + area.columns - column, text, sizeof(text)));
}

void ways_draw(struct app *app, struct area area)
{
	const struct network_ways *list = &app->ways->list;
	const char *chosen = list->way[app->ways->cursor].architecture;
	int footer = app->canvas->height - 1, row = area.row + 4, first;
	int lines = paragraph_lines(chosen, area.columns - 4), rows = area.rows - 4 - lines;

	rows = rows > list->count ? list->count : rows < 1 ? 1 : rows;
	first = scroll_centered(app->ways->cursor, rows, list->count);
	canvas_printf(area.canvas, area.row, area.column, app->theme->strong,
		      "Which network is %s?", app->ways->path);
	canvas_text(area.canvas, area.row + 1, area.column, app->theme->plain,
		    "No way is clearly best, and the right one may not be here.");
	canvas_printf(area.canvas, area.row + 3, area.column + 2, app->theme->faint,
		      "%8s  %-10s  %s", "right", "layout", "architecture");
	for (int i = 0; i < rows; i++)
		draw_way(app, area, row + i, first + i);
	row += rows;
	row += row + lines < area.row + area.rows;
	paragraph_draw(&(struct area){area.canvas, row, area.column + 2, area.row + area.rows - row,
				      area.columns - 4},
		       0, app->theme->plain, chosen);
	if (!app->message[0])
		canvas_text(app->canvas, footer - 1, 1, app->theme->plain,
			    "Choose one, or look at its own images: Esc, then :data");
	canvas_text(app->canvas, footer, 1, app->theme->footer_key, "Enter");
	canvas_text(app->canvas, footer, 7, app->theme->footer_text, "open it so");
	canvas_text(app->canvas, footer, 19, app->theme->footer_key, "Esc");
	canvas_text(app->canvas, footer, 23, app->theme->footer_text, "back");
}
