/* What can be typed after a colon. */
#ifndef TUI_COMMAND_H
#define TUI_COMMAND_H

struct app;

struct command_row {
	const char *name, *argument; /* argument: NULL: none; in []: may be left out */
	const char *help;            /* one phrase */
	void (*run)(struct app *, const char *argument);
	const char *const *words; /* complete the argument, and end with NULL; or NULL */
	unsigned files;           /* kinds of tui/files.h that complete it, too; 0: none */
};
extern const struct command_row command_rows[]; /* ends with name NULL */

/* Runs what was typed at `:` (a number goes to that image). */
void command_run(struct app *, const char *line);
/* What the command that is being typed takes and does. */
const char *command_hint(struct app *);
/* For Tab: the i-th line that begins as a command does. */
const char *command_word(struct app *, int i);

#endif
