/*
 * The explorer's life: keys find their way to a prompt, the help, a screen or everywhere; what was
 * computed meanwhile is taken; everything is drawn anew into the canvas, which costs less than a
 * millisecond, and the terminal is sent what differs.
 */
#include "tui/app.h"
#include "base/xalloc.h"
#include "tui/frame.h"
#include "tui/global_keys.h"
#include "tui/open.h"
#include "tui/tour_overlay.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static bool start(struct app *app, struct err *err)
{
	if (app->setup.theme && !theme_find(app->setup.theme))
		return err_set(err,
			       "--theme %s: there is no such theme; use dark, light, mono or blind",
			       app->setup.theme);
	if (!notify_pipe_open(&app->notify, err))
		return false;
	app->jobs = jobs_new(app->setup.threads, &app->notify);
	open_start(app, app->setup.model ? app->setup.model : "mnist-cnn", app->setup.data);
	return true;
}

struct app *app_new(const struct app_setup *setup, struct err *err)
{
	struct app *app = xcalloc(1, sizeof(*app));

	app->setup = *setup;
	app->medium = setup->medium;
	app->theme = theme_find(setup->theme ? setup->theme : "dark");
	app->is_ink_dark = app->theme && !app->theme->is_dark;
	app->station = -1;
	app->tour_keys = app->start_keys = "";
	app->tick_at = NAN;
	app->current = screen_find("Attack") < 0 ? 0 : screen_find("Attack");
	app->notify.fds[0] = app->notify.fds[1] = -1;
	for (int i = 0; i < screen_count; i++)
		app->state[i] = xcalloc(1, screens[i]->state_size + 1);
	app->canvas = canvas_new(app->medium, 24, 80);
	if (!start(app, err)) {
		app_free(app);
		return NULL;
	}
	return app;
}

void app_free(struct app *app)
{
	if (!app)
		return;
	if (app->jobs)
		jobs_free(app->jobs);
	for (int i = 0; i < screen_count; i++) {
		if (screens[i]->end && app->state[i])
			screens[i]->end(app, app->state[i]);
		free(app->state[i]);
	}
	if (app->trainer)
		trainer_free(app->trainer);
	snapshot_unref(app->model);
	for (int i = 0; i < app->kept_count; i++)
		free(app->kept[i].pixels);
	free(app->sample.pixels);
	free(app->model_path);
	dataset_free(app->data);
	dataset_free(app->retired);
	canvas_free(app->canvas);
	notify_pipe_close(&app->notify);
	free(app);
}

void app_resize(struct app *app, int rows, int columns)
{
	if (rows == app->canvas->height && columns == app->canvas->width)
		return;
	canvas_free(app->canvas);
	app->canvas = canvas_new(app->medium, rows, columns);
}

double app_now(const struct app *app)
{
	struct timespec now;

	if (app->setup.is_clock_fixed)
		return 0;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

void app_tick_after(struct app *app, double seconds)
{
	app->tick_at = app->setup.is_clock_fixed ? 0 : app_now(app) + seconds;
}

static bool is_computing(const struct app *app)
{
	struct trainer_view view;

	if (jobs_pending(app->jobs, NULL) > 0 || !isnan(app->tick_at))
		return true;
	if (!app->trainer)
		return false;
	trainer_look(app->trainer, &view);
	return view.is_busy || view.has_news;
}

bool app_is_busy(const struct app *app)
{
	return *app->tour_keys || *app->start_keys || is_computing(app);
}

/* ----------------------------------------------------------------------------------- words */

void app_say(struct app *app, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(app->message, sizeof(app->message), format, arguments);
	va_end(arguments);
	app->is_error = false;
}

void app_refuse(struct app *app, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(app->message, sizeof(app->message), format, arguments);
	va_end(arguments);
	app->is_error = true;
}

void app_complain(struct app *app, const struct err *err)
{
	app_refuse(app, "%s", err->text);
}

/* --------------------------------------------------------------------------------- screens */

static bool is_ready(const struct app *app)
{
	return app->data && app->model;
}

void app_go(struct app *app, int screen)
{
	const struct screen *from = screens[app->current], *to = screens[screen];
	enum { PAST = sizeof(app->past) / sizeof(app->past[0]) };

	if (screen == app->current || screen < 0)
		return;
	if (is_ready(app) && from->leave)
		from->leave(app, app->state[app->current]);
	if (app->past_count == PAST) {
		memmove(app->past, app->past + 1, sizeof(app->past[0]) * (PAST - 1));
		app->past_count--;
	}
	app->past[app->past_count++] = app->current;
	app->current = screen;
	app->tick_at = NAN;
	if (is_ready(app) && to->enter)
		to->enter(app, app->state[screen]);
}

static void press_screen(struct app *app, int key)
{
	const struct screen *screen = screens[app->current];
	void *state = app->state[app->current];
	const struct binding *binding = is_ready(app) ? binding_find(screen->keys, key) : NULL;

	if (binding && binding->act) {
		binding->act(app, state, key);
		return;
	}
	if (key >= '0' && key <= '9' && is_ready(app) && screen->choose_class) {
		if (key - '0' < app_classes(app))
			screen->choose_class(app, state, key - '0');
		return;
	}
	binding = binding_find(global_keys, key);
	if (binding && binding->act)
		binding->act(app, state, key);
}

void app_press(struct app *app, int key)
{
	app->message[0] = '\0';
	if (app->prompt.is_open)
		prompt_press(app, key);
	else if (app->is_help)
		frame_help_press(app, key);
	else
		press_screen(app, key);
}

/* ----------------------------------------------------------------------------- the picture */

/* The key is pressed on what the person would see: where a cursor goes may depend on the layout. */
static void type_ahead(struct app *app)
{
	const char **keys = *app->tour_keys ? &app->tour_keys : &app->start_keys;
	int key;

	if (!**keys || is_computing(app))
		return;
	*keys = key_read(*keys, &key);
	app_draw(app);
	if (key > 0)
		app_press(app, key);
	notify_pipe_post(&app->notify);
}

void app_update(struct app *app)
{
	const struct screen *screen;

	notify_pipe_drain(&app->notify);
	jobs_collect(app->jobs, app);
	open_retire(app);
	if (!is_ready(app))
		return;
	for (int i = 0; i < screen_count; i++)
		if (screens[i]->poll)
			screens[i]->poll(app, app->state[i]);
	screen = screens[app->current];
	if (!isnan(app->tick_at) && app_now(app) >= app->tick_at) {
		app->tick_at = NAN;
		if (screen->tick)
			screen->tick(app, app->state[app->current]);
	}
	if (screen->update)
		screen->update(app, app->state[app->current]);
	type_ahead(app);
}

void app_draw(struct app *app)
{
	canvas_reset(app->canvas);
	frame_draw(app);
}
