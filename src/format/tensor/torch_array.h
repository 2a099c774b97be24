/* NumPy's arrays in pickles, whose values lie in the pickle itself. */
#ifndef FORMAT_TENSOR_TORCH_ARRAY_H
#define FORMAT_TENSOR_TORCH_ARRAY_H

#include "format/tensor/torch_tensor.h"

bool torch_is_array(const struct pickle_value *);
/* As torch_view_read, of an array; its values become a storage of the list that is read already.
 * They are the pickle's. */
bool torch_array_read(const struct pickle_value *, const char *path, const char *name,
		      struct torch_storages *, struct torch_view *, struct err *);

#endif
