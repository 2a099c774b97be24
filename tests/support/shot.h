/*
 * What a terminal shows at one moment: a grid of cells, to be read as text or as pixels.
 *
 * Rows and columns count from 0 at the top left. Colours are as the program named them: the
 * terminal's own, one of 256, or red, green and blue; so 231 and ffffff differ in a cell, while as
 * pixels they are the same.
 */
#ifndef TESTS_SUPPORT_SHOT_H
#define TESTS_SUPPORT_SHOT_H

#include "base/err.h"

#include <stdint.h>
#include <stdio.h>

/* A colour is SHOT_DEFAULT, SHOT_INDEX | 0..255, or SHOT_RGB | 0xrrggbb. */
enum { SHOT_DEFAULT = 0, SHOT_INDEX = 1 << 24, SHOT_RGB = 2 << 24, SHOT_VALUE = 0xffffff };

/* Bits of `attributes`. libvterm 0.1.4 does not tell of faint text. */
enum { SHOT_BOLD = 1, SHOT_UNDERLINE = 2, SHOT_REVERSE = 4, SHOT_ITALIC = 8 };

struct shot_cell {
	uint32_t glyph; /* a Unicode code point; 0: the right half of a wide one */
	uint32_t fg, bg;
	uint8_t attributes;
};

struct shot {
	int rows, columns;
	int cursor_row, cursor_column;
	bool is_cursor_visible;
	struct shot_cell *cells; /* [rows, columns] */
};

void shot_free(struct shot *);
/* The cell has to be within the shot. */
const struct shot_cell *shot_at(const struct shot *, int row, int column);
bool shot_equal(const struct shot *, const struct shot *);

/* A row as UTF-8 without the spaces at its end; the caller frees it. */
char *shot_text(const struct shot *, int row);
/* Where a text first stands within one row; row and column may be NULL. */
bool shot_find(const struct shot *, const char *text, int *row, int *column);
/* All rows, in a frame. */
void shot_print(const struct shot *, FILE *);

/* 0xrrggbb, as xterm shows it; its own colours are white on black. */
uint32_t shot_rgb(uint32_t color, bool is_ground);

/* Reads height x width pixels, 0xrrggbb, from the cells at (row, column) on. Fails where the shot
 * ends or where a cell holds something else.
 * Halves: two pixels above each other in a cell, as upper or lower half-block, full block or space;
 * of an odd height the last cell's lower half is not looked at. */
bool shot_pixels(const struct shot *, int row, int column, int height, int width, uint32_t *pixels,
		 struct err *);
/* Spaces: `cells` of them (1 or 2) beside each other, of one background, are a pixel. */
bool shot_wide_pixels(const struct shot *, int row, int column, int height, int width, int cells,
		      uint32_t *pixels, struct err *);

#endif
