/*
 * A file that will be written when long work is done: tried beforehand, so that what can't be
 * written shows before the work, and written whole or not at all.
 *
 * No temporary file lies about in between: a program that is killed leaves nothing behind.
 */
#ifndef CLI_TARGET_H
#define CLI_TARGET_H

#include "format/file.h"

struct dataset;

struct target {
	const char *path;      /* borrowed; NULL: there is nothing to write */
	struct writer *writer; /* of what is no regular file, and so is opened only once */
};

/* Whether two paths lead to one file, which may not be there yet. NULL is no file. */
bool target_is_same(const char *a, const char *b);
/* The folder in which a path's file is made, behind all links, as its one spelling, which the
 * caller frees; NULL: there is no such folder. */
char *target_folder(const char *path);
/* Whether a path leads to one of a data set's files. */
bool target_is_of_data(const char *path, const struct dataset *);
/* Whether a path is standard output by another name: words and a file's bytes are not to mix. */
bool target_is_output(const char *path);

/* Whether a file can be written, for one that is opened when the work is done. What is there and no
 * regular file is not tried: a FIFO's reader would take that for the end. NULL is no file. */
bool target_check(const char *path, struct err *);
/* The same, and what is no regular file stays open until it is written. */
bool target_try(struct target *, const char *path, struct err *);
/* Opens it for its contents, which the caller commits. */
struct writer *target_open(struct target *, struct err *);
void target_clear(struct target *);

#endif
