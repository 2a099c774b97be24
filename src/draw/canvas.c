/* Cells and text. canvas_put() is the one gate: whatever is drawn passes its clipping and cleaning.
 */
#include "draw/canvas.h"
#include "base/text.h"
#include "base/xalloc.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Code points one column wide in every terminal, in order: letters, signs, arrows, mathematics,
 * lines, blocks, braille. Combining and formatting characters are left out. */
static const uint32_t narrow_ranges[][2] = {
	{0x20, 0x7e},     {0xa0, 0xac},     {0xae, 0x2ff},    {0x370, 0x377},   {0x37a, 0x37f},
	{0x384, 0x482},   {0x48a, 0x52f},   {0x2010, 0x2027}, {0x2030, 0x205e}, {0x2070, 0x209c},
	{0x2100, 0x218b}, {0x2190, 0x2319}, {0x2500, 0x25fc}, {0x2800, 0x28ff},
};

struct canvas *canvas_new(struct medium medium, int height, int width)
{
	struct canvas *canvas = xmalloc(sizeof(*canvas));
	size_t count = (size_t)height * (size_t)width;

	assert(height >= 0 && width >= 0);
	*canvas = (struct canvas){height, width, medium, xcalloc(count, sizeof(struct cell))};
	canvas_reset(canvas);
	return canvas;
}

/* Byte for byte alike, padding included, so that canvases can be compared as memory. */
void canvas_reset(struct canvas *canvas)
{
	size_t count = (size_t)canvas->height * (size_t)canvas->width;

	memset(canvas->cells, 0, count * sizeof(*canvas->cells));
	for (size_t i = 0; i < count; i++)
		canvas->cells[i].glyph = ' ';
}

void canvas_free(struct canvas *canvas)
{
	if (canvas)
		free(canvas->cells);
	free(canvas);
}

static struct cell *cell_at(const struct canvas *canvas, int row, int column)
{
	if (row < 0 || row >= canvas->height || column < 0 || column >= canvas->width)
		return NULL;
	return &canvas->cells[(size_t)row * (size_t)canvas->width + (size_t)column];
}

const struct cell *canvas_at(const struct canvas *canvas, int row, int column)
{
	return cell_at(canvas, row, column);
}

static bool is_narrow(uint32_t glyph)
{
	for (size_t i = 0; i < sizeof(narrow_ranges) / sizeof(narrow_ranges[0]); i++)
		if (glyph <= narrow_ranges[i][1])
			return glyph >= narrow_ranges[i][0];
	return false;
}

static bool is_shown(struct medium medium, uint32_t glyph)
{
	return is_narrow(glyph) && (glyph < 0x80 || medium_has_utf8(medium));
}

/* In two cells. Of emoji's widths terminals are not agreed. */
static bool is_shown_wide(struct medium medium, uint32_t glyph)
{
	bool is_emoji = glyph >= 0x1f000 && glyph < 0x20000;

	return text_glyph_width(glyph) == 2 && !is_emoji && medium_has_utf8(medium);
}

bool canvas_can_show(struct medium medium, const char *text)
{
	while (*text) {
		uint32_t glyph = text_next(&text);

		if (!is_shown(medium, glyph) && !is_shown_wide(medium, glyph))
			return false;
	}
	return true;
}

/* Before a cell is changed: of a wide glyph that it is half of, the other half becomes blank. */
static void part(struct canvas *canvas, int row, int column)
{
	struct cell *before = cell_at(canvas, row, column - 1);
	struct cell *behind = cell_at(canvas, row, column + 1);

	if (before && cell_at(canvas, row, column)->glyph == 0)
		before->glyph = ' ';
	if (behind && behind->glyph == 0)
		behind->glyph = ' ';
}

void canvas_put(struct canvas *canvas, int row, int column, struct style style, uint32_t glyph)
{
	struct cell *cell = cell_at(canvas, row, column);

	if (!cell)
		return;
	part(canvas, row, column);
	if (!is_shown(canvas->medium, glyph))
		glyph = '?';
	cell->glyph = glyph;
	cell->style = style;
}

/* A glyph of a text, in the columns that it takes. */
static int put_letter(struct canvas *canvas, int row, int column, struct style style,
		      uint32_t glyph)
{
	struct cell *cell, *behind;

	canvas_put(canvas, row, column, style, glyph);
	if (text_glyph_width(glyph) == 1)
		return column + 1;
	canvas_put(canvas, row, column + 1, style, ' ');
	cell = cell_at(canvas, row, column);
	behind = cell_at(canvas, row, column + 1);
	if (cell && behind && is_shown_wide(canvas->medium, glyph)) {
		cell->glyph = glyph;
		behind->glyph = 0;
	}
	return column + 2;
}

int canvas_text(struct canvas *canvas, int row, int column, struct style style, const char *text)
{
	while (*text)
		column = put_letter(canvas, row, column, style, text_next(&text));
	return column;
}

int canvas_clip(struct canvas *canvas, int row, int column, int end, struct style style,
		const char *text)
{
	while (*text && column < end) {
		uint32_t glyph = text_next(&text);

		if (column + text_glyph_width(glyph) > end)
			canvas_put(canvas, row, column++, style, '?');
		else
			column = put_letter(canvas, row, column, style, glyph);
	}
	return column;
}

int canvas_printf(struct canvas *canvas, int row, int column, struct style style,
		  const char *format, ...)
{
	char text[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	return canvas_text(canvas, row, column, style, text);
}

int canvas_right(struct canvas *canvas, int row, int end, struct style style, const char *text)
{
	int column = end - text_width(text);

	canvas_text(canvas, row, column, style, text);
	return column;
}

/* Only what lies on the canvas is gone through, however large the rectangle is. */
void canvas_fill(struct canvas *canvas, int row, int column, int rows, int columns,
		 struct style style, uint32_t glyph)
{
	int top = row < 0 ? 0 : row, left = column < 0 ? 0 : column;

	for (int r = top; r < canvas->height && r - row < rows; r++)
		for (int c = left; c < canvas->width && c - column < columns; c++)
			canvas_put(canvas, r, c, style, glyph);
}

void canvas_clear(struct canvas *canvas, int row, int column, int rows, int columns)
{
	canvas_fill(canvas, row, column, rows, columns, (struct style){0}, ' ');
}
