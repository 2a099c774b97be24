/*
 * safetensors: a JSON header over raw little-endian tensors, and the native format of our models.
 *
 * u64 N, N bytes of JSON, data. The reader is strict (no gaps, no overlaps, no duplicate or unknown
 * keys, every size checked before anything is allocated): files up to 2 GiB with headers up to 1
 * MiB. The format has no checksum of its own: the writer adds `data_crc32` and `header_crc32` to
 * __metadata__, 8 hex digits each, and the reader checks them where they are there; the former
 * without the latter is damage. The latter is the CRC-32 of the header without that key, dumped
 * compact and with sorted keys, so that it survives a rewrite by other tools.
 */
#ifndef FORMAT_TENSOR_SAFETENSORS_H
#define FORMAT_TENSOR_SAFETENSORS_H

#include "format/file.h"
#include "format/tensor_file.h"

/* Orders the tensors (dtypes by size, largest first, then by name), adds the checksums, pads the
 * header to 8 bytes and writes everything to the open writer, which the caller commits. Fails on
 * text that is no UTF-8 and on a name or key that is there twice. */
bool safetensors_write(struct writer *, const struct tensor *, size_t count,
		       const struct tensor_string *metadata, size_t metadata_count, struct err *);

#endif
