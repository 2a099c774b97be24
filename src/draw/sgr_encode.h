/*
 * Equivalent cells, chosen so that a row needs few colour changes.
 *
 * A half-block cell is two colours, and has two spellings: upper block in one order of the colours,
 * lower block in the other. A solid cell is a space on its colour or a full block of it, and leaves
 * the other colour as it was. The shortest way through a row's spellings is found exactly enough
 * (Viterbi with a few states), with the bytes of an SGR stream as the length.
 */
#ifndef DRAW_SGR_ENCODE_H
#define DRAW_SGR_ENCODE_H

#include "draw/canvas.h"

/* A cell as it goes out: colours as color_index() numbers them. */
struct encoded_cell {
	uint32_t glyph;
	int fg, bg;
	uint8_t attributes;
};

/* cells: [count], of one row; out: [count]. The row starts in the terminal's own colours. */
void sgr_encode_row(const struct cell *cells, int count, struct medium, struct encoded_cell *out);
/* The same for curses, which sends both colours again where either changes. */
void sgr_encode_pairs(const struct cell *cells, int count, struct medium medium,
		      struct encoded_cell *out);

#endif
