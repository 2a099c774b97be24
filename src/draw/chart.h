/* Numbers as pictures: bars of probabilities, and the legend of a palette. */
#ifndef DRAW_CHART_H
#define DRAW_CHART_H

#include "draw/canvas.h"
#include "draw/palette.h"

/*
 * One row a class, `width` columns each:
 *
 *      2 ▏             0.003
 *    >*3 ███████████▎  0.936 +
 *      4               0.000
 *
 * The largest of all has a `>`, the marked one a `*`, and a value that has grown or shrunk by what
 * can be read a + or -. Bars span 0..1 in eighths of a cell ('#' and whole cells where there are no
 * block elements), and whatever prints as more than 0.000 shows at least a trace.
 */
struct bars {
	const float *values;   /* [count], borrowed as all here */
	const float *previous; /* [count]: before the last step; NULL: no column for changes */
	/* [count]: at most 16 columns of each are shown, fewer where the bars have no room then;
	 * NULL: numbers from 0, which stand for what the canvas can't show as well. */
	const char *const *names;
	int count;
	int first, rows; /* the class at the top, >= 0, and how many are shown if there are */
	int width;
	bool has_marks; /* a column for the mark, so that nothing shifts when a class is marked */
	int marked;     /* a class, with has_marks; -1: none */
};

/* The marked one's style goes before the largest's. */
struct bar_styles {
	struct style plain, top, marked, changed;
};

void chart_draw_bars(struct canvas *, int row, int column, const struct bars *,
		     const struct bar_styles *);
/* One such bar without a number, in at most `room` columns; below a thousandth there is none. */
void chart_bar(struct canvas *, int row, int column, int room, float value, struct style);
/* All of values[count] from `row` down; the largest is bold. names: as of struct bars. */
void chart_bars(struct canvas *, int row, int column, int width, const float *values,
		const char *const *names, int count);

/* One row: the low end's number, the colours (or marks) from low to high, the high end's number.
 * Returns the column after it; at most 40 columns. */
int chart_legend(struct canvas *, int row, int column, const struct palette *);
/* The same of a signed palette in at most `columns`, with numbers of five or six columns, so that
 * nothing jumps while they change; nothing where there is no room for both and two cells. */
void chart_legend_in(struct canvas *, int row, int column, int columns, const struct palette *);

#endif
