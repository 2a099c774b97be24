/* The table of screens, which only the program's upper parts name: screens reach each other through
 * app->screens. */
#ifndef TUI_SCREENS_H
#define TUI_SCREENS_H

#include "tui/screen.h"

/* In the order of the tab bar; ends with NULL. */
extern const struct screen *const screens[];
extern const int screen_count;

#endif
