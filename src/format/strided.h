/* Arrays whose values lie at any strides, as rows without gaps. */
#ifndef FORMAT_STRIDED_H
#define FORMAT_STRIDED_H

#include <stddef.h>

/* An array of `ndim` dimensions, at most TENSOR_MAX_DIMS; strides count values, and may be 0. */
struct strided {
	int ndim;
	const size_t *dim, *stride;
	size_t value_size; /* bytes */
};

/* All values, row after row; `from` is the first one's place. The caller has made sure of the
 * sizes. */
void strided_copy(const struct strided *, const unsigned char *from, unsigned char *out);

#endif
