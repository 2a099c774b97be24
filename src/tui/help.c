/* The keys of the current screen, the global keys, the screens and the commands, in one list that
 * scrolls. */
#include "tui/help.h"
#include "tui/command.h"
#include "tui/widget/paragraph.h"

#include <stdio.h>

/* Rows of the help from `row` on, drawn unless they are scrolled away; the row behind them. */
static int draw_row(struct app *app, struct area area, int row, const char *keys, const char *text)
{
	struct style style = keys ? app->theme->plain : app->theme->strong;
	int indent = keys ? 22 : 0, at = row - app->help_scroll, lines;
	struct area right = {area.canvas, area.row, area.column + indent, area.rows,
			     area.columns - indent};

	if (keys && at >= 0 && at < area.rows)
		canvas_text(area.canvas, area.row + at, area.column + 2, app->theme->footer_key,
			    keys);
	lines = paragraph_draw(&right, -at, style, text);
	return row + (lines > 0 ? lines : 1);
}

static int draw_table(struct app *app, struct area area, int row, const struct binding *table)
{
	for (const struct binding *b = table; b && b->key; b++) {
		char keys[2 * PRESS_NAME_MAX + 2];

		row = draw_row(app, area, row, binding_keys(b, keys), b->help);
	}
	return row;
}

/* Returns how many rows there are in all. */
static int draw_rows(struct app *app, struct area area)
{
	const struct screen *screen = app->screens[app->current];
	char text[SENTENCE_MAX];
	int row = 0;

	snprintf(text, sizeof(text), "%s: %s", screen->name, screen->purpose);
	row = draw_row(app, area, row, NULL, text);
	row = draw_table(app, area, row, screen->keys);
	if (screen->legend) {
		row = draw_row(app, area, row, NULL, "");
		row = draw_row(app, area, row, NULL, "What is shown");
	}
	for (const struct legend *l = screen->legend; l && l->sign; l++)
		row = draw_row(app, area, row, l->sign, l->meaning);
	row = draw_row(app, area, row, NULL, "");
	row = draw_row(app, area, row, NULL, "Everywhere");
	row = draw_table(app, area, row, app->global_keys);
	row = draw_row(app, area, row, NULL, "");
	row = draw_row(app, area, row, NULL, "Screens");
	for (int i = 0; i < app->screen_count; i++)
		row = draw_row(app, area, row, (char[]){app->screens[i]->letter, 0},
			       app->screens[i]->purpose);
	row = draw_row(app, area, row, NULL, "");
	row = draw_row(app, area, row, NULL, "After a colon");
	for (const struct command_row *c = command_rows; c->name; c++) {
		snprintf(text, sizeof(text), ":%s %s", c->name, c->argument ? c->argument : "");
		row = draw_row(app, area, row, text, c->help);
	}
	return row;
}

bool help_press(struct app *app, int key)
{
	struct area none = app_body(app);
	int page = none.rows - 1, max;

	none.rows = 0;
	max = draw_rows(app, none) - page - 1;
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
	else
		return key == PRESS_MOUSE;
	app->help_scroll = app->help_scroll > max ? max : app->help_scroll;
	app->help_scroll = app->help_scroll < 0 ? 0 : app->help_scroll;
	return true;
}

void help_draw(struct app *app, struct area area)
{
	int rows = draw_rows(app, area), row = app->canvas->height - 1;

	canvas_printf(app->canvas, row - 1, 1, app->theme->plain, "%s",
		      rows > area.rows ? "j, k and Space scroll; Esc goes back to the screen."
				       : "Esc goes back to the screen.");
	canvas_text(app->canvas, row, 1, app->theme->footer_key, "Esc");
	canvas_text(app->canvas, row, 5, app->theme->footer_text, "back");
}
