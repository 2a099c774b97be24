/*
 * npz: a ZIP archive of NumPy's arrays. Each member NAME.npy is the tensor NAME; a single text is a
 * string of that key. What is written gives the same bytes for the same tensors.
 */
#ifndef FORMAT_TENSOR_NPZ_H
#define FORMAT_TENSOR_NPZ_H

#include "format/file.h"
#include "format/tensor_file.h"

/* Writes everything to the open writer, which the caller commits. Fails on dtypes that NumPy does
 * not have: BF16 and those of 8-bit floats. */
bool npz_write(struct writer *, const struct tensor *, size_t count, struct err *);

#endif
