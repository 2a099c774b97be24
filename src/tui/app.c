/* The services of the explorer that screens use. */
#include "tui/app.h"
#include "tui/comparison.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

bool app_is_ready(const struct app *app)
{
	return app->data && app->model;
}

struct area app_body(const struct app *app)
{
	int rows = app->canvas->height - APP_ROWS_ABOVE - APP_ROWS_BELOW - app->caption_rows;
	struct area body = {app->canvas, APP_ROWS_ABOVE, 1, rows, app->canvas->width - 2};
	bool is_twin = !app->comparison;

	/* A row for the networks' names. */
	if ((is_twin || comparison_is_shown(app)) && rows > AREA_MIN_ROWS) {
		body.row++;
		body.rows--;
	}
	if (comparison_is_split(app))
		body.columns = (body.columns - COMPARE_GAP) / 2;
	return body;
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

/* ----------------------------------------------------------------------------------- looks */

bool app_set_theme(struct app *app, const char *name)
{
	const struct theme *theme = theme_find(name, app->ground);

	if (!theme)
		return false;
	app->theme = theme;
	app->theme_name = name;
	return true;
}

void app_set_ground(struct app *app, struct rgb ground)
{
	app->ground = ground_of_color(ground);
	app_set_theme(app, app->theme_name);
}

/* -------------------------------------------------------------------------------- messages */

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

int app_screen(const struct app *app, const char *name)
{
	return screen_find(app->screens, name);
}

void *app_state(const struct app *app, const char *name)
{
	int screen = app_screen(app, name);

	return screen < 0 ? NULL : app->state[screen];
}

void app_enter(struct app *app)
{
	const struct screen *screen = app->screens[app->current];

	if (app_is_ready(app) && screen->enter)
		screen->enter(app, app->state[app->current]);
}

void app_go(struct app *app, int screen)
{
	const struct screen *from = app->screens[app->current];

	if (screen == app->current || screen < 0)
		return;
	if (app_is_ready(app) && from->leave)
		from->leave(app, app->state[app->current]);
	if (app->past_count == app->past_max) {
		memmove(app->past, app->past + 1, sizeof(*app->past) * (size_t)(app->past_max - 1));
		app->past_count--;
	}
	app->past[app->past_count++] = app->current;
	app->current = screen;
	app->tick_at = NAN;
	app_enter(app);
}

static void answer_leave(struct app *app, void *state, const char *answer)
{
	(void)state;
	app->is_over = answer[0] == 'y' || answer[0] == 'Y';
}

void app_leave(struct app *app)
{
	char question[PROMPT_QUESTION_MAX];

	for (int i = 0; i < app->screen_count; i++) {
		const struct screen *screen = app->screens[i];
		const char *lost = app_is_ready(app) && screen->unsaved
					   ? screen->unsaved(app, app->state[i])
					   : NULL;

		if (!lost)
			continue;
		snprintf(question, sizeof(question), "%s Leave without it? (y, n) ", lost);
		prompt_choose(app, question, NULL, answer_leave);
		return;
	}
	app->is_over = true;
}
