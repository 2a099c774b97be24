/* One row of tabs, the screen, one row of words, one row of keys. */
#include "tui/frame.h"
#include "lab/story/sentences.h"
#include "tui/global_keys.h"
#include "tui/tour_overlay.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { TABS = 1, WORDS = 1, FOOTER = 1 };

struct area frame_body(struct app *app)
{
	int rows = app->canvas->height - TABS - WORDS - FOOTER - tour_overlay_rows(app);

	return (struct area){app->canvas, TABS, 1, rows, app->canvas->width - 2};
}

/* --------------------------------------------------------------------------------- tab bar */

/* The accuracy that the file tells was measured on other images where the data are others. */
static bool accuracy_holds(const struct app *app)
{
	const char *trained = app->model->facts.data, *shown = app->data ? app->data->name : "";

	return !isnan(app->model->facts.validation) &&
	       (!*trained || strcmp(trained, shown) == 0 ||
		(classes_are_digits(trained) && classes_are_digits(shown)));
}

/* "cnn 99.1%" for mnist-cnn; in little room the name goes before the number. */
static void model_title(const struct app *app, int room, char text[96])
{
	const struct snapshot *model = app->model;
	const char *name = model ? model->facts.name : "";
	size_t data = model ? strlen(model->facts.data) : 0;

	if (data && strncmp(name, model->facts.data, data) == 0 && name[data] == '-')
		name += data + 1;
	snprintf(text, 96, "%s", name);
	if (model && accuracy_holds(app))
		snprintf(text, 96, "%s %.1f%%", name, model->facts.validation * 100);
	if (text_width(text) > room)
		snprintf(text, 96, "%s", name);
	if (text_width(text) > room && room >= 3)
		snprintf(text, 96, "%.*s", room, name);
}

/* A screen's name with its key underlined; the current one in capitals, which monochrome shows
 * too. */
static int draw_tab(struct app *app, int column, int i, bool is_short)
{
	const struct screen *screen = screens[i];
	const struct theme *theme = app->theme;
	bool is_current = i == app->current;
	struct style style = is_current ? theme->title_current : theme->title;

	for (const char *c = screen->name; *c; c++) {
		struct style of_letter = style;
		bool is_key = *c == screen->letter && c == strchr(screen->name, screen->letter);

		if (is_short && !is_key)
			continue;
		if (is_key)
			of_letter.attributes |= CELL_UNDERLINE;
		canvas_put(app->canvas, 0, column++, of_letter,
			   (uint32_t)(is_current ? toupper((unsigned char)*c) : *c));
	}
	return column + 1;
}

static void draw_tabs(struct app *app)
{
	char model[96];
	int room = app->canvas->width, needed = 12, column;

	for (int i = 0; i < screen_count; i++)
		needed += (int)strlen(screens[i]->name) + 1;
	column = canvas_text(app->canvas, 0, 1, app->theme->strong, "netglyph") + 2;
	for (int i = 0; i < screen_count; i++)
		column = draw_tab(app, column, i, needed > room);
	model_title(app, room - column - 1, model);
	canvas_text(app->canvas, 0, room - text_width(model) - 1, app->theme->plain, model);
}

/* ---------------------------------------------------------------------------------- footer */

/* The rows with labels, the screen's first, as many as there is room for; help always. */
static int draw_labels(struct app *app, const struct binding *table, int row, int column)
{
	int room = app->canvas->width - 8;

	for (const struct binding *b = table; b && b->key; b++) {
		char name[PRESS_NAME_MAX];

		if (!b->label || b->key == '?')
			continue;
		press_name(b->key, name);
		if (column + text_width(name) + text_width(b->label) + 1 > room)
			continue;
		column = canvas_text(app->canvas, row, column, app->theme->footer_key, name);
		column = canvas_text(app->canvas, row, column + 1, app->theme->footer_text,
				     b->label) +
			 2;
	}
	return column;
}

static void draw_footer(struct app *app)
{
	int row = app->canvas->height - 1, column;

	if (app->prompt.is_open) {
		prompt_draw(&app->prompt, app->canvas, row, app->theme->plain);
		return;
	}
	column = draw_labels(app, screens[app->current]->keys, row, 1);
	column = draw_labels(app, global_keys, row, column);
	column = canvas_text(app->canvas, row, app->canvas->width - 7, app->theme->footer_key, "?");
	canvas_text(app->canvas, row, column + 1, app->theme->footer_text, "help");
}

/* The bytes of a text's first line where `width` columns are free; at a blank if there is one. */
static size_t line_length(const char *text, int width)
{
	size_t end = 0, blank = 0;
	int columns = 0;

	width = width < 1 ? 1 : width;
	for (; text[end] && columns <= width; end++) {
		columns += (text[end] & 0xc0) != 0x80;
		if (text[end] == ' ')
			blank = end;
	}
	if (columns <= width)
		return end;
	return blank > 0 ? blank : end - 1;
}

/* The last line stands on `row`, those before it above: a long message covers what is there. */
static void draw_upwards(struct app *app, int row, struct style style, const char *text)
{
	int width = app->canvas->width - 2, lines = 0;

	for (const char *rest = text; *rest; rest += strspn(rest, " "), lines++)
		rest += line_length(rest, width);
	for (row -= lines - 1; *text; row++) {
		size_t length = line_length(text, width);

		canvas_clear(app->canvas, row, 0, 1, app->canvas->width);
		canvas_printf(app->canvas, row, 1, style, "%.*s", (int)length, text);
		text += length;
		text += strspn(text, " ");
	}
}

