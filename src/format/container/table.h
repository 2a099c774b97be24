/*
 * Tables of LevelDB (sorted string tables), which the index files of TensorFlow's checkpoints are:
 * keys in rising order, each with a value.
 *
 * At the end stands a footer of 48 bytes: where the block of meta data and the index block lie, and
 * a magic number. The values of the index block say where the blocks of entries lie. Behind each
 * block stand its type (as it is, or packed by Snappy) and its CRC-32C. In a block an entry's key
 * is written as how many bytes it shares with the one before, and its tail.
 * Source: LevelDB, doc/table_format.md.
 */
#ifndef FORMAT_CONTAINER_TABLE_H
#define FORMAT_CONTAINER_TABLE_H

#include "base/err.h"

#include <stddef.h>

/* Borrowed for the call that gets it. */
struct table_entry {
	const char *key; /* with a NUL behind it, and maybe others in it */
	size_t key_size;
	const unsigned char *value;
	size_t value_size;
};

/* Hands all entries of a file to `visit`, in the order of their keys, which are all different;
 * where it fails, so does this. Refused: what is damaged or cut off (every byte of a table is
 * covered by a checksum or known), and blocks beyond TABLE_BLOCK_MAX once unpacked. */
bool table_read(const char *path,
		bool (*visit)(void *context, const struct table_entry *, struct err *),
		void *context, struct err *);

/* Whether the last bytes of a file are those of a table's footer. */
bool table_is_like(const char *path);

#endif
