/*
 * Several named curves of shares in one chart, told apart by a mark at each point and a hue.
 *
 * The y axis is 0 to 100 %. Marks are drawn over all lines, so that a chart can be read without
 * colour; where two fall into a cell, the one that is drawn last is seen.
 */
#ifndef DRAW_SHARE_CHART_H
#define DRAW_SHARE_CHART_H

#include "draw/canvas.h"
#include "draw/plot.h"

struct share_curve {
	const float *shares; /* [known], 0..1; borrowed as all here */
	int known;           /* points there are, of the chart's */
	int look; /* of its mark and its hue, >= 0: share_chart_mark(), share_chart_style() */
};

struct share_chart {
	const float *xs; /* [points], ascending */
	int points;
	const struct share_curve *list; /* [count], the last one on top */
	int count;
	int cursor; /* the point that a line stands at; -1: none */
};

/* Eight of each, which then begin again. */
char share_chart_mark(int look);
struct style share_chart_style(int look);

/* In rows x columns cells: axes in `faint`, a cursor in `here`. Below are numbers of x, as many as
 * have room. */
void share_chart_draw(struct canvas *, int row, int column, int rows, int columns,
		      const struct share_chart *, struct style faint, struct style here);
/* The point next to a column, counted from the chart's own; -1: it has none. */
int share_chart_point_at(const struct share_chart *, struct medium, int rows, int columns,
			 int column);

#endif