static void draw_status_line(struct app *app)
{
	const struct screen *screen = screens[app->current];
	struct style style = app->theme->plain;
	char text[512] = "";

	if (app->message[0]) {
		snprintf(text, sizeof(text), "%s", app->message);
		style = app->is_error ? app->theme->error : app->theme->strong;
	} else if (!app->data || !app->model)
		snprintf(text, sizeof(text), "opening %s",
			 app->setup.model ? app->setup.model : "mnist-cnn");
	else if (screen->status_line)
		screen->status_line(app, app->state[app->current], text, sizeof(text));
	if (app->message[0])
		draw_upwards(app, app->canvas->height - 2, style, text);
	else
		canvas_text(app->canvas, app->canvas->height - 2, 1, style, text);
}

/* ------------------------------------------------------------------------------------ help */

/* Rows of the help from `row` on, drawn unless they are scrolled away; the row behind them. */
static int help_row(struct app *app, struct area area, int row, const char *keys, const char *text)
{
	struct style style = keys ? app->theme->plain : app->theme->strong;
	int indent = keys ? 22 : 0;

	do {
		size_t length = line_length(text, area.columns - indent);
		int at = row - app->help_scroll;

		if (at >= 0 && at < area.rows) {
			if (keys)
				canvas_text(area.canvas, area.row + at, area.column + 2,
					    app->theme->footer_key, keys);
			canvas_printf(area.canvas, area.row + at, area.column + indent, style,
				      "%.*s", (int)length, text);
		}
		text += length;
		text += strspn(text, " ");
		keys = keys ? "" : NULL;
		row++;
	} while (*text);
	return row;
}

static int help_table(struct app *app, struct area area, int row, const struct binding *table)
{
	for (const struct binding *b = table; b && b->key; b++) {
		char keys[2 * PRESS_NAME_MAX + 2];

		row = help_row(app, area, row, binding_keys(b, keys), b->help);
	}
	return row;
}

/* Returns how many rows there are in all. */
static int help_draw(struct app *app, struct area area)
{
	const struct screen *screen = screens[app->current];
	char text[160];
	int row = 0;

	snprintf(text, sizeof(text), "%s: %s", screen->name, screen->purpose);
	row = help_row(app, area, row, NULL, text);
	row = help_table(app, area, row, screen->keys);
	row = help_row(app, area, row, NULL, "");
	row = help_row(app, area, row, NULL, "Everywhere");
	row = help_table(app, area, row, global_keys);
	row = help_row(app, area, row, NULL, "");
	row = help_row(app, area, row, NULL, "Screens");
	for (int i = 0; i < screen_count; i++)
		row = help_row(app, area, row, (char[]){screens[i]->letter, 0},
			       screens[i]->purpose);
	row = help_row(app, area, row, NULL, "");
	row = help_row(app, area, row, NULL, "After a colon");
	for (const struct command_row *c = command_rows; c->name; c++) {
		snprintf(text, sizeof(text), ":%s %s", c->name, c->argument ? c->argument : "");
		row = help_row(app, area, row, text, c->help);
	}
	return row;
}

void frame_help_press(struct app *app, int key)
{
	struct area none = frame_body(app);
	int page = none.rows - 1, max;

	none.rows = 0;
	max = help_draw(app, none) - page - 1;
	if (key == PRESS_ESC || key == '?' || key == 'q' || key == PRESS_F1)
		app->is_help = false;
	else if (key == 'j' || key == PRESS_DOWN)
		app->help_scroll++;
	else if (key == 'k' || key == PRESS_UP)
		app->help_scroll--;
	else if (key == PRESS_SPACE || key == PRESS_PAGE_DOWN)
		app->help_scroll += page;
	else if (key == PRESS_PAGE_UP)
		app->help_scroll -= page;
	else if (key == 'g' || key == PRESS_HOME)
		app->help_scroll = 0;
	else if (key == 'G' || key == PRESS_END)
		app->help_scroll = max;
	else if (binding_find(global_keys, key) && key != PRESS_MOUSE) {
		app->is_help = false;
		app_press(app, key);
	}
	app->help_scroll = app->help_scroll > max ? max : app->help_scroll;
	app->help_scroll = app->help_scroll < 0 ? 0 : app->help_scroll;
}

static void draw_help(struct app *app, struct area area)
{
	int rows = help_draw(app, area), row = app->canvas->height - 1;

	canvas_printf(app->canvas, row - 1, 1, app->theme->plain, "%s",
		      rows > area.rows ? "j, k and Space scroll; Esc goes back to the screen."
				       : "Esc goes back to the screen.");
	canvas_text(app->canvas, row, 1, app->theme->footer_key, "Esc");
	canvas_text(app->canvas, row, 5, app->theme->footer_text, "back");
}

/* ------------------------------------------------------------------------------------- all */

static bool is_too_small(struct app *app, struct area body)
{
	char text[64];
	int row = app->canvas->height / 2;

	if (body.rows + tour_overlay_rows(app) >= AREA_MIN_ROWS && body.columns >= AREA_MIN_COLUMNS)
		return false;
	snprintf(text, sizeof(text), "%dx%d needed, this is %dx%d", AREA_MIN_COLUMNS + 2,
		 AREA_MIN_ROWS + TABS + WORDS + FOOTER, app->canvas->width, app->canvas->height);
	canvas_text(app->canvas, row, 0, app->theme->plain, text);
	return true;
}

void frame_draw(struct app *app)
{
	struct area body = frame_body(app);
	const struct screen *screen = screens[app->current];

	if (is_too_small(app, body))
		return;
	draw_tabs(app);
	if (app->is_help) {
		draw_help(app, body);
		return;
	}
	if (app->data && app->model && screen->draw)
		screen->draw(app, app->state[app->current], body);
	tour_overlay_draw(app);
	draw_status_line(app);
	draw_footer(app);
}
