/* What is shown, as a file: pictures as PNG, or the canvas as text or as SVG. */
#include "tui/export.h"
#include "base/rights.h"
#include "base/xalloc.h"
#include "draw/ansi.h"
#include "draw/raster.h"
#include "draw/svg.h"
#include "format/image/png.h"
#include "tui/frame.h"

#include <errno.h>
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

static void export_ansi(struct app *app, FILE *file)
{
	struct canvas *canvas = export_draw(app, app->medium);

	ansi_print(file, canvas);
	canvas_free(canvas);
}

void export_svg(struct app *app, FILE *file)
{
	struct medium medium = {COLOR_DIRECT, app->medium.glyphs};
	struct canvas *canvas = export_draw(app, medium);
	const char *screen = app->screens[app->current]->name;
	char *title = xasprintf("netglyph: %s", screen);
	char *description =
		app_is_ready(app)
			? xasprintf("The screen %s of netglyph: network %s, data set %s, %s.",
				    screen, app->model->facts.name, app->data->name,
				    app->sample.title)
			: xasprintf("The screen %s of netglyph.", screen);

	svg_print(file, canvas, app->theme->is_dark, &(struct svg_words){title, description});
	free(title);
	free(description);
	canvas_free(canvas);
}

bool export_screenshot(struct app *app, const char *path, struct err *err)
{
	struct canvas *canvas = export_draw(app, (struct medium){COLOR_DIRECT, app->medium.glyphs});
	struct image image = {.channels = 3};
	bool is_written = false;

	image.pixels = raster_canvas(canvas, app->theme->is_dark, &image.height, &image.width, err);
	if (image.pixels)
		is_written = image_write_png(path, &image, err);
	image_clear(&image);
	canvas_free(canvas);
	return is_written;
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

static bool write_new(struct app *app, const char *path, void (*print)(struct app *, FILE *),
		      struct err *err)
{
	FILE *file = fopen(path, "wx");
	bool is_written;

	if (!file && errno == EEXIST)
		return err_set(err, "%s: is there already, and is not replaced", path);
	if (!file && rights_lack_beside(path, errno))
		return err_set(err, "%s: " RIGHTS_LACK, path);
	if (!file)
		return err_set(err, "%s: cannot be written here: go to a folder of yours", path);
	print(app, file);
	is_written = !ferror(file);
	if (fclose(file) == 0 && is_written)
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

	if (has_pictures ? write_pictures(&export, path, &err)
			 : write_new(app, path, export_text, &err))
		app_say(app, "written to %s", path);
	else
		app_complain(app, &err);
	free(path);
}

/* Nothing that is there is replaced. */
static bool write_png(struct app *app, const char *path, struct err *err)
{
	struct stat status;

	if (lstat(path, &status) == 0)
		return err_set(err, "%s: is there already, and is not replaced", path);
	return export_screenshot(app, path, err);
}

void export_to(struct app *app, const char *path)
{
	static const struct {
		const char *ending;
		void (*print)(struct app *, FILE *);
	} formats[] = {{".txt", export_text}, {".ansi", export_ansi}, {".svg", export_svg}};
	const char *ending = strrchr(path, '.');
	bool is_written = false;
	struct err err;

	err_set(&err, "%s: its ending has to be .txt, .ansi, .svg or .png", path);
	if (ending && strcmp(ending, ".png") == 0)
		is_written = write_png(app, path, &err);
	for (size_t i = 0; ending && i < sizeof(formats) / sizeof(formats[0]); i++)
		if (strcmp(ending, formats[i].ending) == 0)
			is_written = write_new(app, path, formats[i].print, &err);
	if (is_written)
		app_say(app, "written to %s", path);
	else
		app_refuse(app, "%s", err.text);
}
