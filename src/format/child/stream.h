/*
 * What a child without rights says of a file (format/child/process.h): tensors and attributes, one
 * after the other. The child may be in the hands of the file: each size is checked before memory is
 * allocated for it, and each name is text.
 *
 * Bytes, integers little-endian: records that begin with a letter, T and A any number of times,
 * then Z or F. A text is u32 bytes and the bytes, without a NUL.
 *
 *     T  name, dtype, u32 ndim, u64 size of each dimension, and the data unless only the header is
 *        wanted: so many values of that dtype, little-endian, row-major
 *     A  owner (the path of the object it belongs to), name, value; those with more than one value
 *        come once for each, in order
 *     F  why the file can't be read, in words that go behind its name
 *     Z  the end
 */
#ifndef FORMAT_CHILD_STREAM_H
#define FORMAT_CHILD_STREAM_H

#include "format/tensor_file.h"

struct stream_attribute {
	char *owner, *name, *value; /* owned */
};

/* All that a child said. */
struct stream {
	size_t tensor_count;
	struct tensor *tensors; /* [tensor_count]; owned, as is all that they point to */
	size_t attribute_count;
	struct stream_attribute *attributes; /* [attribute_count]; owned */
};

/* Where its bytes come from: a child, or memory. */
struct stream_source {
	bool (*read)(void *context, void *bytes, size_t size, struct err *);
	void *context;
	const char *path;    /* for messages */
	size_t data_max;     /* bytes of all tensors */
	bool is_header_only; /* no tensor has data */
};

/* NULL on failure. Ends with the Z of the stream: what is behind it is the caller's to look at. */
struct stream *stream_read(const struct stream_source *, struct err *);
/* Whether a text is UTF-8 that can be printed, as names of tensors have to be; values of attributes
 * are any text. */
bool stream_is_name(const char *text);
/* The first value of an attribute, or NULL. */
const char *stream_attribute(const struct stream *, const char *owner, const char *name);
/* NULL is ignored. */
void stream_free(struct stream *);

#endif
