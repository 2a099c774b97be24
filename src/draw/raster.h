/* A canvas as pixels: cells of 12 by 24, so that half-blocks are squares. */
#ifndef DRAW_RASTER_H
#define DRAW_RASTER_H

#include "base/err.h"
#include "draw/canvas.h"

enum { RASTER_CELL_WIDTH = 12, RASTER_CELL_HEIGHT = 24 };

/* [height, width, 3] bytes, which the caller frees. is_dark: the ground of cells that have none.
 * NULL where they would be more than SHEET_MAX_PIXELS. */
uint8_t *raster_canvas(const struct canvas *, bool is_dark, int *height, int *width, struct err *);

#endif
