/*
 * Points of a plane, each with the glyph of its class.
 *
 * Both axes have one scale: distances are what the picture is about. A cell has the class of most
 * of its points; it is underlined where one of them is marked as mistaken.
 */
#ifndef DRAW_SCATTER_H
#define DRAW_SCATTER_H

#include "draw/canvas.h"
#include "draw/theme.h"

#include <stddef.h>

/* Bits of `marks`. */
enum { SCATTER_MISTAKE = 1, SCATTER_FAINT = 2 };

/* Where many points share a cell: their class's glyph, or the dots of braille that they lie on. */
enum scatter_look { SCATTER_MIXED, SCATTER_GLYPHS, SCATTER_DOTS };
enum { SCATTER_LOOKS = 3 };

struct scatter {
	const double *plane;  /* [count, 2] */
	const int *classes;   /* [count] */
	const uint8_t *marks; /* [count]; NULL: none */
	size_t count;
	enum scatter_look look;
};

/* The part of the plane that is seen: its middle, and how much of it is a column wide. */
struct scatter_view {
	double x, y, column;
	int rows, columns;
};

/* All of the points, in so many rows and columns (at least 1). */
struct scatter_view scatter_fit(const double *plane, size_t count, int rows, int columns);
/* Where a point is, in columns and rows of the view; what is beyond it comes to its edge. */
void scatter_place(const struct scatter_view *, const double point[2], double *row, double *column);
void scatter_cell(const struct scatter_view *, const double point[2], int *row, int *column);

/* 0 to 9, a to z, A to Z, and again. */
uint32_t scatter_glyph(int class);
/* Points marked as faint are dots behind the others. */
void scatter_draw(struct canvas *, int row, int column, const struct scatter_view *,
		  const struct scatter *, const struct theme *);
/* A line from point to point of plane[count, 2]. */
void scatter_line(struct canvas *, int row, int column, const struct scatter_view *,
		  const double *plane, size_t count, struct style);

#endif
