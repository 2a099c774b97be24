/* One loop over all values, which counts its place in each dimension. */
#include "format/strided.h"
#include "base/limits.h"

#include <string.h>

void strided_copy(const struct strided *array, const unsigned char *from, unsigned char *out)
{
	size_t place[TENSOR_MAX_DIMS] = {0}, at = 0, count = 1;

	for (int d = 0; d < array->ndim; d++)
		count *= array->dim[d];
	for (size_t i = 0; i < count; i++) {
		memcpy(out + i * array->value_size, from + at * array->value_size,
		       array->value_size);
		for (int d = array->ndim; d-- > 0;) {
			at += array->stride[d];
			if (++place[d] < array->dim[d])
				break;
			at -= array->stride[d] * array->dim[d];
			place[d] = 0;
		}
	}
}
