/* The keys that mean the same on every screen. */
#ifndef TUI_GLOBAL_KEYS_H
#define TUI_GLOBAL_KEYS_H

#include "tui/keys.h"

/* Looked at after the screen's own table. */
extern const struct binding global_keys[];

#endif
