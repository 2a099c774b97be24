/*
 * A grid of cells that everything is drawn into before it goes to a stream or a screen.
 *
 * Rows and columns count from 0 at the top left and may lie anywhere: what falls outside is
 * clipped. A cell only ever holds a printable glyph that the canvas's medium can show; anything
 * else (control characters of a hostile file name, letters beyond ASCII where there is no UTF-8)
 * becomes
 * '?'. A wide letter of a text takes two cells, the second of which has no glyph of its own.
 */
#ifndef DRAW_CANVAS_H
#define DRAW_CANVAS_H

#include "base/text.h"
#include "draw/medium.h"
#include "draw/palette.h"

#include <stdint.h>

/* Bits of `attributes`. */
enum { CELL_BOLD = 1, CELL_FAINT = 2, CELL_UNDERLINE = 4, CELL_REVERSE = 8 };

/* All zero is plain text in the terminal's own colours. */
struct style {
	struct rgb fg, bg;
	uint32_t attributes; /* as wide as leaves no padding: cells are compared as bytes */
};

struct cell {
	uint32_t glyph; /* a Unicode code point; 0: a wide one in the cell before covers this one */
	struct style style;
};

struct canvas {
	int height, width;
	struct medium medium;
	struct cell *cells; /* [height, width], blank at first */
};

/* height, width >= 0. */
struct canvas *canvas_new(struct medium, int height, int width);
void canvas_free(struct canvas *);

/* Blank again, as when it was new. */
void canvas_reset(struct canvas *);

/* NULL outside. */
const struct cell *canvas_at(const struct canvas *, int row, int column);
/* One column: of wide glyphs too, which become '?'. */
void canvas_put(struct canvas *, int row, int column, struct style, uint32_t glyph);
/* Whether a text can be read on such a canvas: no character of it becomes '?'. */
bool canvas_can_show(struct medium, const char *text);
/* Returns the column after the text, which is UTF-8 (an invalid byte counts as one '?'). */
int canvas_text(struct canvas *, int row, int column, struct style, const char *text);
/* The same, cut off before column `end`. */
int canvas_clip(struct canvas *, int row, int column, int end, struct style, const char *text);
int canvas_printf(struct canvas *, int row, int column, struct style, const char *format, ...)
	__attribute__((format(printf, 5, 6)));
/* The text ends before column `end`; returns the column it starts at. */
int canvas_right(struct canvas *, int row, int end, struct style, const char *text);
/* Puts one glyph everywhere in a rectangle, or plain blanks. */
void canvas_fill(struct canvas *, int row, int column, int rows, int columns, struct style,
		 uint32_t glyph);
void canvas_clear(struct canvas *, int row, int column, int rows, int columns);

#endif
