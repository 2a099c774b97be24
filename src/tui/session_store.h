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

/* A new empty folder below `place`, which is made where it is missing; the caller frees its path.
 * NULL on failure. */
char *session_store_begin(const char *place, struct err *);
/* The folder, with the document, becomes a session; its path is freed. "gone" of the document says
 * how many older ones went, where any did. On failure nothing is left of it. */
bool session_store_commit(const char *place, char *folder, json_t *document, struct err *);
/* Removes it, and frees its path. */
void session_store_abort(char *folder);
/* The newest session with work in it ("has_work" of its document), else the newest one: its folder,
 * which the caller frees, and the document, which it releases. NULL: there is none that can be
 * read; a document is an object of SESSION_VERSION. */
char *session_store_newest(const char *place, json_t **document);

enum { SESSION_VERSION = 1 };

/* Whether it can be the name of a session's network: of a file in the session's own folder. */
bool session_store_is_name(const char *name);

#endif
