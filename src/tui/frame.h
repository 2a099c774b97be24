/* What surrounds every screen: the tab bar, the status line, the footer; and the help over it. */
#ifndef TUI_FRAME_H
#define TUI_FRAME_H

#include "tui/app.h"

/* All of the canvas, the current screen included. */
void frame_draw(struct app *);

#endif
