/* A file that another program adds to: which of its bytes are new. */
#ifndef FORMAT_TAIL_H
#define FORMAT_TAIL_H

#include "base/err.h"

#include <stdint.h>

struct tail {
	char *path;
	uint64_t device, inode;
	uint64_t at;   /* what stands before it was taken */
	uint64_t size; /* of the file, as of the last tail_open() */
};

void tail_init(struct tail *, const char *path);
void tail_clear(struct tail *);
/* Opens the file; -1 on failure. Where it is shorter than before, or another one of that name, `at`
 * is 0 again, and *is_new true. */
int tail_open(struct tail *, bool *is_new, struct err *);
/* Bytes from `at` on: *size of them, `max` unless the file ends before. */
bool tail_read(const struct tail *, int file, void *bytes, size_t max, size_t *size, struct err *);

#endif
