/*
 * The name of a file to be written: a prompt that completes, and a question where the file is there
 * already.
 */
#ifndef TUI_WIDGET_NAME_DIALOG_H
#define TUI_WIDGET_NAME_DIALOG_H

#include "tui/prompt.h"

/* Part of its user's state; zero at first. */
struct name_dialog {
	char path[PROMPT_MAX]; /* as answered last */
	/* The caller's, before name_dialog_open(). chosen: writes it, after a message that it does;
	 * may_overwrite: the person agreed. kinds: of files that are completed (tui/files.h). */
	void (*chosen)(struct app *, void *state, const char *path, bool may_overwrite);
	void *state;
	unsigned kinds;
};

/* Proposes a name. */
void name_dialog_open(struct app *, struct name_dialog *, const char *proposal);

#endif
