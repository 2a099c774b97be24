/* Writing the stream of format/child/stream.h to the standard output. */
#ifndef CONFINED_OUTPUT_H
#define CONFINED_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct output {
	int fd;
	bool is_failed; /* the reader is gone: nothing more is written */
	size_t used;
	unsigned char buffer[16384];
};

/* A tensor's beginning; the data come by output_bytes. */
void output_tensor(struct output *, const char *name, const char *dtype, int ndim,
		   const uint64_t *dims);
void output_bytes(struct output *, const void *bytes, size_t size);
void output_attribute(struct output *, const char *owner, const char *name, const char *value);
/* The end of the stream: `failure` says why the file can't be read, NULL: all of it was said.
 * Returns whether everything was written. */
bool output_end(struct output *, const char *failure);

#endif
