/* What terminfo says of keys. */
#ifndef TUI_TERMINAL_KEY_NAMES_H
#define TUI_TERMINAL_KEY_NAMES_H

#include "tui/terminal/keyboard.h"

/* Once the terminal has been started. */
void key_names_take(struct keyboard *);

#endif
