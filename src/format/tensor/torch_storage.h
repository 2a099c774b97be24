/*
 * The storages of a PyTorch file: what persistent ids of its pickle refer to by a key. They are
 * members data/KEY of a ZIP archive, or follow one another in a legacy file; tensors are views of
 * them.
 */
#ifndef FORMAT_TENSOR_TORCH_STORAGE_H
#define FORMAT_TENSOR_TORCH_STORAGE_H

#include "format/container/pickle.h"

#include <stddef.h>

struct torch_storage {
	const char *key;            /* the pickle's */
	size_t size;                /* bytes, as the pickle states */
	size_t value_size;          /* bytes of a value, as its first reference has it */
	const unsigned char *bytes; /* NULL until they are read */
};

struct torch_storages {
	size_t count, capacity;
	struct torch_storage *storages;
};

/* What a persistent id says: ('storage', type, key, location, elements, view). */
struct torch_reference {
	const char *key;
	const char *dtype; /* of the type; NULL: bytes without a type */
	size_t value_size; /* of the type, in bytes */
	size_t size;       /* bytes of the storage */
	size_t offset;     /* elements before a view of it begins: very old files */
};

/* The name of a dtype ("torch.float32") or of a class of storages ("torch.FloatStorage") as tensors
 * have it, and the bytes of a value; NULL: none that can be held. */
const char *torch_dtype(const char *name, size_t *size);
/* Fails with what is wrong with the tensor `name`. */
bool torch_reference_read(const struct pickle_value *, const char *path, const char *name,
			  struct torch_reference *, struct err *);
/* The place of a storage in the list, to which it is added where it is new. */
size_t torch_storages_add(struct torch_storages *, const struct torch_reference *);
/* Adds one whose bytes are there already. */
size_t torch_storages_add_bytes(struct torch_storages *, const unsigned char *bytes, size_t size);
/* NULL: there is none of that key. */
struct torch_storage *torch_storages_find(const struct torch_storages *, const char *key);
void torch_storages_clear(struct torch_storages *);

#endif
