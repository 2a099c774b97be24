/*
 * Pictures in rows and columns, each with a caption: the same sheet as cells or as a PNG's pixels.
 *
 * Tiles fill row after row. A column is as wide as its widest tile, a row as tall as its tallest,
 * with two blank columns and one blank row between.
 */
#ifndef DRAW_SHEET_H
#define DRAW_SHEET_H

#include "base/err.h"
#include "base/limits.h"
#include "draw/canvas.h"
#include "draw/picture.h"

struct tile {
	struct picture picture; /* values NULL: an empty place. scale 0: chosen, see below */
	const char *caption;    /* one line, borrowed; or NULL */
};

struct sheet {
	const struct tile *tiles; /* [count], borrowed */
	int count;
	int columns;             /* 0: as many as fit */
	bool has_captions_above; /* else below */
};

/* The sheet in at most `width` columns (more only if a given scale or a caption needs more: then
 * the right is cut off). Without a given scale, maps are enlarged to some 20 columns and shrunk
 * where they would not fit. *has_merged_rows tells whether cells stand for the mean of two rows,
 * for the text around. The caller frees the canvas, which is as tall as the sheet. */
struct canvas *sheet_canvas(const struct sheet *, struct medium, int width, bool *has_merged_rows);

/* The pictures alone as [height, width, 3] bytes: every pixel scale x scale (1..64), white gutters,
 * no captions. Without a given scale, maps are enlarged to about the largest one's size; with
 * columns 0 the sheet is about twice as wide as tall. NULL where it would have more than
 * SHEET_MAX_PIXELS. The caller frees it. */
uint8_t *sheet_raster(const struct sheet *, int scale, int *height, int *width, struct err *);

#endif
