/*
 * Saving a network: a name is asked for, a file that is there already is replaced only after a
 * question, a job writes, and a message says where it went.
 */
#ifndef TUI_WIDGET_SAVE_DIALOG_H
#define TUI_WIDGET_SAVE_DIALOG_H

#include "live/snapshot.h"
#include "tui/widget/name_dialog.h"

/* Part of a screen's state; zero at first. */
struct save_dialog {
	const struct snapshot *snapshot; /* saved last, or to be; a reference; NULL: none */
	struct name_dialog name;
	/* The caller's, before save_dialog_open(): told when a network is written, which is not
	 * always the dialog's: another one may have been opened meanwhile. */
	void (*saved)(struct app *, void *state, const struct snapshot *, const char *path);
	void *state;
};

/* Proposes a name made of the network's and its step. */
void save_dialog_open(struct app *, struct save_dialog *, const struct snapshot *);
/* Lets the network go; what is being written is written. */
void save_dialog_clear(struct save_dialog *);

#endif
