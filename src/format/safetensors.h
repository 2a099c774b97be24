/*
 * safetensors: a JSON header over raw little-endian tensors, and the native format of our models.
 *
 * u64 N, N bytes of JSON, data. The reader is strict (no gaps, no overlaps, no duplicate or unknown
 * keys, every size checked before anything is allocated). The format has no checksum of its own:
 * the writer adds `data_crc32` and `header_crc32` to __metadata__, 8 hex digits each, and the
 * reader checks them where they are there; the former without the latter is damage. The latter is
 * the CRC-32 of the header without that key, dumped compact and with sorted keys, so that it
 * survives a rewrite by other tools.
 */
#ifndef FORMAT_SAFETENSORS_H
#define FORMAT_SAFETENSORS_H

#include "base/err.h"
#include "format/file.h"

#include <stddef.h>
#include <stdint.h>

enum { SAFETENSORS_MAX_DIMS = 8 };

/* One tensor. When reading, name and data are borrowed from the file; when writing, from the
 * caller. */
struct safetensor {
	const char *name;
	const char *dtype; /* "F32", "F16", "BF16", "F64", "I32", "I64", "U8", ... */
	int ndim;
	size_t dim[SAFETENSORS_MAX_DIMS];
	const void *data; /* little-endian, row-major, any alignment */
	size_t size;      /* bytes */
};

struct safetensors; /* a file that was read */

/* Files up to 2 GiB with headers up to 1 MiB. */
struct safetensors *safetensors_read(const char *path, struct err *);
void safetensors_free(struct safetensors *);

size_t safetensors_count(const struct safetensors *);
/* Tensors in the order of their data. */
const struct safetensor *safetensors_at(const struct safetensors *, size_t i);
const struct safetensor *safetensors_find(const struct safetensors *, const char *name);
/* A string of __metadata__, or NULL. */
const char *safetensors_metadata(const struct safetensors *, const char *key);

/* Values: floats.c */
size_t safetensor_elements(const struct safetensor *);
/* Converts F64, F32, F16 or BF16 to floats; fails on other dtypes, and on a value that is not
 * finite (naming its place). `path` is for the message. */
bool safetensor_floats(const struct safetensor *, const char *path, float *out, struct err *);
/* Likewise `count` elements from element `first` on, all of them the tensor's. */
bool safetensor_part(const struct safetensor *, const char *path, size_t first, size_t count,
		     float *out, struct err *);

/* Rounds to nearest even, as IEEE binary16; too large becomes infinity. And back, exactly. */
uint16_t half_from_float(float);
float half_to_float(uint16_t);

struct safetensors_string {
	const char *key, *value;
};

/* Orders the tensors (dtypes by size, largest first, then by name), adds the checksums, pads the
 * header to 8 bytes and writes everything to the open writer, which the caller commits. Fails on
 * text that is no UTF-8 and on a name or key that is there twice. */
bool safetensors_write(struct writer *, const struct safetensor *, size_t count,
		       const struct safetensors_string *metadata, size_t metadata_count,
		       struct err *);

#endif
