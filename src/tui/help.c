/* The keys of the current screen, the global keys, the screens and the commands, in one list that
 * scrolls. */
#include "tui/help.h"
#include "tui/command.h"
#include "tui/insights.h"
#include "tui/widget/paragraph.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* Where rows are drawn, and which of them has what is sought. */
struct page {
	struct area area;
	int from, step; /* the nearest row beyond `from`, downwards (1) or upwards (-1) */
	int found;      /* -1: none */
};

static bool has_text(const char *text, const char *part)
{
	size_t length = strlen(part);

	for (; text && *text; text++)
		if (strncasecmp(text, part, length) == 0)
			return true;
	return false;
}

/* Rows of the help from `row` on, drawn unless they are scrolled away; the row behind them. */
static int draw_row(struct app *app, struct page *page, int row, const char *keys, const char *text)
{
	struct style style = keys ? app->theme->plain : app->theme->strong;
	int indent = keys ? 22 : 0, at = row - app->help_scroll, lines;
	struct area area = page->area, right = area;
	const char *sought = app->prompt_past.sought;

	right.column += indent;
	right.columns -= indent;
	if (*sought && (has_text(keys, sought) || has_text(text, sought))) {
		style.attributes |= CELL_REVERSE;
		if (page->step < 0 ? row < page->from : row > page->from && page->found < 0)
			page->found = row;
	}
	if (keys && at >= 0 && at < area.rows)
		canvas_text(area.canvas, area.row + at, area.column + 2, app->theme->footer_key,
			    keys);
	lines = paragraph_draw(&right, -at, style, text);
	return row + (lines > 0 ? lines : 1);
}

static int draw_table(struct app *app, struct page *page, int row, const struct binding *table)
{
	for (const struct binding *b = table; b && b->key; b++) {
		char keys[2 * PRESS_NAME_MAX + 2];

		row = draw_row(app, page, row, binding_keys(b, keys), b->help);
	}
	return row;
}

/* What stands out now, each with what follows from it and where one sees it. */
static int draw_insights(struct app *app, struct page *page)
{
	struct insight_finding found[INSIGHTS_MAX];
	int count = insights_now(app, found);
	char text[INSIGHT_TEXT_MAX + INSIGHT_WHERE_MAX + SENTENCE_MAX];
	int row = draw_row(app, page, 0, NULL, "What stands out now, and where to see it");

	for (int i = 0; i < count; i++) {
		snprintf(text, sizeof(text), "%s %s See it: %s.", found[i].text,
			 found[i].insight->meaning, found[i].where);
		row = draw_row(app, page, row, found[i].insight->name, text);
	}
	if (!insights_are_asked(app))
		return draw_row(app, page, row, "...",
				"the network is asked 1,000 images, its units 500; the splits are "
				"searched for equal images");
	return count ? row : draw_row(app, page, row, "nothing", "in what is known by now");
}

/* Returns how many rows there are in all. */
static int draw_rows(struct app *app, struct page *page)
{
	const struct screen *screen = app->screens[app->current];
	char text[SENTENCE_MAX];
	int row = 0;

	if (app->is_insights)
		return draw_insights(app, page);
	snprintf(text, sizeof(text), "%s: %s", screen->name, screen->purpose);
	row = draw_row(app, page, row, NULL, text);
	row = draw_table(app, page, row, screen->keys);
	if (screen->legend) {
		row = draw_row(app, page, row, NULL, "");
		row = draw_row(app, page, row, NULL, "What is shown");
	}
	for (const struct legend *l = screen->legend; l && l->sign; l++)
		row = draw_row(app, page, row, l->sign, l->meaning);
	row = draw_row(app, page, row, NULL, "");
	row = draw_row(app, page, row, NULL, "Everywhere");
	row = draw_table(app, page, row, app->global_keys);
	row = draw_row(app, page, row, NULL, "");
	row = draw_row(app, page, row, NULL, "Screens");
	for (int i = 0; i < app->screen_count; i++)
		row = draw_row(app, page, row, (char[]){app->screens[i]->letter, 0},
			       app->screens[i]->purpose);
	row = draw_row(app, page, row, NULL, "");
	row = draw_row(app, page, row, NULL, "After a colon");
	for (const struct command_row *c = command_rows; c->name; c++) {
		snprintf(text, sizeof(text), ":%s %s", c->name, c->argument ? c->argument : "");
		row = draw_row(app, page, row, text, c->help);
	}
	return row;
}

/* All rows, without drawing any. */
static struct page measure(struct app *app, int from, int step, int *rows)
{
	struct page page = {app_body(app), from, step, -1};

	page.area.rows = 0;
	*rows = draw_rows(app, &page);
	return page;
}

/* To the next row that has what is sought, round the ends. */
static void find_next(struct app *app, int from, int step)
{
	int rows;
	struct page page = measure(app, from, step, &rows);

	if (page.found < 0)
		page = measure(app, step > 0 ? -1 : rows, step, &rows);
	if (page.found >= 0)
		app->help_scroll = page.found;
	else
		app_refuse(app, "no line of the help has '%s'", app->prompt_past.sought);
}

static void answer_find(struct app *app, void *state, const char *text)
{
	(void)state;
	snprintf(app->prompt_past.sought, sizeof(app->prompt_past.sought), "%s", text);
	if (*text)
		find_next(app, app->help_scroll - 1, 1);
}

bool help_press(struct app *app, int key)
{
	int page = app_body(app).rows - 1, max;

	measure(app, 0, 1, &max);
	max -= page + 1;
	if (key == PRESS_ESC || key == '?' || key == 'q' || key == PRESS_F1)
		app->is_help = app->is_insights = false;
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
	else if (key == '/')
		prompt_open(app, "Find: ", "", NULL, answer_find, NULL);
	else if ((key == 'n' || key == 'N') && *app->prompt_past.sought)
		find_next(app, app->help_scroll, key == 'n' ? 1 : -1);
	else
		return key == PRESS_MOUSE;
	app->help_scroll = app->help_scroll > max ? max : app->help_scroll;
	app->help_scroll = app->help_scroll < 0 ? 0 : app->help_scroll;
	return true;
}

void help_draw(struct app *app, struct area area)
{
	struct page page = {area, 0, 1, -1};
	int rows = draw_rows(app, &page), row = app->canvas->height - 1;

	if (app->message[0])
		canvas_text(app->canvas, row - 1, 1, app->theme->error, app->message);
	else
		canvas_printf(app->canvas, row - 1, 1, app->theme->plain, "%s",
			      rows > area.rows
				      ? "j, k and Space scroll; / finds, n and N go on; Esc "
					"goes back to the screen."
				      : "Esc goes back to the screen.");
	if (app->prompt.is_open) {
		prompt_draw(&app->prompt, app->canvas, row, app->theme->plain);
		return;
	}
	canvas_text(app->canvas, row, 1, app->theme->footer_key, "Esc");
	canvas_text(app->canvas, row, 5, app->theme->footer_text, "back");
}
