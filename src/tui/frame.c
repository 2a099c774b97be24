/* One row of tabs, the screen, the status line, one row of keys. */
#include "tui/frame.h"
#include "tui/compare.h"
#include "tui/comparison.h"
#include "tui/help.h"
#include "tui/insights.h"
#include "tui/picker.h"
#include "tui/tour_overlay.h"
#include "tui/ways.h"
#include "tui/widget/paragraph.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* --------------------------------------------------------------------------------- tab bar */

/* A screen's name with its letter underlined, or only the letter; the current name in capitals,
 * which monochrome shows too. Returns the column where the next tab begins. */
static int draw_tab(struct app *app, int column, int i, bool is_letter)
{
	const struct screen *screen = app->screens[i];
	const struct theme *theme = app->theme;
	bool is_current = i == app->current;
	struct style style = is_current ? theme->title_current : theme->title;
	const char *letter = screen->letter ? strchr(screen->name, screen->letter) : NULL;
	const char *shown = letter ? letter : screen->name;

	for (const char *c = screen->name; *c; c++) {
		struct style of_letter = style;

		if (is_letter && c != shown)
			continue;
		if (c == letter)
			of_letter.attributes |= CELL_UNDERLINE;
		canvas_put(app->canvas, 0, column++, of_letter,
			   (uint32_t)(is_current ? toupper((unsigned char)*c) : *c));
	}
	return column + 1;
}

/* The columns that tabs take with the blank behind each, names or letters, the current name whole.
 */
static int tabs_width(const struct app *app, int first, int end, bool are_letters)
{
	int width = 0;

	for (int i = first; i < end; i++)
		width += 1 +
			 (are_letters && i != app->current ? 1 : text_width(app->screens[i]->name));
	return width;
}

/* Behind the program's name; and what the network's name and accuracy take at the right. */
enum { TABS_COLUMN = 11, MODEL_COLUMNS = 10 };

/* Names if there is room; else letters beside the current name; else as many of those as fit, the
 * current name among them, with a mark where there are more. */
struct tabs {
	int first, end; /* screens that are shown */
	bool are_letters;
};

static struct tabs lay_out_tabs(const struct app *app)
{
	int room = app->canvas->width - TABS_COLUMN - 1, count = app->screen_count;
	struct tabs tabs = {.are_letters = tabs_width(app, 0, count, false) > room - MODEL_COLUMNS};
	bool is_scrolled = tabs.are_letters && tabs_width(app, 0, count, true) > room;

	room -= is_scrolled ? 2 : 0;
	while (is_scrolled && tabs.first < app->current &&
	       tabs_width(app, tabs.first, app->current + 1, true) > room)
		tabs.first++;
	tabs.end = tabs.first;
	while (tabs.end < count &&
	       tabs_width(app, tabs.first, tabs.end + 1, tabs.are_letters) <= room)
		tabs.end++;
	return tabs;
}

int frame_tab(const struct app *app, int column)
{
	struct tabs tabs = lay_out_tabs(app);

	for (int i = tabs.first; i < tabs.end; i++) {
		int at = TABS_COLUMN + tabs_width(app, tabs.first, i, tabs.are_letters);

		if (column >= at && column < at + tabs_width(app, i, i + 1, tabs.are_letters) - 1)
			return i;
	}
	return -1;
}

/* Returns the column behind them. */
static int draw_tab_bar(struct app *app)
{
	struct tabs tabs = lay_out_tabs(app);
	int column = TABS_COLUMN;

	if (tabs.first > 0)
		canvas_put(app->canvas, 0, column - 1, app->theme->faint, '<');
	for (int i = tabs.first; i < tabs.end; i++)
		column = draw_tab(app, column, i, tabs.are_letters && i != app->current);
	if (tabs.end < app->screen_count)
		canvas_put(app->canvas, 0, column++, app->theme->faint, '>');
	return column;
}

static void draw_top(struct app *app)
{
	char model[SNAPSHOT_TITLE_MAX] = "";
	int column;

	canvas_text(app->canvas, 0, 1, app->theme->strong, "netglyph");
	column = draw_tab_bar(app);
	if (app->model)
		snapshot_title(app->model, app->data ? app->data->name : "",
			       app->canvas->width - column - 2, model);
	canvas_right(app->canvas, 0, app->canvas->width - 1, app->theme->plain, model);
}

/* ---------------------------------------------------------------------------------- footer */

/* The word for a row of keys; NULL: none. */
static const char *label_of(struct app *app, const struct binding *b)
{
	const struct screen *screen = app->screens[app->current];
	bool is_own = binding_find(screen->keys, b->key) == b;

	if (b->label && is_own && screen->label && app_is_ready(app))
		return screen->label(app, app->state[app->current], b);
	return b->label;
}

