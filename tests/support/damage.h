/*
 * What readers make of damage: every truncation and every flipped byte of a small file.
 *
 * A reader that is given a damaged file either fails, with one line that names the file, or has
 *read the same as from the whole one; where a format has no checksum, a span of the file may be
 *declared in which damage gives other values, as long as it crashes nothing. How a test of a format
 *looks:
 *
 *	const char *path = scratch_write(state, "small.npz", bytes, size);
 *	damage_try(&(struct damage){.path = path, .read = damage_read_tensors});
 *
 * A few hundred bytes take some milliseconds: the file is rewritten in place. Whatever fails here
 * fails the test, and says at which byte. Include cmocka's headers first.
 */
#ifndef TESTS_SUPPORT_DAMAGE_H
#define TESTS_SUPPORT_DAMAGE_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct damage {
	/* The file that is damaged; it is whole again afterwards. */
	const char *path;
	/* What is given to `read` and stands in its messages; NULL: `path` too. Another one where a
	 * reader opens several files, of which this is one. */
	const char *opened;
	/* Reads the file, puts a digest of all that was read into *digest and frees it. The whole
	 * file must be read. */
	bool (*read)(const char *opened, uint64_t *digest, struct err *);
	/* Bytes [unchecked, unchecked_end) of the file: a flip there may give anything that is read
	 * well, other numbers say. Truncations may not. */
	size_t unchecked, unchecked_end;
	/* For a reader that takes long: behind the first `dense` bytes only every `step`th is
	 * tried. 0: all are. */
	size_t dense, step;
};

/* Truncations to every length, and every byte with all of its bits flipped, and with one. */
void damage_try(const struct damage *);

/* A digest of more: begin with 0. */
uint64_t damage_digest(uint64_t digest, const void *bytes, size_t size);
/* For `read`: a file of tensors (format/tensor_file.h), all that it says but the container's name.
 */
bool damage_read_tensors(const char *path, uint64_t *digest, struct err *);

#endif
