/* A canvas on the curses screen. */
#ifndef TUI_TERMINAL_CELLS_H
#define TUI_TERMINAL_CELLS_H

#include "draw/canvas.h"

/* What the screen shows. */
struct cells;

/* Whatever it shows: nothing of it is known. */
struct cells *cells_new(struct medium, int height, int width);
void cells_free(struct cells *);

/* Puts rows that differ from what the screen shows into stdscr, their cells spelled so that colours
 * change seldom; refresh() sends them. It takes about as many bytes as are returned, and those are
 * about `room` at most: the status line and the keys below go first, then rows that were sent
 * longest ago, so that what moves all the time does not keep waiting what a key changed. The row
 * that has not all of it in goes on where it ended with the next call. is_cut: whether more is
 * left. The canvas has the size of `cells`. */
int cells_put(struct cells *, const struct canvas *, int room, bool *is_cut);

#endif
