/*
 * The explorer's life: keys find their way to a prompt, the help, a screen or the global keys; what
 * was computed meanwhile is taken; everything is drawn anew into the canvas, which costs less than
 * a millisecond, and the terminal is sent what differs.
 */
#include "tui/explorer.h"
#include "base/text.h"
#include "base/xalloc.h"
#include "tui/compare.h"
#include "tui/comparison.h"
#include "tui/export.h"
#include "tui/frame.h"
#include "tui/global_keys.h"
#include "tui/help.h"
#include "tui/insights.h"
#include "tui/open.h"
#include "tui/parts.h"
#include "tui/picker.h"
#include "tui/session.h"
#include "tui/tour_overlay.h"
#include "tui/ways.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool start(struct app *app, struct err *err)
{
	if (!app->theme)
		return err_set(err,
			       "--theme %s: there is no such theme; use auto, dark, light, mono or "
			       "blind",
			       app->setup.theme);
	if (!notify_pipe_open(&app->notify, err))
		return false;
	app->jobs = jobs_new(app->setup.threads, &app->notify);
	open_start(app, app->setup.model ? app->setup.model : "mnist-cnn", app->setup.data);
	return true;
}

struct app *explorer_new(const struct app_setup *setup, struct err *err)
{
	struct app *app = xcalloc(1, sizeof(*app));

	app->setup = *setup;
	app->medium = setup->medium;
	app->ground = setup->ground;
	app_set_theme(app, setup->theme);
	app->is_ink_dark = true;
	app->global_keys = global_keys;
	app->export_to = export_to;
	app->notify.fds[0] = app->notify.fds[1] = -1;
	parts_set_up(app);
	app->comparison = xcalloc(1, sizeof(*app->comparison));
	if (!start(app, err)) {
		explorer_free(app);
		return NULL;
	}
	return app;
}

void explorer_free(struct app *app)
{
	if (!app)
		return;
	compare_end(app);
	if (app->jobs) {
		picker_close(app);
		ways_close(app);
	}
	parts_clear(app);
	snapshot_unref(app->comparison->before);
	free(app->comparison->before_path);
	free(app->comparison);
	dataset_free(app->data);
	dataset_free(app->retired);
	notify_pipe_close(&app->notify);
	session_free(app);
	free(app);
}

void explorer_resize(struct app *app, int rows, int columns)
{
	if (rows == app->canvas->height && columns == app->canvas->width)
		return;
	canvas_free(app->canvas);
	app->canvas = canvas_new(app->medium, rows, columns);
	tour_overlay_measure(app);
}

static bool is_computing(struct app *app)
{
	if (jobs_pending(app->jobs, NULL) > 0 || !isnan(app->tick_at))
		return true;
	for (int i = 0; i < app->screen_count; i++)
		if (app->screens[i]->is_busy && app->screens[i]->is_busy(app, app->state[i]))
			return true;
	return compare_is_busy(app);
}

double explorer_tick_at(const struct app *app)
{
	const struct app *twin = comparison_is_shown(app) ? comparison_twin(app) : NULL;

	return twin ? fmin(app->tick_at, twin->tick_at) : app->tick_at;
}

bool explorer_is_busy(struct app *app)
{
	return *app->tour_keys || *app->start_keys || is_computing(app);
}

/* ------------------------------------------------------------------------------------ keys */

/* A screen's letter goes before the other keys that are the same on every screen. */
static const struct binding *find_global(const struct app *app, int key)
{
	const char letter[] = {(char)key, 0};
	bool is_letter = key > ' ' && key < 127 && app_screen(app, letter) >= 0;

	return binding_find(app->global_keys, is_letter ? PRESS_LETTER : key);
}

