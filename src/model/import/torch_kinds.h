/* What PyTorch's classes of modules become. */
#ifndef MODEL_IMPORT_TORCH_KINDS_H
#define MODEL_IMPORT_TORCH_KINDS_H

#include "model/import/graph.h"

/* What a class of modules becomes. */
struct torch_kind {
	const char *class_name;
	bool (*add)(struct graph *, const json_t *module, const struct torch_kind *, struct err *);
	const char *text; /* of layers without settings */
};

/* NULL: it is a class of one's own, or one that is not computed. */
const struct torch_kind *torch_kind(const json_t *module);
/* The weights of a module by its name; NULL: there are none. */
struct unit *torch_unit(const struct graph *, const char *name);

#endif
