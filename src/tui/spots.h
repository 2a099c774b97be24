/* The mouse, and what it can choose of what a screen drew last; that is made anew by each draw. */
#ifndef TUI_SPOTS_H
#define TUI_SPOTS_H

#include <stdbool.h>

struct app;

struct mouse {
	int row, column; /* in the canvas */
	bool is_drag;    /* it moved while it was pressed */
	bool is_on;      /* the terminal is to tell of it */
};

enum { SPOTS_MAX = 1024 };

struct spots {
	struct spot {
		int row, column, rows, columns; /* in the canvas */
		int what;                       /* the screen's own number of it */
	} list[SPOTS_MAX];
	int count;
};

/* While a screen draws: the mouse chooses `what` (0 and more) in these cells of the canvas. Beyond
 * SPOTS_MAX nothing is added. */
void app_spot(struct app *, int row, int column, int rows, int columns, int what);
/* What is there; the one that was added last where there are several, -1: nothing. */
int app_spot_at(const struct app *, int row, int column);

#endif
