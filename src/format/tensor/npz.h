/*
 * npz: a ZIP archive of NumPy's arrays. Each member NAME.npy is the tensor NAME; a single text is a
 * string of that key. What is written gives the same bytes for the same tensors.
 */
#ifndef FORMAT_TENSOR_NPZ_H
#define FORMAT_TENSOR_NPZ_H

#include "format/file.h"
#include "format/tensor_file.h"

/* Writes everything to the open writer, which the caller commits; strings become texts without
 * dimensions. Fails on dtypes that NumPy does not have (BF16 and those of 8-bit floats) and on text
 * that is no UTF-8. */
bool npz_write(struct writer *, const struct tensor *, size_t count, const struct tensor_string *,
	       size_t string_count, struct err *);

#endif
