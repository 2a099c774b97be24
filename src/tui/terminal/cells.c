/* Cells to curses: one pair for each two colours, as curses hands them out. */
#include "tui/terminal/cells.h"
#include "base/xalloc.h"
#include "draw/sgr_encode.h"

#include <curses.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

struct cells {
	struct canvas *shown;
	uint64_t *sent; /* [height]: the frame that had the row last; 0: none had */
	uint64_t frame;
};

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

struct cells *cells_new(struct medium medium, int height, int width)
{
	struct cells *cells = xmalloc(sizeof(*cells));

	*cells = (struct cells){.shown = canvas_new(medium, height, width),
				.sent = xcalloc((size_t)height + 1, sizeof(*cells->sent))};
	return cells;
}

void cells_free(struct cells *cells)
{
	if (!cells)
		return;
	canvas_free(cells->shown);
	free(cells->sent);
	free(cells);
}

static bool is_shown(const struct cells *cells, const struct canvas *canvas, int row)
{
	size_t width = (size_t)canvas->width, at = (size_t)row * width;

	return cells->sent[row] > 0 && memcmp(canvas->cells + at, cells->shown->cells + at,
					      width * sizeof(*canvas->cells)) == 0;
}

static void put_row(struct cells *cells, const struct canvas *canvas, int row)
{
	size_t width = (size_t)canvas->width, at = (size_t)row * width;
	struct encoded_cell *encoded = xmalloc((width + 1) * sizeof(*encoded));

	memcpy(cells->shown->cells + at, canvas->cells + at, width * sizeof(*canvas->cells));
	cells->sent[row] = cells->frame;
	sgr_encode_pairs(canvas->cells + at, canvas->width, canvas->medium, encoded);
	for (int column = 0; column < canvas->width; column++)
		if (encoded[column].glyph)
			put_encoded_cell(row, column, &encoded[column], canvas->medium.mode);
	free(encoded);
}

/* The next to put; -1: the screen shows all. */
static int find_oldest(const struct cells *cells, const struct canvas *canvas)
{
	int oldest = -1;

	for (int row = 0; row < canvas->height; row++)
		if ((oldest < 0 || cells->sent[row] < cells->sent[oldest]) &&
		    !is_shown(cells, canvas, row))
			oldest = row;
	return oldest;
}

int cells_put(struct cells *cells, const struct canvas *canvas, int room, bool *is_cut)
{
	int count = 0, row;

	cells->frame++;
	if (room >= canvas->height) {
		for (row = 0; row < canvas->height; row++)
			if (!is_shown(cells, canvas, row)) {
				put_row(cells, canvas, row);
				count++;
			}
		*is_cut = false;
		return count;
	}
	for (; count < room && (row = find_oldest(cells, canvas)) >= 0; count++)
		put_row(cells, canvas, row);
	*is_cut = find_oldest(cells, canvas) >= 0;
	return count;
}
