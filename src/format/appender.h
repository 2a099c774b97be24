/*
 * A new file that grows while others read it: logs and recordings, which are worth having even if
 * the program is killed.
 *
 * What is handed over at once arrives at once and whole: a reader that follows the file sees no
 * half of it, and where the disk is full what did not fit is taken back. A kill may leave half of
 * the last piece, cut where a page of memory ends; readers pass over it.
 */
#ifndef FORMAT_APPENDER_H
#define FORMAT_APPENDER_H

#include "base/err.h"

#include <stddef.h>

struct appender;

/* Makes the file. One that is there already is an error, and is not touched; what is no regular
 * file (a FIFO, /dev/stdout) is written to. */
struct appender *appender_open(const char *path, struct err *);
/* As appender_open(), but where the file is there already NULL without an error, and *is_taken. */
struct appender *appender_try(const char *path, bool *is_taken, struct err *);
/* After a failure nothing more is written: the first error is kept, and given again. */
bool appender_write(struct appender *, const void *bytes, size_t size, struct err *);
/* What it was opened with. */
const char *appender_path(const struct appender *);
/* Fails where the system noticed only now that something was not written. NULL is ignored. */
bool appender_close(struct appender *, struct err *);

#endif
