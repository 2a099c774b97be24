/*
 * Where sessions lie: a folder with a folder for each, which holds session.json and the networks
 * that it names. One is written whole under a name that no reader looks at, and renamed; the oldest
 * go when all of them take more than SESSIONS_BYTES or are more than SESSIONS_MAX.
 */
#ifndef TUI_SESSION_STORE_H
#define TUI_SESSION_STORE_H

#include "base/err.h"
#include "base/limits.h"

#include <jansson.h>

/* A session that is being written: nothing else may remove its folder (format/temporary.h). */
struct new_session {
	char *folder;
	int lock;
};

/* In a new empty folder below `place`, which is made where it is missing, after what killed
 * programs left there was removed. NULL on failure. */
struct new_session *session_store_begin(const char *place, struct err *);
/* The folder, with the document, becomes a session; the struct is freed. "gone" of the document
 * says how many older ones went, where any did. On failure nothing is left of it. */
bool session_store_commit(const char *place, struct new_session *, json_t *document, struct err *);
/* Removes the folder, and frees the struct. */
void session_store_abort(struct new_session *);
/* The newest session with work in it ("has_work" of its document), else the newest one: its folder,
 * which the caller frees, and the document, which it releases. NULL: there is none that can be
 * read; a document is an object of SESSION_VERSION. */
char *session_store_newest(const char *place, json_t **document);

enum { SESSION_VERSION = 1 };

/* Whether it can be the name of a session's network: of a file in the session's own folder. */
bool session_store_is_name(const char *name);

#endif
