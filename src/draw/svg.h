/*
 * A canvas as an SVG picture.
 *
 * Cells are 9 by 18 units, so that half-blocks are squares; grounds and blocks are rectangles,
 * those of one colour that meet merged; braille is dots; letters are text in a monospace font, word
 * by word, each at its column and in its width, so that columns hold whatever font there is.
 */
#ifndef DRAW_SVG_H
#define DRAW_SVG_H

#include "draw/canvas.h"

#include <stdio.h>

struct svg_words {
	const char *title, *description; /* for who can't see it; any text */
};

/* A failed write is left in the stream, for ferror(). */
void svg_print(FILE *, const struct canvas *, bool is_dark, const struct svg_words *);

#endif
