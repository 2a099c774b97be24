/* Cells to curses: one pair for each two colours, as curses hands them out. */
#include "tui/terminal/cells.h"
#include "base/xalloc.h"
#include "draw/sgr_encode.h"

#include <curses.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

static attr_t curses_attributes(uint8_t attributes)
{
	return (attributes & CELL_BOLD ? A_BOLD : 0) | (attributes & CELL_FAINT ? A_DIM : 0) |
	       (attributes & CELL_UNDERLINE ? A_UNDERLINE : 0) |
	       (attributes & CELL_REVERSE ? A_REVERSE : 0);
}

/* Terminals with direct colour take 0 to 7 for the eight named ones. */
static int curses_color(int color, enum color_mode mode)
{
	return mode == COLOR_DIRECT && color >= 0 && color < 8 ? 0x010101 : color;
}

static void put_encoded_cell(int row, int column, const struct encoded_cell *encoded_cell,
			     enum color_mode mode)
{
	wchar_t glyph[2] = {(wchar_t)encoded_cell->glyph, 0};
	int fg = curses_color(encoded_cell->fg, mode), bg = curses_color(encoded_cell->bg, mode);
	int pair = fg < 0 && bg < 0 ? 0 : alloc_pair(fg, bg);
	cchar_t cell;

	if (pair < 0)
		pair = 0;
	setcchar(&cell, glyph, curses_attributes(encoded_cell->attributes), 0, &pair);
	mvadd_wch(row, column, &cell);
}

bool cells_put(const struct canvas *canvas, struct canvas *last, bool is_all)
{
	size_t width = (size_t)canvas->width, size = width * sizeof(*canvas->cells);
	struct encoded_cell *encoded = xmalloc(width * sizeof(*encoded));
	bool is_other = is_all;

	for (int row = 0; row < canvas->height; row++) {
		const struct cell *cells = canvas->cells + (size_t)row * width;
		struct cell *old = last->cells + (size_t)row * width;

		if (!is_all && memcmp(cells, old, size) == 0)
			continue;
		is_other = true;
		memcpy(old, cells, size);
		sgr_encode_pairs(cells, canvas->width, canvas->medium, encoded);
		for (int column = 0; column < canvas->width; column++)
			if (encoded[column].glyph)
				put_encoded_cell(row, column, &encoded[column],
						 canvas->medium.mode);
	}
	free(encoded);
	return is_other;
}
