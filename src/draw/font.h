/* A bitmap font of our own for ASCII, so that screens can be pixels where there is no terminal. */
#ifndef DRAW_FONT_H
#define DRAW_FONT_H

#include <stdint.h>

enum { FONT_WIDTH = 5, FONT_HEIGHT = 9, FONT_BASELINE = 7 };

/* FONT_HEIGHT rows from above, the last two below the baseline; in each, bit 4 is the left column.
 * What is not ASCII is a box. */
const uint8_t *font_glyph(uint32_t glyph);

#endif
