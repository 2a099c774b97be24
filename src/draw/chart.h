/* Numbers as pictures: bars of probabilities, and the legend of a palette. */
#ifndef DRAW_CHART_H
#define DRAW_CHART_H

#include "draw/canvas.h"
#include "draw/palette.h"

/*
 * One row a class, `width` columns each, from `row` down:
 *
 *     2 ▏             0.003
 *    >3 ███████████▎  0.936
 *
 * The largest is marked and bold. Bars span 0..1 in eighths of a cell ('#' and whole cells where
 * there are no block elements), and whatever prints as more than 0.000 shows at least a trace.
 * values: [count].
 */
void chart_bars(struct canvas *, int row, int column, int width, const float *values, int count);

/* One row: the low end's number, the colours (or marks) from low to high, the high end's number.
 * Returns the column after it; at most 40 columns. */
int chart_legend(struct canvas *, int row, int column, const struct palette *);

#endif
