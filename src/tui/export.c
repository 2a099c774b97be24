/* What is shown, as a file: pictures as PNG, or the canvas as text. */
#include "tui/export.h"
#include "base/xalloc.h"
#include "draw/ansi.h"
#include "format/image/png.h"
#include "tui/frame.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { EXPORT_SCALE = 4 }; /* pixels of the file for one of the picture */

/* ----------------------------------------------------------------------------------- parts */

struct canvas *export_draw(struct app *app, struct medium medium)
{
	struct canvas *own = app->canvas, *drawn = canvas_new(medium, own->height, own->width);
	struct medium saved = app->medium;

	app->medium = medium;
	app->canvas = drawn;
	canvas_reset(drawn);
	frame_draw(app);
	app->medium = saved;
	app->canvas = own;
	return drawn;
}

void export_text(struct app *app, FILE *file)
{
	struct medium plain = {COLOR_NONE, app->medium.glyphs};
	struct canvas *canvas = export_draw(app, plain);

	ansi_print(file, canvas);
	canvas_free(canvas);
}

static bool export_pictures(struct app *app, struct export_sheet *export)
{
	const struct screen *screen = app->screens[app->current];

	memset(export, 0, sizeof(*export));
	return app_is_ready(app) && screen->export &&
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

bool export_png(struct app *app, const char *path, struct err *err)
{
	struct export_sheet export;

	if (!export_pictures(app, &export))
		return err_set(err, "%s has no pictures to write: use --format text or ansi",
			       app->screens[app->current]->name);
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
	export_text(app, file);
	if (fclose(file) == 0)
		return true;
	remove(path);
	return err_set(err, "%s: cannot be written: is the disk full?", path);
}

void export_save(struct app *app)
{
	struct export_sheet export;
	struct err err;
	bool has_pictures = export_pictures(app, &export);
	char *path = free_name(has_pictures ? export.name : app->screens[app->current]->name,
			       has_pictures ? "png" : "txt");

	if (has_pictures ? write_pictures(&export, path, &err) : write_text(app, path, &err))
		app_say(app, "written to %s", path);
	else
		app_complain(app, &err);
	free(path);
}
