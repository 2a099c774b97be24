/* Which weight of which layer a path of a .weights.h5 means: layers/GROUP/vars/N. */
#ifndef FORMAT_TENSOR_KERAS_LAYERS_H
#define FORMAT_TENSOR_KERAS_LAYERS_H

#include "format/child/stream.h"

#include <jansson.h>

/* "dense_1/kernel"; config: of the model, or NULL. The caller frees it. */
char *keras_layer_weight(const struct stream *, const char *path, const json_t *config);

#endif
