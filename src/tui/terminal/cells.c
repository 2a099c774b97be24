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
	struct encoded_cell *encoded; /* its cells, as curses has them */
	uint64_t *sent; /* [height]: the frame that had the row's end last; 0: none had */
	int *next;      /* [height]: the column that the row goes on from */
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
	size_t count = (size_t)height * (size_t)width + 1;

	*cells = (struct cells){.shown = canvas_new(medium, height, width),
				.encoded = xcalloc(count, sizeof(*cells->encoded)),
				.sent = xcalloc((size_t)height + 1, sizeof(*cells->sent)),
				.next = xcalloc((size_t)height + 1, sizeof(*cells->next))};
	return cells;
}

void cells_free(struct cells *cells)
{
	if (!cells)
		return;
	canvas_free(cells->shown);
	free(cells->encoded);
	free(cells->sent);
	free(cells->next);
	free(cells);
}

static bool is_shown(const struct cells *cells, const struct canvas *canvas, int row)
{
	size_t width = (size_t)canvas->width, at = (size_t)row * width;

	return cells->sent[row] > 0 && memcmp(canvas->cells + at, cells->shown->cells + at,
					      width * sizeof(*canvas->cells)) == 0;
}

/* What curses sends, about: to put the cursor into a row, a letter, and another cell's glyph. */
enum { MOVE_BYTES = 8, LETTER_BYTES = 1, GLYPH_BYTES = 3 };

/* Both colours. */
static int colors_bytes(enum color_mode mode)
{
	return mode == COLOR_DIRECT ? 38 : mode == COLOR_256 ? 22 : mode == COLOR_MONO ? 4 : 10;
}

static bool is_alike(const struct encoded_cell *a, const struct encoded_cell *b)
{
	return a->fg == b->fg && a->bg == b->bg && a->attributes == b->attributes;
}

/* Puts cells of the row from where it was left, as long as there is room; returns their bytes. */
static int put_row(struct cells *cells, const struct canvas *canvas, int row, int room)
{
	size_t width = (size_t)canvas->width, at = (size_t)row * width;
	struct encoded_cell *encoded = xmalloc((width + 1) * sizeof(*encoded)),
			    *sent = cells->encoded + at;
	const struct encoded_cell *last = NULL; /* that is sent */
	int column = cells->next[row], bytes = MOVE_BYTES;

	sgr_encode_pairs(canvas->cells + at, canvas->width, canvas->medium, encoded);
	for (; column < canvas->width; column++) {
		const struct encoded_cell *cell = &encoded[column];
		bool is_new = cells->sent[row] == 0 || cell->glyph != sent[column].glyph ||
			      !is_alike(cell, &sent[column]);

		/* A wide letter is not cut. */
		if (is_new && bytes >= room && cell->glyph)
			break;
		if (is_new) {
			bytes += cell->glyph < 0x80 ? LETTER_BYTES : GLYPH_BYTES;
			if (!last || !is_alike(last, cell))
				bytes += colors_bytes(canvas->medium.mode);
			last = cell;
		}
		sent[column] = *cell;
		cells->shown->cells[at + (size_t)column] = canvas->cells[at + (size_t)column];
		if (cell->glyph)
			put_encoded_cell(row, column, cell, canvas->medium.mode);
	}
	cells->next[row] = column < canvas->width ? column : 0;
	if (cells->next[row] == 0)
		cells->sent[row] = cells->frame;
	free(encoded);
	return bytes;
}

enum { FOOT = 2 }; /* rows: the status line, and the keys below it */

/* The next to put; -1: the screen shows all. The foot goes first, but not with each frame. */
static int find_next(const struct cells *cells, const struct canvas *canvas)
{
	int height = canvas->height, oldest = -1;

	for (int row = height - 1; row >= 0; row--) {
		if (is_shown(cells, canvas, row))
			continue;
		if (row >= height - FOOT && cells->sent[row] + 1 < cells->frame)
			return row;
		if (oldest < 0 || cells->sent[row] <= cells->sent[oldest])
			oldest = row;
	}
	return oldest;
}

int cells_put(struct cells *cells, const struct canvas *canvas, int room, bool *is_cut)
{
	int bytes = 0, row;

	cells->frame++;
	/* A row that goes on where it was left may have changed before that: it comes twice. */
	while ((row = find_next(cells, canvas)) >= 0 && bytes < room)
		bytes += put_row(cells, canvas, row, room - bytes);
	*is_cut = row >= 0;
	return bytes;
}
