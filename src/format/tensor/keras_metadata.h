/* The configuration of a Keras model in a SavedModel: Keras 2 (TensorFlow 2.5 to 2.15) writes
 * keras_metadata.pb beside saved_model.pb. */
#ifndef FORMAT_TENSOR_KERAS_METADATA_H
#define FORMAT_TENSOR_KERAS_METADATA_H

#include "base/err.h"

/* {"class_name": "Sequential", "config": {...}} as Keras's .h5 has it, tuples as lists; the caller
 * frees it. NULL in *config: there is no such file, or the model has none. False: it is damaged. */
bool keras_metadata_read(const char *path, char **config, struct err *);

#endif
