/*
 * Files that netglyph does not read but can name: networks and data of other programs, archives,
 * and what was saved in place of a file. Each has one line that says what it is and what to do.
 */
#ifndef FORMAT_STRANGER_H
#define FORMAT_STRANGER_H

#include "base/err.h"

#include <stddef.h>

/* How a model m of scikit-learn becomes an npz that is read, in Python's words: one with layers,
 * and one that is linear. */
#define STRANGER_MLP                                                                \
	"numpy.savez('x.npz', **{f'coef_{i}': w for i, w in enumerate(m.coefs_)}, " \
	"**{f'intercept_{i}': b for i, b in enumerate(m.intercepts_)})"
#define STRANGER_LINEAR "numpy.savez('x.npz', coef=m.coef_, intercept=m.intercept_)"

/* Whether the file is known by its beginning (in some cases together with its name); then the
 * message says so. head: its first bytes, unpacked where it is gzipped; size: as many as
 * TENSOR_PROBE_BYTES, or all of a smaller file. Else the message stays. */
bool stranger_tell(const char *path, const unsigned char *head, size_t size, struct err *);
/* The same of a file whose beginning was not read yet. */
bool stranger_tell_file(const char *path, struct err *);

#endif
