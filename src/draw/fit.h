/* Which scale of a picture fits where. */
#ifndef DRAW_FIT_H
#define DRAW_FIT_H

#include "draw/picture.h"

/* Lowers the picture's scale (of 1..64 or -2..-64 when called) until its cells fit into *rows and
 * *columns, which become those that it takes. Where the medium lets one choose, wide pixels go
 * before those that merge rows. At -64 it may still be too large. */
enum pixels fit_picture(struct picture *, struct medium, int *rows, int *columns);

/* A picture at a scale, as cells. rows 0: there is none. */
struct fitted {
	int scale, rows, columns;
	enum pixels pixels;
};

/* Scales that a layout chooses among, from 16 to -16: few enough that pictures side by side have
 * one in common. */
enum { FIT_SCALES = 18 };
extern const int fit_scales[FIT_SCALES];

/* A picture without values; room as of picture_pixels(). */
struct fitted fit_at(const struct picture *, int scale, struct medium, int room);
/* The first of fit_scales that fits into rows and columns; the last where none does; zeros for a
 * picture of height 0. */
struct fitted fit_into(const struct picture *, struct medium, int rows, int columns);
bool fit_merges_rows(const struct fitted *);

#endif
