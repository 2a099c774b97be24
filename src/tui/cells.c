/* Cells to curses: one pair for each two colours, as curses hands them out. */
#include "tui/cells.h"
#include "base/xalloc.h"
#include "draw/weave.h"

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

static void put_thread(int row, int column, const struct thread *thread, enum color_mode mode)
{
	wchar_t glyph[2] = {(wchar_t)thread->glyph, 0};
	int fg = curses_color(thread->fg, mode), bg = curses_color(thread->bg, mode);
	int pair = fg < 0 && bg < 0 ? 0 : alloc_pair(fg, bg);
	cchar_t cell;

	if (pair < 0)
		pair = 0;
	setcchar(&cell, glyph, curses_attributes(thread->attributes), 0, &pair);
	mvadd_wch(row, column, &cell);
}

void cells_put(const struct canvas *canvas, struct canvas *last, bool is_all)
{
	size_t width = (size_t)canvas->width, size = width * sizeof(*canvas->cells);
	struct thread *threads = xmalloc(width * sizeof(*threads));

	for (int row = 0; row < canvas->height; row++) {
		const struct cell *cells = canvas->cells + (size_t)row * width;
		struct cell *old = last->cells + (size_t)row * width;

		if (!is_all && memcmp(cells, old, size) == 0)
			continue;
		memcpy(old, cells, size);
		weave_pairs(cells, canvas->width, canvas->medium, threads);
		for (int column = 0; column < canvas->width; column++)
			put_thread(row, column, &threads[column], canvas->medium.mode);
	}
	free(threads);
}
