/* The colours of cells where there is no terminal that has some of its own. */
#ifndef DRAW_LOOK_H
#define DRAW_LOOK_H

#include "draw/canvas.h"

struct look {
	struct rgb fg, bg;
};

/* A cell's colours on a dark or a light ground: all are set, reverse and faint are seen to. */
struct look look_of(const struct cell *, bool is_dark);
/* The colour of cells that have none. */
struct rgb look_ground(bool is_dark);

#endif
