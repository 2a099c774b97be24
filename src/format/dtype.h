/* The values of tensors as floats, whatever they are stored in. */
#ifndef FORMAT_DTYPE_H
#define FORMAT_DTYPE_H

#include "format/tensor_file.h"

#include <stdint.h>

/* Bytes of one value; 0: no dtype is called so. */
size_t dtype_size(const char *dtype);
/* The same name as a text of the program, or NULL. */
const char *dtype_name(const char *dtype);
size_t tensor_elements(const struct tensor *);
/* Converts F64, F32, F16 or BF16 to floats; fails on other dtypes, and on a value that is not
 * finite (naming its place). `path` is for the message. */
bool tensor_floats(const struct tensor *, const char *path, float *out, struct err *);
/* Likewise `count` elements from element `first` on, all of them the tensor's. */
bool tensor_part(const struct tensor *, const char *path, size_t first, size_t count, float *out,
		 struct err *);

/* Rounds to nearest even, as IEEE binary16; too large becomes infinity. And back, exactly. */
uint16_t half_from_float(float);
float half_to_float(uint16_t);

#endif
