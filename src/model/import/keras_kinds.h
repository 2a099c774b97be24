/* What Keras's kinds of layers become. */
#ifndef MODEL_IMPORT_KERAS_KINDS_H
#define MODEL_IMPORT_KERAS_KINDS_H

#include "model/import/graph.h"

/* A layer while it is added. */
struct keras_layer {
	const json_t *config;
	const char *name;
	const struct keras_kind *kind;
};

/* What a kind of layers becomes. */
struct keras_kind {
	const char *class_name;
	bool (*add)(struct graph *, const struct keras_layer *, struct err *);
	const char *text;   /* of poolings: the word; NULL: there is none */
	bool is_activation; /* it may be the activation of another layer */
};

/* NULL: it is not known. */
const struct keras_kind *keras_kind(const char *class_name);

#endif
