/*
 * What the tensors of a Keras file are called and in which order they come, from their paths in
 * HDF5 and from the attributes beside them.
 *
 * - .h5, whole or from save_weights of Keras 1 and 2: the lists layer_names and weight_names give
 *   the order. A name is LAYER/WEIGHT: "conv2d/kernel", of a model in a model
 *   "inner/conv2d/kernel"; what older versions put behind a name (":0") is left out.
 * - .weights.h5 and .keras: layers/GROUP/vars/N, the groups called after classes in their order.
 * The layer's own name and what its variables are called ("dense/kernel") come from the config
 * where there is one, else from the group; what can't be told keeps its path: "my_layer/vars/0".
 * - any other HDF5: paths.
 */
#ifndef FORMAT_TENSOR_KERAS_NAMES_H
#define FORMAT_TENSOR_KERAS_NAMES_H

#include "format/child/stream.h"

enum keras_kind {
	KERAS_LISTED,  /* layer_names and weight_names */
	KERAS_GROUPED, /* layers/GROUP/vars/N */
	KERAS_PLAIN,   /* HDF5 of another origin */
};

struct keras_names {
	enum keras_kind kind;
	size_t count;
	struct keras_name {
		size_t tensor; /* its index in the stream */
		char *name;    /* owned */
	} * names;             /* [count]; owned */
};

/* config: the model's as JSON, or NULL. path: for messages. The caller clears the names, after a
 * failure too. */
bool keras_names_find(const struct stream *, const char *config, const char *path,
		      struct keras_names *, struct err *);
void keras_names_clear(struct keras_names *);

#endif
