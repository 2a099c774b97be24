/* A canvas on the curses screen. */
#ifndef TUI_TERMINAL_CELLS_H
#define TUI_TERMINAL_CELLS_H

#include "draw/canvas.h"

/* What the screen shows. */
struct cells;

/* Whatever it shows: nothing of it is known. */
struct cells *cells_new(struct medium, int height, int width);
void cells_free(struct cells *);

/* Puts what differs from what the screen shows into stdscr, cells spelled so that colours change
 * seldom; refresh() sends it. Returns how many bytes that takes, about: at most `room` and a
 * cell's.
 *
 * Where there is no room for all (INT_MAX: there is), the last two rows come first, which have what
 * is typed and said; then letters, as they tell of each key, and take a byte each where a picture's
 * cell takes 25; then what takes the place of letters; then all else. What there is no room for is
 * where the next frame goes on, so that all has its turn. is_cut: whether there is such. The canvas
 * has the size of `cells`. */
int cells_put(struct cells *, const struct canvas *, int room, bool *is_cut);

#endif
