/*
 * Sessions: what one did outlives the explorer. Leaving, however it comes about, writes trained
 * networks, kept pictures, the drawing and where one was into a folder of tui/session_store.h; the
 * next start offers it, and one key goes on with it. A document is:
 *
 *   version, time (seconds since 1970), words (what the offer says), has_work, screen, data (path),
 *   model (path) or network (a file of the folder), networks [{file of the folder, and its run:
 * tui/session_run.h}], image {split, index}, {noise} or {source, label, title, pixels},
 * is_ink_dark, kept
 * [{pixels, original, label, target, title}], screens {NAME: as to_session of struct screen}
 *
 * Nothing in it is trusted: what is not as it should be is left out, and the message says so.
 */
#ifndef TUI_SESSION_H
#define TUI_SESSION_H

#include "base/err.h"

#include <jansson.h>

struct app;

struct session {
	char *place;      /* where sessions lie */
	char *folder;     /* of the one that was offered; NULL: none was */
	json_t *document; /* its own; NULL likewise */
	unsigned presses; /* keys that were pressed so far */
	const char *lost; /* what it names and is not there any more; NULL: nothing */
	bool is_resumed;  /* one goes on with it */
	bool is_kept;     /* what was done is written */
};

/* Sessions are kept from now on, and the newest is offered. Without a place for them: nothing. */
void session_begin(struct app *);
void session_free(struct app *);
/* Writes what one did, if anything; false: not all of it could be kept, and why. Once done, it is
 * not done again. */
bool session_keep(struct app *, struct err *);
/* As app_leave(), which asks about unsaved work, but without a question where all is kept. */
void session_leave(struct app *);
/* Goes on with what was offered. */
void session_resume(struct app *);

#endif
