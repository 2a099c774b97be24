/* What keys and `:` commands do on every screen. */
#ifndef TUI_GLOBAL_KEYS_H
#define TUI_GLOBAL_KEYS_H

#include "tui/keys.h"

/* Looked at after the screen's own table. */
extern const struct binding global_keys[];

/* A command of the `:` prompt. */
struct command_row {
	const char *name, *argument; /* argument: NULL: none; in []: may be left out */
	const char *help;            /* one phrase */
	void (*run)(struct app *, const char *argument);
	/* Words that complete the argument; may be NULL. */
	const char *(*word)(struct app *, int i);
};
extern const struct command_row command_rows[]; /* ends with name NULL */

/* Runs what was typed at `:` (a number goes to that image). */
void command_run(struct app *, const char *line);
/* For Tab: the i-th line that begins as a command does. */
const char *command_word(struct app *, int i);

#endif
