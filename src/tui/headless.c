/* An explorer that nobody watches: it is asked to draw once, when it has come to rest. */
#include "tui/headless.h"
#include "base/xalloc.h"
#include "draw/ansi.h"
#include "format/image.h"

#include <math.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { EXPORT_SCALE = 4 }; /* pixels of the file for one of the picture */

/* ----------------------------------------------------------------------------------- parts */

/* Draws into a canvas of another medium, and puts the app's own back. */
static struct canvas *draw_for(struct app *app, struct medium medium)
{
	struct canvas *own = app->canvas, *drawn = canvas_new(medium, own->height, own->width);
	struct medium saved = app->medium;

	app->medium = medium;
	app->canvas = drawn;
	app_draw(app);
	app->medium = saved;
	app->canvas = own;
	return drawn;
}

void headless_text(struct app *app, FILE *file)
{
	struct medium plain = {COLOR_NONE, app->medium.has_utf8};
	struct canvas *canvas = draw_for(app, plain);

	ansi_print(file, canvas);
	canvas_free(canvas);
}

static bool export_pictures(struct app *app, struct export_sheet *export)
{
	const struct screen *screen = screens[app->current];

	memset(export, 0, sizeof(*export));
	return app->data && app->model && screen->export &&
	       screen->export(app, app->state[app->current], export);
}

static bool write_pictures(const struct export_sheet *export, const char *path, struct err *err)
{
	struct sheet sheet = {
		.tiles = export->tiles, .count = export->count, .columns = export->columns};
	struct image image = {.channels = 3};
	bool is_written;

	image.pixels = sheet_raster(&sheet, EXPORT_SCALE, &image.height, &image.width, err);
	if (!image.pixels)
		return false;
	is_written = image_write_png(path, &image, err);
	free(image.pixels);
	return is_written;
}

bool headless_png(struct app *app, const char *path, struct err *err)
{
	struct export_sheet export;

	if (!export_pictures(app, &export))
		return err_set(err, "%s has no pictures to write: use --format text or ansi",
			       screens[app->current]->name);
	return write_pictures(&export, path, err);
}

/* ---------------------------------------------------------------------------------- export */

/* A name that is not taken yet: NAME.ENDING, NAME-2.ENDING, ... */
static char *free_name(const char *name, const char *ending)
{
	char *path = xasprintf("%s.%s", name, ending);
	struct stat status;

	for (int i = 2; lstat(path, &status) == 0 && i < 10000; i++) {
		free(path);
		path = xasprintf("%s-%d.%s", name, i, ending);
	}
	return path;
}

static bool write_text(struct app *app, const char *path, struct err *err)
{
	FILE *file = fopen(path, "wx");

	if (!file)
		return err_set(err, "%s: cannot be written here: go to a folder of yours", path);
	headless_text(app, file);
	if (fclose(file) == 0)
		return true;
	remove(path);
	return err_set(err, "%s: cannot be written: is the disk full?", path);
}

void app_export(struct app *app)
{
	struct export_sheet export;
	struct err err;
	bool has_pictures = export_pictures(app, &export);
	char *path = free_name(has_pictures ? export.name : screens[app->current]->name,
			       has_pictures ? "png" : "txt");

	if (has_pictures ? write_pictures(&export, path, &err) : write_text(app, path, &err))
		app_say(app, "written to %s", path);
	else
		app_complain(app, &err);
	free(path);
}

/* ------------------------------------------------------------------------------------ show */

static json_t *lines_of(struct app *app)
{
	struct medium plain = {COLOR_NONE, app->medium.has_utf8};
	struct canvas *canvas = draw_for(app, plain);
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

static bool print_json(struct app *app, FILE *file)
{
	const struct screen *screen = screens[app->current];
	json_t *document = json_object();
	bool is_printed;

	json_object_set_new(document, "screen", json_string(screen->name));
	json_object_set_new(document, "model", json_string(app->model->facts.name));
	json_object_set_new(document, "data", json_string(app->data->name));
	json_object_set_new(document, "subject", json_string(app->sample.title));
	if (screen->to_json)
		json_object_set_new(document, "state",
				    screen->to_json(app, app->state[app->current]));
	json_object_set_new(document, "lines", lines_of(app));
	is_printed = json_dumpf(document, file, JSON_INDENT(1) | JSON_REAL_PRECISION(9)) == 0;
	putc('\n', file);
	json_decref(document);
	return is_printed;
}

/* The screen has yet to see the last key, which may begin something. */
static bool is_at_rest(struct app *app)
{
	if (app_is_busy(app))
		return false;
	app_update(app);
	return !app_is_busy(app);
}

/* Until nothing computes and nothing is left to type. */
static void rest(struct app *app)
{
	struct pollfd notify = {notify_pipe_fd(&app->notify), POLLIN, 0};

	app_update(app);
	while (!app->is_over && !is_at_rest(app)) {
		double wait = isnan(app->tick_at) ? 1 : app->tick_at - app_now(app);

		poll(&notify, 1, wait < 0 ? 0 : (int)ceil(fmin(wait, 1) * 1e3));
		app_update(app);
		if (!app_is_busy(app))
			app_update(app); /* what the last key asked for is started now */
	}
}

static bool print(struct app *app, const struct headless_spec *spec, FILE *file, struct err *err)
{
	if (app->failure[0])
		return err_set(err, "%s", app->failure);
	if (spec->format == HEADLESS_PNG)
		return headless_png(app, spec->path, err);
	if (spec->format == HEADLESS_JSON)
		return print_json(app, file) || err_set(err, "not everything could be printed");
	if (spec->format == HEADLESS_TEXT) {
		headless_text(app, file);
		return true;
	}
	app_draw(app);
	ansi_print(file, app->canvas);
	return true;
}

bool headless_run(const struct headless_spec *spec, FILE *file, struct err *err)
{
	struct app *app = app_new(&spec->app, err);
	bool is_printed;

	if (!app)
		return false;
	app_resize(app, spec->rows, spec->columns);
	app->current = spec->screen;
	app->start_keys = spec->keys ? spec->keys : "";
	rest(app);
	is_printed = print(app, spec, file, err);
	app_free(app);
	return is_printed;
}
