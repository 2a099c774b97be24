/* Shapes are filled; letters are the bitmap font's, twice as large with their steps smoothed. */
#include "draw/raster.h"
#include "base/xalloc.h"
#include "draw/font.h"
#include "draw/glyph_shape.h"
#include "draw/look.h"

#include <assert.h>
#include <math.h>

enum {
	LEFT = 1,       /* of a letter in its cell ... */
	TOP = 3,        /* ... which begins so far below its edge */
	UNDERLINE = 21, /* the first of two rows */
	SCALE = 2
};

/* A cell's pixels among all. */
struct place {
	uint8_t *pixels;
	size_t stride;
};

static void put_pixel(const struct place *place, int x, int y, struct rgb color)
{
	uint8_t *pixel = place->pixels + (size_t)y * place->stride + (size_t)x * 3;

	pixel[0] = color.r;
	pixel[1] = color.g;
	pixel[2] = color.b;
}

static void fill(const struct place *place, int left, int top, int right, int bottom,
		 struct rgb color)
{
	for (int y = top; y < bottom; y++)
		for (int x = left; x < right; x++)
			put_pixel(place, x, y, color);
}

static uint8_t blend(uint8_t fg, uint8_t bg, float opacity)
{
	return (uint8_t)lrintf((float)bg + ((float)fg - (float)bg) * opacity);
}

static int at(float share, int size)
{
	return (int)lrintf(share * (float)size);
}

static void put_boxes(const struct place *place, const struct glyph_box *boxes, int count,
		      struct look look)
{
	for (int i = 0; i < count; i++) {
		const struct glyph_box *box = &boxes[i];
		int left = at(box->x, RASTER_CELL_WIDTH), top = at(box->y, RASTER_CELL_HEIGHT);
		int right = at(box->x + box->width, RASTER_CELL_WIDTH);
		int bottom = at(box->y + box->height, RASTER_CELL_HEIGHT);
		struct rgb color = rgb(blend(look.fg.r, look.bg.r, box->opacity),
				       blend(look.fg.g, look.bg.g, box->opacity),
				       blend(look.fg.b, look.bg.b, box->opacity));

		/* The thinnest are an eighth of a cell's width and more than a pixel. */
		assert(right > left && bottom > top);
		fill(place, left, top, right, bottom, color);
	}
}

static bool is_ink(const uint8_t *rows, int x, int y)
{
	return x >= 0 && x < FONT_WIDTH && y >= 0 && y < FONT_HEIGHT &&
	       rows[y] >> (FONT_WIDTH - 1 - x) & 1;
}

/* A quarter of a dot, towards (dx, dy): it is as the two neighbours there where they are alike and
 * the two others are not (Scale2x). */
static bool is_quarter_ink(const uint8_t *rows, int x, int y, int dx, int dy)
{
	bool beside = is_ink(rows, x + dx, y), above = is_ink(rows, x, y + dy);
	bool other_beside = is_ink(rows, x - dx, y), other_above = is_ink(rows, x, y - dy);

	return beside == above && beside != other_above && above != other_beside
		       ? beside
		       : is_ink(rows, x, y);
}

static void put_letter(const struct place *place, const struct cell *cell, struct rgb color)
{
	const uint8_t *rows = font_glyph(cell->glyph);
	int strokes = cell->style.attributes & CELL_BOLD ? 2 : 1;

	for (int y = 0; y < FONT_HEIGHT * SCALE; y++)
		for (int x = 0; x < FONT_WIDTH * SCALE; x++)
			for (int i = 0; i < strokes; i++)
				if (is_quarter_ink(rows, x / SCALE, y / SCALE, x % SCALE ? 1 : -1,
						   y % SCALE ? 1 : -1))
					put_pixel(place, LEFT + x + i, TOP + y, color);
}

static void put_cell(const struct place *place, const struct cell *cell, bool is_dark)
{
	struct look look = look_of(cell, is_dark);
	struct glyph_box boxes[GLYPH_BOXES_MAX];
	int count = glyph_shape(cell->glyph, boxes);

	fill(place, 0, 0, RASTER_CELL_WIDTH, RASTER_CELL_HEIGHT, look.bg);
	if (count > 0)
		put_boxes(place, boxes, count, look);
	else if (cell->glyph && !glyph_is_braille(cell->glyph))
		put_letter(place, cell, look.fg);
	if (cell->style.attributes & CELL_UNDERLINE)
		fill(place, 0, UNDERLINE, RASTER_CELL_WIDTH, UNDERLINE + 2, look.fg);
}

uint8_t *raster_canvas(const struct canvas *canvas, bool is_dark, int *height, int *width,
		       struct err *err)
{
	double area =
		(double)canvas->height * RASTER_CELL_HEIGHT * canvas->width * RASTER_CELL_WIDTH;
	size_t stride = (size_t)canvas->width * RASTER_CELL_WIDTH * 3;
	uint8_t *pixels;

	if (area < 1 || area > SHEET_MAX_PIXELS) {
		err_set(err,
			"%d columns and %d rows make an image of %.0f pixels, and 1 to %d are "
			"written; choose another size",
			canvas->width, canvas->height, area, SHEET_MAX_PIXELS);
		return NULL;
	}
	*height = canvas->height * RASTER_CELL_HEIGHT;
	*width = canvas->width * RASTER_CELL_WIDTH;
	pixels = xmalloc((size_t)*height * stride);
	for (int row = 0; row < canvas->height; row++)
		for (int column = 0; column < canvas->width; column++) {
			size_t top = (size_t)row * RASTER_CELL_HEIGHT;
			size_t left = (size_t)column * RASTER_CELL_WIDTH;
			struct place place = {pixels + top * stride + left * 3, stride};

			put_cell(&place, canvas_at(canvas, row, column), is_dark);
		}
	return pixels;
}
