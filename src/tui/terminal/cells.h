/* A canvas on the curses screen. */
#ifndef TUI_TERMINAL_CELLS_H
#define TUI_TERMINAL_CELLS_H

#include "draw/canvas.h"

/* Puts the rows that differ from what was put last into stdscr, their cells spelled so that colours
 * change seldom; refresh() sends them. `last` is a canvas of the same size that the caller keeps
 * (blank at first); is_all: whatever it holds. False: none differs, and there is nothing to send.
 */
bool cells_put(const struct canvas *, struct canvas *last, bool is_all);

#endif
