/* It draws once, when it has come to rest. */
#include "tui/headless.h"
#include "draw/ansi.h"
#include "tui/explorer.h"
#include "tui/export.h"
#include "tui/insights.h"

#include <math.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

static json_t *lines_of(struct app *app)
{
	struct medium plain = {COLOR_NONE, app->medium.glyphs};
	struct canvas *canvas = export_draw(app, plain);
	json_t *lines = json_array();
	size_t length;
	char *text = ansi_string(canvas, &length), *rest = text, *line;

	while ((line = strsep(&rest, "\n")))
		if (*line || rest)
			json_array_append_new(lines, json_string(line));
	free(text);
	canvas_free(canvas);
	return lines;
}

static json_t *names_of(const struct app *app)
{
	json_t *names = json_array();

	for (int i = 0; i < app_classes(app); i++)
		json_array_append_new(names, json_string(class_name(&app->data->names, i)));
	return names;
}

static json_t *insights_of(struct app *app)
{
	struct insight_finding found[INSIGHTS_MAX];
	int count = insights_now(app, found);
	json_t *list = json_array();

	for (int i = 0; i < count; i++) {
		json_t *o = json_object();

		json_object_set_new(o, "name", json_string(found[i].insight->name));
		json_object_set_new(o, "text", json_string(found[i].text));
		json_object_set_new(o, "meaning", json_string(found[i].insight->meaning));
		json_object_set_new(o, "where", json_string(found[i].where));
		json_array_append_new(list, o);
	}
	return list;
}

static bool print_json(struct app *app, FILE *file)
{
	const struct screen *screen = app->screens[app->current];
	json_t *document = json_object();
	bool is_printed;

	json_object_set_new(document, "screen", json_string(screen->name));
	json_object_set_new(document, "model", json_string(app->model->facts.name));
	json_object_set_new(document, "data", json_string(app->data->name));
	json_object_set_new(document, "names", names_of(app));
	json_object_set_new(document, "subject", json_string(app->sample.title));
	json_object_set_new(document, "insights", insights_of(app));
	if (screen->to_json)
		json_object_set_new(document, "state",
				    screen->to_json(app, app->state[app->current]));
	json_object_set_new(document, "lines", lines_of(app));
	is_printed = json_dumpf(document, file,
				JSON_INDENT(1) | JSON_ENSURE_ASCII | JSON_REAL_PRECISION(9)) == 0;
	putc('\n', file);
	json_decref(document);
	return is_printed;
}

/* The screen has yet to see the last key, which may begin something. */
static bool is_at_rest(struct app *app)
{
	if (explorer_is_busy(app))
		return false;
	explorer_update(app);
	return !explorer_is_busy(app);
}

/* Until nothing computes and nothing is left to type. */
static void rest(struct app *app)
{
	struct pollfd notify = {notify_pipe_fd(&app->notify), POLLIN, 0};

	explorer_update(app);
	while (!app->is_over && !is_at_rest(app)) {
		double wait =
			isnan(explorer_tick_at(app)) ? 1 : explorer_tick_at(app) - app_now(app);

		poll(&notify, 1, wait < 0 ? 0 : (int)ceil(fmin(wait, 1) * 1e3));
		explorer_update(app);
		if (!explorer_is_busy(app))
			explorer_update(app); /* what the last key asked for is started now */
	}
}

static bool print(struct app *app, const struct headless_spec *spec, FILE *file, struct err *err)
{
	if (app->failure[0])
		return err_set(err, "%s", app->failure);
	if (spec->format == HEADLESS_PNG)
		return export_png(app, spec->path, err);
	if (spec->format == HEADLESS_SCREENSHOT)
		return export_screenshot(app, spec->path, err);
	if (spec->format == HEADLESS_JSON)
		return print_json(app, file) || err_set(err, "not everything could be printed");
	if (spec->format == HEADLESS_TEXT) {
		export_text(app, file);
		return true;
	}
	if (spec->format == HEADLESS_SVG) {
		export_svg(app, file);
		return true;
	}
	explorer_draw(app);
	ansi_print(file, app->canvas);
	return true;
}

bool headless_run(const struct headless_spec *spec, FILE *file, struct err *err)
{
	struct app *app = explorer_new(&spec->app, err);
	bool is_printed;

	if (!app)
		return false;
	explorer_resize(app, spec->rows, spec->columns);
	app->current = spec->screen;
	app->start_keys = spec->keys ? spec->keys : "";
	rest(app);
	is_printed = print(app, spec, file, err);
	explorer_free(app);
	return is_printed;
}
