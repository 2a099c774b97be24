/*
 * Pictures of one size in rows, each with room for a caption above or below.
 *
 * A tile is a picture with its caption, the blank rows below and the blank column beside it.
 */
#ifndef TUI_WIDGET_GALLERY_H
#define TUI_WIDGET_GALLERY_H

#include "tui/screen.h"

struct gallery {
	/* The caller's: */
	struct area area;
	struct picture picture; /* of each, with its scale and without values */
	enum pixels pixels;
	int caption_rows, gap_rows; /* in each tile; no gap is needed below the last row */
	int min_columns;            /* of a caption */
	/* gallery_measure()'s: */
	int rows, columns;           /* cells of a picture */
	int tile_rows, tile_columns; /* from one tile to the next */
	int per_row, row_count;      /* tiles that there is room for, each >= 1 */
};

/* False where there is room for less than one tile: rows or columns hang over. */
bool gallery_measure(struct gallery *);
/* The place of the i-th tile in sight. */
void gallery_place(const struct gallery *, int i, int *row, int *column);

#endif
