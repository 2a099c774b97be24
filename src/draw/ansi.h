/*
 * A canvas as a stream: lines of text with SGR escapes for colours, or without any.
 *
 * Only what changes is sent, every line ends in the terminal's own colours, blanks at its end are
 * left out, and nothing moves the cursor: so the stream can be piped, kept in a file and shown by
 * `less -R`.
 */
#ifndef DRAW_ANSI_H
#define DRAW_ANSI_H

#include "draw/canvas.h"

#include <stdio.h>

/* A failed write is left in the stream, for ferror(). */
void ansi_print(FILE *, const struct canvas *);
/* The same as a string of *length bytes, which the caller frees; empty where memory runs out. */
char *ansi_string(const struct canvas *, size_t *length);
/* What turns a screen that shows `from` into `to`, of the same size, for terminals: rows that
 * differ, each after a movement of the cursor. NULL: whatever is shown; it is cleared, and the
 * cursor hidden. The caller frees it. */
char *ansi_changes(const struct canvas *from, const struct canvas *to, size_t *length);

#endif
