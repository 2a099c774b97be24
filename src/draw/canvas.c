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

bool canvas_can_show(struct medium medium, const char *text)
{
	while (*text)
		if (!is_shown(medium, text_next(&text)))
			return false;
	return true;
}

void canvas_put(struct canvas *canvas, int row, int column, struct style style, uint32_t glyph)
{
	struct cell *cell = cell_at(canvas, row, column);

	if (!cell)
		return;
	if (!is_shown(canvas->medium, glyph))
		glyph = '?';
	cell->glyph = glyph;
	cell->style = style;
}

int canvas_text(struct canvas *canvas, int row, int column, struct style style, const char *text)
{
	while (*text)
		canvas_put(canvas, row, column++, style, text_next(&text));
	return column;
}

int canvas_clip(struct canvas *canvas, int row, int column, int end, struct style style,
		const char *text)
{
	while (*text && column < end)
		canvas_put(canvas, row, column++, style, text_next(&text));
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
