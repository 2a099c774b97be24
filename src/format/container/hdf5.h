/*
 * HDF5, which the HDF5 library reads in a child process without rights (format/child/process.h): a
 * stream of tensors, named by their paths, and of the attributes that Keras writes. The state of an
 * optimizer is left out.
 */
#ifndef FORMAT_CONTAINER_HDF5_H
#define FORMAT_CONTAINER_HDF5_H

#include "format/child/stream.h"

/* Whether a file begins as HDF5. */
bool hdf5_is_like(const unsigned char *head, size_t size);
/* A file; gzipped ones are unpacked. NULL on failure. */
struct stream *hdf5_file_read(const char *path, bool is_header_only, struct err *);
/* The same of a file in memory; path: for messages. */
struct stream *hdf5_bytes_read(const char *path, const void *bytes, size_t size,
			       bool is_header_only, struct err *);

#endif