/* The rows with labels, the screen's first, as many as there is room for with two blanks between;
 * help always. */
static int draw_labels(struct app *app, const struct binding *table, int row, int column)
{
	int room = app->canvas->width - 9;

	for (const struct binding *b = table; b && b->key; b++) {
		const char *label = label_of(app, b);
		char name[PRESS_NAME_MAX];

		if (!label || b->key == '?')
			continue;
		press_name(b->key, name);
		if (column + text_width(name) + text_width(label) + 1 > room)
			continue;
		column = canvas_text(app->canvas, row, column, app->theme->footer_key, name);
		column = canvas_text(app->canvas, row, column + 1, app->theme->footer_text, label) +
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
	column = draw_labels(app, app->screens[app->current]->keys, row, 1);
	column = draw_labels(app, app->global_keys, row, column);
	column = canvas_text(app->canvas, row, app->canvas->width - 7, app->theme->footer_key, "?");
	canvas_text(app->canvas, row, column + 1, app->theme->footer_text, "help");
}

/* The last line stands on `row`, those before it above: a long message covers what is there. */
static void draw_upwards(struct app *app, int row, struct style style, const char *text)
{
	struct area area = {app->canvas, row, 1, 0, app->canvas->width - 2};

	area.rows = paragraph_lines(text, area.columns);
	area.row -= area.rows - 1;
	canvas_clear(app->canvas, area.row, 0, area.rows, app->canvas->width);
	paragraph_draw(&area, 0, style, text);
}

/* "overfitting: :insights" at the right of the status line, where that leaves room for it. */
static void draw_insight(struct app *app, const char *status)
{
	struct insight_finding found;
	char mark[NUMBERS_TEXT_MAX];
	int end = app->canvas->width - 1;

	if (comparison_is_shown(app) || !insights_here(app, &found))
		return;
	snprintf(mark, sizeof(mark), "%s: :insights", found.insight->name);
	if (1 + text_width(status) + 2 + text_width(mark) <= end)
		canvas_right(app->canvas, app->canvas->height - 2, end, app->theme->strong, mark);
}

static void draw_status_line(struct app *app)
{
	const struct screen *screen = app->screens[app->current];
	struct style style = app->theme->plain;
	char text[APP_MESSAGE_MAX] = "";

	if (app->message[0]) {
		snprintf(text, sizeof(text), "%s", app->message);
		style = app->is_error ? app->theme->error : app->theme->strong;
	} else if (app->prompt.is_open && app->prompt.hint && app->prompt.hint(app)) {
		snprintf(text, sizeof(text), "%s", app->prompt.hint(app));
		style = app->theme->faint;
	} else if (!app_is_ready(app))
		snprintf(text, sizeof(text), "opening %s",
			 app->setup.model ? app->setup.model : "mnist-cnn");
	else if (screen->status_line)
		screen->status_line(app, app->state[app->current], text, sizeof(text));
	if (app->message[0])
		draw_upwards(app, app->canvas->height - 2, style, text);
	else
		canvas_text(app->canvas, app->canvas->height - 2, 1, style, text);
	if (app_is_ready(app) && !app->message[0] && !app->prompt.is_open)
		draw_insight(app, text);
	if (app_is_ready(app) && !app->message[0] && !app->prompt.is_open)
		compare_draw_line(app);
	prompt_draw_list(app, app->canvas->height - 2);
}

/* ------------------------------------------------------------------------------------- all */

static bool is_too_small(struct app *app, struct area body)
{
	char text[NUMBERS_TEXT_MAX];
	int row = app->canvas->height / 2;

	if (body.rows + app->caption_rows >= AREA_MIN_ROWS && body.columns >= AREA_MIN_COLUMNS)
		return false;
	snprintf(text, sizeof(text), "%dx%d needed, this is %dx%d", AREA_MIN_COLUMNS + 2,
		 AREA_MIN_ROWS + APP_ROWS_ABOVE + APP_ROWS_BELOW, app->canvas->width,
		 app->canvas->height);
	canvas_text(app->canvas, row, 0, app->theme->plain, text);
	return true;
}

void frame_draw(struct app *app)
{
	struct area body = app_body(app);
	const struct screen *screen = app->screens[app->current];

	if (is_too_small(app, body))
		return;
	draw_top(app);
	if (app->picker) {
		if (app->message[0])
			draw_status_line(app);
		picker_draw(app, body);
		return;
	}
	if (app->ways && !app->prompt.is_open) {
		if (app->message[0])
			draw_status_line(app);
		ways_draw(app, body);
		return;
	}
	if (app->is_help) {
		help_draw(app, body);
		return;
	}
	if (app_is_ready(app) && screen->draw)
		screen->draw(app, app->state[app->current], body);
	compare_draw(app);
	tour_overlay_draw(app);
	draw_status_line(app);
	draw_footer(app);
}
