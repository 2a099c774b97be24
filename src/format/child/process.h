/*
 * A program of ours that parses a file for us with a C library, and has no rights while it does
 * (confined/lockdown.h): it is given the file as its standard input, and what it makes of it comes
 * back through a pipe. The file may have taken it over: what comes is as hostile as the file itself
 * (format/child/stream.h reads it). A child that crashes, is killed or takes too long ends in one
 * line that says so; it is always waited for, and signals of the program are left alone.
 */
#ifndef FORMAT_CHILD_PROCESS_H
#define FORMAT_CHILD_PROCESS_H

#include "base/err.h"

#include <stddef.h>

/* What a child of ours exits with when memory is out. */
enum { CHILD_OUT_OF_MEMORY = 12 };

struct child_task {
	const char *program; /* "netglyph-hdf5": a name in places_program, or a path with a slash */
	const char *argument; /* or NULL */
	const char *parser;   /* for messages: "HDF5" */
	const char *path;     /* the file, for messages */
	int seconds;          /* what it may take at the most */
};

struct child;

/* input: the file, from its beginning; the caller's to close, at once if it likes. The task's texts
 * are borrowed until child_end or child_stop. */
struct child *child_start(const struct child_task *, int input, struct err *);
/* Exactly `size` bytes of its output. */
bool child_read(struct child *, void *bytes, size_t size, struct err *);
/* It goes on with another file, which messages name from now on and whose time begins. */
void child_next(struct child *, const char *path);
/* Whether its output ends here and it ended well; frees the child whatever the answer. */
bool child_end(struct child *, struct err *);
/* Kills and frees it. NULL is ignored. */
void child_stop(struct child *);

/* For the two ends of a pipe or socket: they become two that exec closes, above the standard
 * streams, which may be closed here. False, with errno: both are closed. */
bool child_raise(int ends[2]);

#endif
