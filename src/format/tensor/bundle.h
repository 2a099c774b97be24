/*
 * TensorFlow's "tensor bundle", which a checkpoint (V2) and the variables of a SavedModel are: the
 * table PREFIX.index says of each tensor where its bytes lie in which of the files
 * PREFIX.data-00000-of-00001 (shards), and what checksum they have.
 * Source: tensorflow/core/util/tensor_bundle/tensor_bundle.h.
 */
#ifndef FORMAT_TENSOR_BUNDLE_H
#define FORMAT_TENSOR_BUNDLE_H

#include "format/tensor_file.h"

#include <stdint.h>

struct bundle_entry {
	/* name: as it is stored, owned; dtype: NULL for strings and what else is no number; data:
	 * NULL. */
	struct tensor tensor;
	int shard;
	uint64_t offset;
	uint32_t crc; /* masked CRC-32C of its bytes; of strings: of their text and lengths */
};

struct bundle {
	char *index;  /* PREFIX.index */
	char *prefix; /* what all its files' names begin with */
	int shards;
	size_t count;
	struct bundle_entry *entries; /* [count], by name */
};

/* Reads the index and compares it with the sizes of the files of data. On failure it owns nothing.
 * Refused: V1 checkpoints, big-endian ones, tensors stored in slices, entries that overlap. */
bool bundle_read(const char *index, struct bundle *, struct err *);
void bundle_clear(struct bundle *);
/* An entry's tensor.size bytes, whose checksum is compared. */
bool bundle_read_data(const struct bundle *, const struct bundle_entry *, void *bytes,
		      struct err *);
/* The one string of an entry of strings, with a NUL behind it, which the caller frees; NULL: it
 * holds others or is damaged. Its checksum is compared. */
unsigned char *bundle_read_string(const struct bundle *, const struct bundle_entry *, size_t *size,
				  struct err *);
/* NULL: there is none of that name. */
const struct bundle_entry *bundle_find(const struct bundle *, const char *name);

/* What a person may name of a checkpoint or SavedModel: a folder, a prefix, one of the files. The
 * caller frees it: PREFIX.index (which may be missing), or a V1 checkpoint; NULL: none of these. */
char *bundle_locate(const char *path);

#endif
