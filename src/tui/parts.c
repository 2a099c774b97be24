/* A past long enough to go twice through all screens. */
#include "tui/parts.h"
#include "base/xalloc.h"
#include "tui/insights.h"
#include "tui/screens.h"

#include <math.h>
#include <stdlib.h>

void parts_set_up(struct app *app)
{
	int attack;

	app->screens = app->setup.screens ? app->setup.screens : screens;
	while (app->screens[app->screen_count])
		app->screen_count++;
	app->state = xcalloc((size_t)app->screen_count, sizeof(*app->state));
	for (int i = 0; i < app->screen_count; i++)
		app->state[i] = xcalloc(1, app->screens[i]->state_size + 1);
	app->past_max = 2 * app->screen_count;
	app->past = xcalloc((size_t)app->past_max, sizeof(*app->past));
	attack = app_screen(app, "Attack");
	app->current = attack < 0 ? 0 : attack;
	app->station = -1;
	app->tour_keys = app->start_keys = "";
	app->tick_at = NAN;
	app->runs = run_list_new();
	app->canvas = canvas_new(app->medium, 24, 80);
}

void parts_clear(struct app *app)
{
	jobs_free(app->jobs);
	for (int i = 0; i < app->screen_count; i++) {
		if (app->screens[i]->end)
			app->screens[i]->end(app, app->state[i]);
		free(app->state[i]);
	}
	run_list_free(app->runs);
	snapshot_unref(app->model);
	for (int i = 0; i < app->kept_count; i++)
		kept_clear(&app->kept[i]);
	free(app->state);
	free(app->past);
	sample_clear(&app->sample);
	free(app->model_path);
	canvas_free(app->canvas);
	prompt_end(app);
	insights_end(app);
}
