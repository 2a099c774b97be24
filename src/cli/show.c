/* Layout of what commands draw; how values become cells is the room draw's. */
#include "cli/show.h"
#include "base/xalloc.h"
#include "draw/ansi.h"
#include "draw/chart.h"
#include "format/image/png.h"

#include <math.h>
#include <stdlib.h>

enum { GAP = 2, MIN_BARS = 18, MAX_BARS = 40, PNG_SCALE = 8 };

struct palette ink_palette(const float *values, size_t count)
{
	struct palette palette = palette_greys();

	for (size_t i = 0; i < count; i++) {
		palette.lo = fminf(palette.lo, values[i]);
		palette.hi = fmaxf(palette.hi, values[i]);
	}
	return palette;
}

void show_canvas(struct output *out, struct canvas *canvas)
{
	ansi_print(out->file, canvas);
	canvas_free(canvas);
}

void show_title(struct output *out, const char *words)
{
	struct canvas *canvas = canvas_new(out->medium, 1, out->width);

	canvas_text(canvas, 0, 0, (struct style){.attributes = CELL_BOLD}, words);
	show_canvas(out, canvas);
}

void show_legend(struct output *out, const struct palette *palette, const char *words)
{
	struct canvas *canvas = canvas_new(out->medium, 1, out->width);
	int column = chart_legend(canvas, 0, 0, palette);

	canvas_text(canvas, 0, column + GAP, (struct style){0}, words);
	show_canvas(out, canvas);
}

/* The largest scale up to PNG_SCALE at which the sheet is not too large. */
static uint8_t *raster(const struct sheet *sheet, struct image *image, struct err *err)
{
	uint8_t *pixels = NULL;

	for (int scale = PNG_SCALE; !pixels && scale >= 1; scale /= 2)
		pixels = sheet_raster(sheet, scale, &image->height, &image->width, err);
	return pixels;
}

static bool write_png(const char *path, const struct sheet *sheet, struct err *err)
{
	struct image image = {.channels = 3};
	bool is_written;

	image.pixels = raster(sheet, &image, err);
	if (!image.pixels)
		return err_prefix(err, path);
	is_written = image_write_png(path, &image, err);
	image_clear(&image);
	return is_written;
}

bool show_sheet(struct output *out, const struct sheet *sheet, struct err *err)
{
	bool has_merged_rows;

	if (out->png) {
		if (!write_png(out->png, sheet, err))
			return false;
		if (!out->is_json)
			fprintf(out->file, "pictures: %s\n", out->png);
	} else if (!out->is_json) {
		show_canvas(out, sheet_canvas(sheet, out->medium, out->width, &has_merged_rows));
	}
	return true;
}

/* Draws a picture in at most `room` columns; returns the columns it took: 0 if there is no room, or
 * no picture. */
static int draw_map(struct canvas *canvas, int column, int room, struct picture picture, int *rows)
{
	enum pixels pixels;
	int columns;

	picture.scale = 1;
	if (picture.width > room && room > 0)
		picture.scale = -((picture.width + room - 1) / room);
	if (room <= 0 || picture.width == 0 || picture.scale < -4)
		return 0;
	pixels = picture_pixels(&picture, canvas->medium, 0);
	picture_cells(&picture, pixels, rows, &columns);
	picture_draw(canvas, 0, column, &picture, pixels);
	return columns;
}

static struct picture difference(const struct answer *a, float *values)
{
	int count = a->height * a->width;

	for (int i = 0; i < count; i++)
		values[i] = a->image[i] - a->start[i];
	return (struct picture){values,   a->height,
				a->width, 1,
				1,        palette_fit(PALETTE_BWR_R, values, (size_t)count, 1)};
}

void show_answer(struct output *out, const struct answer *a)
{
	size_t count = (size_t)a->height * (size_t)a->width;
	int max = a->height > a->classes ? a->height : a->classes, rows = 0, column, bars;
	struct canvas *canvas = canvas_new(out->medium, max, out->width);
	struct picture picture = {a->image, a->height, a->width,
				  1,        1,         ink_palette(a->image, count)};
	float *values = xfloats(count);
	int room = (out->width - MIN_BARS - GAP) / (a->start ? 2 : 1) - (a->start ? GAP / 2 : 0);

	column = draw_map(canvas, 0, room, picture, &rows);
	column += column ? GAP : 0;
	if (a->start) {
		int columns = draw_map(canvas, column, room, difference(a, values), &rows);

		column += columns ? columns + GAP : 0;
	}
	bars = out->width - column;
	chart_bars(canvas, 0, column, bars < MAX_BARS ? bars : MAX_BARS, a->probabilities, a->names,
		   a->classes);
	canvas->height = rows > a->classes ? rows : a->classes;
	show_canvas(out, canvas);
	free(values);
}
