/* What surrounds every screen: the tab bar, the status line, the footer; and the help over it. */
#ifndef TUI_FRAME_H
#define TUI_FRAME_H

#include "tui/app.h"

/* All of the canvas, the current screen included. */
void frame_draw(struct app *);
/* The screen whose tab stands in a column of the top row; -1: none. */
int frame_tab(const struct app *, int column);

#endif