static void press_screen(struct app *app, int key)
{
	int current = app->current;
	const struct screen *screen = app->screens[current];
	const struct binding *binding = app_is_ready(app) ? binding_find(screen->keys, key) : NULL;

	if (binding && binding->act) {
		binding->act(app, app->state[current], key);
		compare_press(app, current, binding, key);
		return;
	}
	if (key >= '0' && key <= '9' && app_is_ready(app) && screen->choose_class) {
		app_choose_class(app, app_class_of_digit(app, key - '0'));
		return;
	}
	binding = find_global(app, key);
	if (binding && binding->act)
		binding->act(app, NULL, key);
}

/* Leaving waits for nothing, nor do keys that are not the screen's. */
bool explorer_is_building(struct app *app, int key)
{
	const struct screen *screen = app->screens[app->current];

	if (!app_is_ready(app))
		return key != 'Q';
	if (app->prompt.is_open || app->is_help || app->picker || app->ways || !screen->is_building)
		return false;
	if (key > 0 && key < 127 && screen->hasty && strchr(screen->hasty, key))
		return false;
	return (binding_find(screen->keys, key) || (key >= '0' && key <= '9')) &&
	       (screen->is_building(app, app->state[app->current]) || compare_is_building(app));
}

/* The file is opened as it was chosen. */
static void press_ways(struct app *app, int key)
{
	struct import_told told;

	if (!ways_press(app, key))
		return;
	open_told(app, ways_chosen(app, &told), NULL, &told);
	ways_close(app);
}

static void press_prompt(struct app *app, int key)
{
	compare_prompt(app, key);
	prompt_press(app, key);
	compare_prompted(app);
}

void explorer_press(struct app *app, int key)
{
	app->message[0] = '\0';
	if (app->session)
		app->session->presses++;
	if (app->prompt.is_open) {
		press_prompt(app, key);
		return;
	}
	if (app->picker) {
		picker_press(app, key);
		return;
	}
	if (app->ways && key != ':') {
		press_ways(app, key);
		return;
	}
	/* The help keeps its own keys, and gives way to those that are the same everywhere. */
	if (app->is_help && (help_press(app, key) || !find_global(app, key)))
		return;
	app->is_help = app->is_insights = false;
	press_screen(app, key);
}

void explorer_paste(struct app *app, const char *text)
{
	app->message[0] = '\0';
	if (!app->prompt.is_open || app->prompt.is_choice) {
		app_say(app, "What is pasted is not typed: only a prompt takes it, such as the one "
			     "after a colon.");
		return;
	}
	while (*text) {
		uint32_t character = text_next(&text);

		if (character)
			press_prompt(app, (int)character);
	}
}

/* The key is pressed on what the person would see: where a cursor goes may depend on the layout. */
static void type_ahead(struct app *app)
{
	const char **keys = *app->tour_keys ? &app->tour_keys : &app->start_keys;
	int key;

	if (!**keys || is_computing(app))
		return;
	*keys = key_read(*keys, &key);
	explorer_draw(app);
	if (key > 0)
		explorer_press(app, key);
	notify_pipe_post(&app->notify);
}

/* ----------------------------------------------------------------------------- the picture */

void explorer_update(struct app *app)
{
	const struct screen *screen;

	notify_pipe_drain(&app->notify);
	jobs_collect(app->jobs, app);
	compare_check(app);
	open_retire(app);
	if (!app_is_ready(app))
		return;
	for (int i = 0; i < app->screen_count; i++)
		if (app->screens[i]->poll)
			app->screens[i]->poll(app, app->state[i]);
	screen = app->screens[app->current];
	if (!isnan(app->tick_at) && app_now(app) >= app->tick_at) {
		app->tick_at = NAN;
		if (screen->tick)
			screen->tick(app, app->state[app->current]);
	}
	if (screen->update)
		screen->update(app, app->state[app->current]);
	compare_update(app);
	picker_update(app);
	if (app->is_insights)
		insights_ask(app);
	type_ahead(app);
}

void explorer_draw(struct app *app)
{
	canvas_reset(app->canvas);
	app->spots.count = 0;
	frame_draw(app);
}
