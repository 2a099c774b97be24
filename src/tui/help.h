/* The help: all keys and commands, over the current screen. */
#ifndef TUI_HELP_H
#define TUI_HELP_H

#include "tui/app.h"

/* Scrolls or closes it. False: the key is none of the help's. */
bool help_press(struct app *, int key);
void help_draw(struct app *, struct area);

#endif
