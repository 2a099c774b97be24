/*
 * Tensors as PyTorch's pickles describe them: views, of any strides, of storages; and the views as
 * rows of bytes.
 */
#ifndef FORMAT_TENSOR_TORCH_TENSOR_H
#define FORMAT_TENSOR_TORCH_TENSOR_H

#include "format/tensor/torch_storage.h"
#include "format/tensor_file.h"

struct torch_view {
	const char *dtype;
	size_t value_size; /* bytes */
	size_t storage;    /* its place in the list */
	size_t offset;     /* values before the first */
	int ndim;
	size_t dim[TENSOR_MAX_DIMS], stride[TENSOR_MAX_DIMS]; /* values */
	size_t size;                                          /* bytes of all values */
	bool is_contiguous;                                   /* row after row without a gap */
};

/* Whether a value describes a tensor, of whatever kind: those that can't be read, too. */
bool torch_is_tensor(const struct pickle_value *);
/* Reads such a value, and adds its storage to the list. Every value of the view lies in the
 * storage, as far as the pickle states its size. `name` is for messages. */
bool torch_view_read(const struct pickle_value *, const char *path, const char *name,
		     struct torch_storages *, struct torch_view *, struct err *);
/* Its values, row after row, into view->size bytes; `bytes` are the storage's. */
void torch_view_copy(const struct torch_view *, const unsigned char *bytes, unsigned char *out);

#endif
