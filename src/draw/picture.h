/*
 * A picture of floats through a palette, as cells.
 *
 * First a whole-number scale makes pixels of values (each value k x k pixels, or the mean of k x k
 * values one pixel), then a way of showing pixels makes cells of them. Where a cell has to stand
 * for two rows it shows their mean, and picture_merges_rows() tells, so that a caption can say so.
 *
 * In 8 and 16 colours a half-block would show two of too few colours: there a whole cell is a shade
 * (░▒▓, in ASCII .+#) of one colour on another: two cells wide where there is room, else the mean
 * of two rows.
 */
#ifndef DRAW_PICTURE_H
#define DRAW_PICTURE_H

#include "draw/canvas.h"
#include "draw/palette.h"

struct picture {
	const float
		*values;   /* borrowed: (y * width + x) * stride is the place of row y, column x */
	int height, width; /* 1..4096 */
	int stride; /* floats from one value to the next: maps of a [784, 10] matrix have 10; 0 for
		     * 1
		     */
	int scale;  /* 1..64: values enlarged; -64..-2: shrunk; 0: 1, or a sheet's choice */
	struct palette palette;
};

/* How pixels are shown. */
enum pixels {
	PIXELS_HALVES, /* two pixels above each other in a cell: half-blocks */
	PIXELS_WIDE,   /* two cells of background, or shades, a pixel */
	PIXELS_MEAN,   /* one cell of background, or a shade, for the mean of two rows */
	PIXELS_MARKS   /* the same, as one of the palette's marks */
};

/* The way for a medium: half-blocks, or without UTF-8 or with few colours wide pixels where the
 * picture then takes at most `room` columns, else means; marks without colour. */
enum pixels picture_pixels(const struct picture *, struct medium, int room);
bool picture_merges_rows(const struct picture *, enum pixels);

/* The size in pixels, and in cells. */
void picture_size(const struct picture *, int *height, int *width);
void picture_cells(const struct picture *, enum pixels, int *rows, int *columns);
/* The value of a pixel within picture_size(). */
float picture_value(const struct picture *, int y, int x);
/* What a signed palette has to span: palette_clip() of its pixels. */
float picture_range(const struct picture *);

void picture_draw(struct canvas *, int row, int column, const struct picture *, enum pixels);

#endif
