/* The keys that mean the same on every screen. */
#include "tui/global_keys.h"
#include "tui/app.h"
#include "tui/command.h"
#include "tui/compare.h"
#include "tui/comparison.h"
#include "tui/export.h"
#include "tui/frame.h"
#include "tui/picker.h"
#include "tui/session.h"
#include "tui/show_line.h"
#include "tui/tour_overlay.h"

#include <stdlib.h>

static void go_to_letter(struct app *app, void *state, int key)
{
	(void)state;
	tour_overlay_end(app);
	app_go(app, app_screen(app, (char[]){(char)key, 0}));
}

static void go_on(struct app *app, void *state, int key)
{
	int step = key == PRESS_TAB ? 1 : app->screen_count - 1;

	(void)state;
	tour_overlay_end(app);
	app_go(app, (app->current + step) % app->screen_count);
}

static void go_back(struct app *app, void *state, int key)
{
	int screen;

	(void)state;
	(void)key;
	if (app->past_count == 0) {
		app_say(app, "This is where you began. Q leaves netglyph.");
		return;
	}
	screen = app->past[app->past_count - 1];
	app_go(app, screen);
	app->past_count -= 2; /* where we came from, and what app_go added */
	app->past_count = app->past_count < 0 ? 0 : app->past_count;
}

static void tour(struct app *app, void *state, int key)
{
	(void)state;
	(void)key;
	compare_end(app);
	tour_overlay_next(app);
}

static void leave(struct app *app, void *state, int key)
{
	(void)state;
	(void)key;
	session_leave(app);
}

static void go_on_with_session(struct app *app, void *state, int key)
{
	(void)state;
	(void)key;
	if (app_is_ready(app))
		session_resume(app);
}

static void run_command(struct app *app, void *state, const char *line)
{
	(void)state;
	command_run(app, line);
}

static void ask_command(struct app *app, void *state, int key)
{
	(void)state;
	(void)key;
	prompt_open(app, ":", "", NULL, run_command, command_word);
	app->prompt.hint = command_hint;
}

static void run_filter(struct app *app, void *state, const char *text)
{
	const struct screen *screen = app->screens[app->current];
	struct err err;

	(void)state;
	if (!screen->filter(app, app->state[app->current], text, &err))
		app_complain(app, &err);
	else if (comparison_is_shown(app))
		screen->filter(comparison_twin(app), comparison_twin(app)->state[app->current],
			       text, &err);
}

static const char *filter_hint(struct app *app)
{
	return app->screens[app->current]->filter_syntax;
}

static void ask_for_filter(struct app *app)
{
	prompt_open(app, "/", "", NULL, run_filter, NULL);
	app->prompt.hint = filter_hint;
}

static void ask_filter(struct app *app, void *state, int key)
{
	(void)state;
	(void)key;
	if (app->screens[app->current]->filter && app_is_ready(app))
		ask_for_filter(app);
	else
		app_say(app, "There is nothing to filter on this screen.");
}

static void export_shown(struct app *app, void *state, int key)
{
	(void)state;
	(void)key;
	export_save(app);
}

static void flip_ink(struct app *app, void *state, int key)
{
	(void)state;
	(void)key;
	app->is_ink_dark = !app->is_ink_dark;
}

static void help(struct app *app, void *state, int key)
{
	(void)state;
	(void)key;
	app->is_help = true;
	app->is_insights = false;
	app->help_scroll = 0;
	app->prompt_past.sought[0] = '\0';
}

static void redraw(struct app *app, void *state, int key)
{
	(void)state;
	(void)key;
	app->is_redraw = true;
}

static void cancel(struct app *app, void *state, int key)
{
	const struct screen *screen = app->screens[app->current];

	(void)state;
	(void)key;
	if (app_is_ready(app) && screen->cancel && comparison_is_shown(app))
		screen->cancel(comparison_twin(app), comparison_twin(app)->state[app->current]);
	if (!app_is_ready(app) || !screen->cancel || !screen->cancel(app, app->state[app->current]))
		tour_overlay_end(app);
}

static void print_line(struct app *app, void *state, int key)
{
	const char *lost;
	char *line;

	(void)state;
	(void)key;
	if (!app_is_ready(app))
		return;
	line = show_line(app, &lost);
	if (lost)
		app_say(app, "%s shows this screen, but for %s", line, lost);
	else
		app_say(app, "%s", line);
	free(line);
}

static void compare(struct app *app, void *state, int key)
{
	(void)state;
	(void)key;
	compare_key(app);
}

static void open_picker(struct app *app, void *state, int key)
{
	(void)state;
	(void)key;
	picker_open(app);
}

static void click(struct app *app, void *state, int key)
{
	const struct screen *screen = app->screens[app->current];
	struct area body = app_body(app);
	int row = app->mouse.row - body.row, column = app->mouse.column - body.column;

	(void)state;
	(void)key;
	if (app->mouse.row == 0 && !app->mouse.is_drag) {
		int tab = frame_tab(app, app->mouse.column);

		if (tab >= 0 && tab != app->current)
			tour_overlay_end(app);
		app_go(app, tab);
	} else if (screen->choose_spot && app_is_ready(app)) {
		int what = app_spot_at(app, app->mouse.row, app->mouse.column);

		if (what >= 0 && !app->mouse.is_drag)
			screen->choose_spot(app, app->state[app->current], what);
	} else if (row >= 0 && row < body.rows && column >= 0 && column < body.columns &&
		   screen->click && app_is_ready(app))
		screen->click(app, app->state[app->current], row, column, app->mouse.is_drag);
}

const struct binding global_keys[] = {
	{PRESS_LETTER, 0, NULL, "the screen whose name has this letter underlined", go_to_letter},
	{PRESS_TAB, 0, NULL, "the next screen", go_on},
	{PRESS_BACKTAB, 0, NULL, "the screen before", go_on},
	{'H', 0, "tour", "the guided tour: begins it, and goes to its next station", tour},
	{'q', 0, NULL, "back to the screen one came from", go_back},
	{'Q', 0, NULL, "leave; asks first when a trained network can neither be kept nor is saved",
	 leave},
	{'O', 0, NULL,
	 "go on with the last session: its networks, kept pictures, drawing and place",
	 go_on_with_session},
	{':', 0, NULL, "an image by its number, or a command by its name; Tab completes",
	 ask_command},
	{'/', 0, NULL, "filter what is shown, where a screen can", ask_filter},
	{'C', 'c', NULL,
	 "compare with another network: each screen for both, beside each other from 123 columns "
	 "on (c where a screen has no other use for it)",
	 compare},
	{'e', 0, NULL, "export what is shown: pictures as PNG, else text", export_shown},
	{'Y', 0, NULL, "print the command that shows this screen again", print_line},
	{'I', 0, NULL, "pictures and maps on white paper, or on black", flip_ink},
	{'?', PRESS_F1, "help", "this help", help},
	{PRESS_ESC, 0, NULL, "close the help, a prompt, a close-up or the tour; never leaves",
	 cancel},
	{PRESS_CTRL_O, 0, NULL, "networks, data sets and pictures to choose from", open_picker},
	{PRESS_CTRL_L, 0, NULL, "draw the screen again", redraw},
	{PRESS_MOUSE, 0, NULL, "choose what is pressed (with --mouse, or after :mouse on)", click},
	{0}};
