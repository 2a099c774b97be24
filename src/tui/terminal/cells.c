/* Cells to curses: one pair for each two colours, as curses hands them out. */
#include "tui/terminal/cells.h"
#include "base/xalloc.h"
#include "draw/sgr_encode.h"

#include <curses.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

/* Where there was no room for more. */
struct turn {
	int row, column;
};

/* What has its turn before what: words come, words go for a picture, all else. */
enum kind { COMING, GOING, ALL, KINDS };

struct cells {
	struct canvas *shown;
	struct encoded_cell *encoded; /* its cells, as curses has them */
	struct turn turns[KINDS];
};

enum { FOOT = 2 }; /* rows: the status line, and the keys below it */

/* What curses sends, about: to put the cursor into a row, a letter, and another cell's glyph. */
enum { MOVE_BYTES = 8, LETTER_BYTES = 1, GLYPH_BYTES = 3 };

static const uint32_t unknown = UINT32_MAX; /* no glyph of a canvas */
enum { FIRST_BLOCK = 0x2580 };              /* of what pictures and curves are made of */

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
	size_t count = (size_t)height * (size_t)width;

	*cells = (struct cells){.shown = canvas_new(medium, height, width),
				.encoded = xcalloc(count + 1, sizeof(*cells->encoded))};
	for (size_t i = 0; i < count; i++)
		cells->shown->cells[i].glyph = cells->encoded[i].glyph = unknown;
	return cells;
}

void cells_free(struct cells *cells)
{
	if (!cells)
		return;
	canvas_free(cells->shown);
	free(cells->encoded);
	free(cells);
}

static bool is_shown(const struct cells *cells, const struct canvas *canvas, size_t at, int count)
{
	return memcmp(canvas->cells + at, cells->shown->cells + at,
		      (size_t)count * sizeof(*canvas->cells)) == 0;
}

static bool is_row_shown(const struct cells *cells, const struct canvas *canvas, int row)
{
	return is_shown(cells, canvas, (size_t)row * (size_t)canvas->width, canvas->width);
}

static bool is_letter(const struct cell *cell)
{
	return cell->glyph != ' ' && cell->glyph < FIRST_BLOCK;
}

/* A word's end is part of it: what was longer would be read with what came. */
static bool is_in_turn(const struct cells *cells, const struct canvas *canvas, size_t at,
		       enum kind kind)
{
	const struct cell *now = canvas->cells + at;
	bool is_gone = is_letter(cells->shown->cells + at);
	bool is_blank = now->glyph == ' ' && !now->style.bg.is_set;

	return kind == ALL ||
	       (!is_shown(cells, canvas, at, 1) &&
		(kind == COMING ? is_letter(now) || (is_gone && is_blank) : is_gone));
}

static bool is_alike(const struct encoded_cell *a, const struct encoded_cell *b)
{
	return a->fg == b->fg && a->bg == b->bg && a->attributes == b->attributes;
}

/* last: that is sent before it in its row, or NULL. */
static int cell_bytes(const struct encoded_cell *cell, const struct encoded_cell *last,
		      enum color_mode mode)
{
	int colors = mode == COLOR_DIRECT ? 38
		     : mode == COLOR_256  ? 22
		     : mode == COLOR_MONO ? 4
					  : 10;

	return (last ? 0 : MOVE_BYTES) + (cell->glyph < 0x80 ? LETTER_BYTES : GLYPH_BYTES) +
	       (last && is_alike(last, cell) ? 0 : colors);
}

/* Puts what a row has from that column on, as long as there is room; returns the column behind. */
static int put_row(struct cells *cells, const struct canvas *canvas, struct turn from,
		   enum kind kind, int *room)
{
	size_t width = (size_t)canvas->width, start = (size_t)from.row * width;
	struct encoded_cell *encoded = xmalloc((width + 1) * sizeof(*encoded));
	const struct encoded_cell *last = NULL;
	int column = from.column;

	sgr_encode_pairs(canvas->cells + start, canvas->width, canvas->medium, encoded);
	for (; *room > 0 && column < canvas->width; column++) {
		const struct encoded_cell *cell = &encoded[column];
		size_t at = start + (size_t)column;

		if (!is_in_turn(cells, canvas, at, kind))
			continue;
		if (cell->glyph != cells->encoded[at].glyph ||
		    !is_alike(cell, &cells->encoded[at])) {
			*room -= cell_bytes(cell, last, canvas->medium.mode);
			last = cell;
		}
		cells->encoded[at] = *cell;
		cells->shown->cells[at] = canvas->cells[at];
		if (cell->glyph)
			put_encoded_cell(from.row, column, cell, canvas->medium.mode);
	}
	free(encoded);
	return column;
}

static void put_foot(struct cells *cells, const struct canvas *canvas, int *room)
{
	for (int row = canvas->height - 1; row >= 0 && row >= canvas->height - FOOT; row--)
		if (!is_row_shown(cells, canvas, row))
			put_row(cells, canvas, (struct turn){row, 0}, ALL, room);
}

/* Once around the rows, from where there was no room for more. */
static void put_around(struct cells *cells, const struct canvas *canvas, enum kind kind, int *room)
{
	struct turn *turn = &cells->turns[kind];
	int height = canvas->height;

	for (int i = 0; i <= height && height > 0 && *room > 0; i++) {
		if (!is_row_shown(cells, canvas, turn->row))
			turn->column = put_row(cells, canvas, *turn, kind, room);
		if (*room > 0)
			*turn = (struct turn){(turn->row + 1) % height, 0};
	}
}

int cells_put(struct cells *cells, const struct canvas *canvas, int room, bool *is_cut)
{
	int left = room, row = 0;

	if (room < INT_MAX) {
		put_foot(cells, canvas, &left);
		put_around(cells, canvas, COMING, &left);
		put_around(cells, canvas, GOING, &left);
	}
	put_around(cells, canvas, ALL, &left);
	while (row < canvas->height && is_row_shown(cells, canvas, row))
		row++;
	*is_cut = row < canvas->height;
	return room - left;
}
