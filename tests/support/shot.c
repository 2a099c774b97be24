/* Cells as text and as pixels. */
#include "support/shot.h"

#include "base/xalloc.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { UTF8_MAX = 5, UPPER_HALF = 0x2580, LOWER_HALF = 0x2584, FULL_BLOCK = 0x2588 };

void shot_free(struct shot *shot)
{
	if (!shot)
		return;
	free(shot->cells);
	free(shot);
}

const struct shot_cell *shot_at(const struct shot *shot, int row, int column)
{
	assert(row >= 0 && row < shot->rows && column >= 0 && column < shot->columns);
	return &shot->cells[row * shot->columns + column];
}

static bool cells_equal(const struct shot_cell *a, const struct shot_cell *b)
{
	return a->glyph == b->glyph && a->fg == b->fg && a->bg == b->bg &&
	       a->attributes == b->attributes;
}

bool shot_equal(const struct shot *a, const struct shot *b)
{
	if (a->rows != b->rows || a->columns != b->columns)
		return false;
	for (int i = 0; i < a->rows * a->columns; i++)
		if (!cells_equal(&a->cells[i], &b->cells[i]))
			return false;
	return true;
}

/* Returns the length. */
static size_t utf8(uint32_t glyph, char bytes[UTF8_MAX])
{
	static const uint8_t leads[] = {0, 0, 0xc0, 0xe0, 0xf0};
	size_t length = glyph == 0        ? 0
			: glyph < 0x80    ? 1
			: glyph < 0x800   ? 2
			: glyph < 0x10000 ? 3
					  : 4;

	for (size_t i = length; i-- > 1; glyph >>= 6)
		bytes[i] = (char)(0x80 | (glyph & 0x3f));
	if (length > 0)
		bytes[0] = (char)(leads[length] | glyph);
	bytes[length] = '\0';
	return length;
}

char *shot_text(const struct shot *shot, int row)
{
	char *text = xmalloc((size_t)shot->columns * (UTF8_MAX - 1) + 1);
	size_t length = 0;

	for (int column = 0; column < shot->columns; column++)
		length += utf8(shot_at(shot, row, column)->glyph, text + length);
	while (length > 0 && text[length - 1] == ' ')
		length--;
	text[length] = '\0';
	return text;
}

static bool stands_at(const struct shot *shot, const char *text, int row, int column)
{
	char bytes[UTF8_MAX];

	for (; *text && column < shot->columns; column++) {
		size_t length = utf8(shot_at(shot, row, column)->glyph, bytes);

		if (strncmp(text, bytes, length) != 0)
			return false;
		text += length;
	}
	return !*text;
}

bool shot_find(const struct shot *shot, const char *text, int *row, int *column)
{
	for (int i = 0; i < shot->rows * shot->columns; i++) {
		if (!stands_at(shot, text, i / shot->columns, i % shot->columns))
			continue;
		if (row)
			*row = i / shot->columns;
		if (column)
			*column = i % shot->columns;
		return true;
	}
	return false;
}

static void print_edge(int columns, FILE *file)
{
	fputc('+', file);
	for (int i = 0; i < columns; i++)
		fputc('-', file);
	fputs("+\n", file);
}

void shot_print(const struct shot *shot, FILE *file)
{
	print_edge(shot->columns, file);
	for (int row = 0; row < shot->rows; row++) {
		char *text = shot_text(shot, row);

		fprintf(file, "|%s\n", text);
		free(text);
	}
	print_edge(shot->columns, file);
}

uint32_t shot_rgb(uint32_t color, bool is_ground)
{
	static const uint32_t first[16] = {
		0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5,
		0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff};
	static const uint32_t levels[6] = {0, 95, 135, 175, 215, 255};
	uint32_t value = color & SHOT_VALUE;

	if (color == SHOT_DEFAULT)
		return is_ground ? 0x000000 : 0xffffff;
	if (color & SHOT_RGB)
		return value;
	if (value < 16)
		return first[value];
	if (value >= 232)
		return (8 + (value - 232) * 10) * 0x010101;
	value -= 16;
	return levels[value / 36] << 16 | levels[value / 6 % 6] << 8 | levels[value % 6];
}

static bool is_within(const struct shot *shot, int row, int column, int rows, int columns,
		      struct err *err)
{
	if (row >= 0 && column >= 0 && row + rows <= shot->rows &&
	    column + columns <= shot->columns)
		return true;
	return err_set(err, "%dx%d cells at row %d, column %d do not fit on a screen of %dx%d",
		       rows, columns, row, column, shot->rows, shot->columns);
}

/* The two halves of a cell. */
static bool read_halves(const struct shot_cell *cell, uint32_t *upper, uint32_t *lower)
{
	uint32_t ink = shot_rgb(cell->fg, false), ground = shot_rgb(cell->bg, true);
	bool is_reverse = cell->attributes & SHOT_REVERSE;
	uint32_t set = is_reverse ? ground : ink, unset = is_reverse ? ink : ground;

	*upper = cell->glyph == UPPER_HALF || cell->glyph == FULL_BLOCK ? set : unset;
	*lower = cell->glyph == LOWER_HALF || cell->glyph == FULL_BLOCK ? set : unset;
	return cell->glyph == ' ' || cell->glyph == UPPER_HALF || cell->glyph == LOWER_HALF ||
	       cell->glyph == FULL_BLOCK;
}

static bool refuse(const struct shot_cell *cell, int row, int column, struct err *err)
{
	char bytes[UTF8_MAX];

	utf8(cell->glyph, bytes);
	return err_set(err, "row %d, column %d is no pixel: '%s' (U+%04X)", row, column, bytes,
		       (unsigned)cell->glyph);
}

bool shot_pixels(const struct shot *shot, int row, int column, int height, int width,
		 uint32_t *pixels, struct err *err)
{
	int rows = (height + 1) / 2;

	if (!is_within(shot, row, column, rows, width, err))
		return false;
	for (int i = 0; i < rows * width; i++) {
		int y = i / width, x = i % width;
		const struct shot_cell *cell = shot_at(shot, row + y, column + x);
		uint32_t upper, lower;

		if (!read_halves(cell, &upper, &lower))
			return refuse(cell, row + y, column + x, err);
		pixels[2 * y * width + x] = upper;
		if (2 * y + 1 < height)
			pixels[(2 * y + 1) * width + x] = lower;
	}
	return true;
}

bool shot_wide_pixels(const struct shot *shot, int row, int column, int height, int width,
		      int cells, uint32_t *pixels, struct err *err)
{
	uint32_t upper, lower;

	if (!is_within(shot, row, column, height, width * cells, err))
		return false;
	for (int i = 0; i < height * width * cells; i++) {
		int y = i / (width * cells), x = i % (width * cells);
		const struct shot_cell *cell = shot_at(shot, row + y, column + x);
		uint32_t *pixel = &pixels[y * width + x / cells];

		if (!read_halves(cell, &upper, &lower) || upper != lower)
			return refuse(cell, row + y, column + x, err);
		if (x % cells != 0 && *pixel != upper)
			return err_set(err, "row %d, column %d: the cells of a pixel differ",
				       row + y, column + x);
		*pixel = upper;
	}
	return true;
}
