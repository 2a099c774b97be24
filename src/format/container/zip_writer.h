/*
 * A ZIP archive of stored members, written one after the other. Dates are 1980-01-01, so that equal
 * members give equal bytes; archives of 4 GiB and more are not written.
 */
#ifndef FORMAT_CONTAINER_ZIP_WRITER_H
#define FORMAT_CONTAINER_ZIP_WRITER_H

#include "base/err.h"
#include "format/file.h"

#include <stddef.h>

struct zip_writer;

/* Writes to an open writer, which stays the caller's and has to outlive it. */
struct zip_writer *zip_writer_new(struct writer *);
/* A member of `head` and, right behind it, `bytes`. */
bool zip_writer_add(struct zip_writer *, const char *name, const void *head, size_t head_size,
		    const void *bytes, size_t size, struct err *);
/* The directory, without which it is no archive. */
bool zip_writer_end(struct zip_writer *, struct err *);
/* NULL is ignored. */
void zip_writer_free(struct zip_writer *);

#endif
