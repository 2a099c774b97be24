/*
 * Curves over steps, in dots of braille: two across and four down in a cell.
 *
 * Where braille is missing a cell is one dot wide and two high. A cell has one style, and the dots
 * of the line that was drawn last: so faint ones are drawn first. A plot is its bounds and nothing
 * else: the same plot draws the same, and one more point touches only the cells near it.
 */
#ifndef DRAW_PLOT_H
#define DRAW_PLOT_H

#include "draw/canvas.h"

#include <stdbool.h>

/* Columns at the left for the numbers and the axis; the last row is for the numbers of x. */
enum { PLOT_LEFT = 6 };

struct plot {
	int rows, columns; /* of all of it, numbers included */
	double x_lo, x_hi;
	double y_lo, y_hi; /* values beyond are drawn at the edge */
	bool is_log_y;     /* then y_lo > 0 */
};

/* Round bounds of y for values[count] (with is_log_y for those above 0), so that axes hold for a
 * while as values change; 0..1, or 0.1..1, where there are none. Only finite ones count. */
void plot_fit_y(struct plot *, const float *values, int count);

/* The axis with two or three round numbers of y, and both ends of x. */
void plot_axes(struct canvas *, int row, int column, const struct plot *, struct style);
/* A line through the points, one dot thick, in the place of what is in its cells in another style;
 * xs[count], or NULL for 0, 1, 2, ...; ys[count], where NaN is a gap. A point by itself is a dot.
 * What lies beyond x_lo..x_hi is left out. */
void plot_line(struct canvas *, int row, int column, const struct plot *, const double *xs,
	       const float *ys, int count, struct style);
/* A line from top to bottom at x; curves stay and take its style. */
void plot_cursor(struct canvas *, int row, int column, const struct plot *, double x, struct style);
/* The row and the column of the cell of a point, counted from the plot's own; false outside. */
bool plot_cell(const struct plot *, struct medium, double x, double y, int *row, int *column);
/* The column of x, counted from the plot's own; -1 outside the bounds. */
int plot_column(const struct plot *, struct medium, double x);

/* The exponential moving average, without its bias towards the start: sum of decay^(n-i) values[i]
 * over sum of decay^(n-i). 0 <= decay < 1; out: [count], may be values. What is not finite stays as
 * it is and does not count. */
void plot_smooth(const float *values, int count, float decay, float *out);

#endif
