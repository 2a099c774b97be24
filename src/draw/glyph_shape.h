/* Glyphs that are drawn as shapes, not as letters, so that they meet their neighbours whatever the
 * font: block elements, braille, lines. */
#ifndef DRAW_GLYPH_SHAPE_H
#define DRAW_GLYPH_SHAPE_H

#include <stdbool.h>
#include <stdint.h>

/* Sides as shares of the cell's, from its left and upper edge. */
struct glyph_box {
	float x, y, width, height;
	float opacity; /* 1, or less for shades */
};

enum { GLYPH_BOXES_MAX = 8 };

/* The boxes of a glyph: how many; 0: it is a letter, or blank. Those of braille are meant as round
 * dots. */
int glyph_shape(uint32_t glyph, struct glyph_box boxes[GLYPH_BOXES_MAX]);
bool glyph_is_braille(uint32_t glyph);

#endif
