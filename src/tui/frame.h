/* What surrounds every screen: the tab bar, the line of words, the footer; and the help. */
#ifndef TUI_FRAME_H
#define TUI_FRAME_H

#include "tui/app.h"

/* All of the canvas, the current screen included. */
void frame_draw(struct app *);
/* Where the current screen draws: between the tab bar and the words, above the tour's caption. */
struct area frame_body(struct app *);
void frame_help_press(struct app *, int key);

#endif
