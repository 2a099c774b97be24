/* What a file says of a network's layers without their order: its modules. */
#ifndef MODEL_IMPORT_FACTS_H
#define MODEL_IMPORT_FACTS_H

#include "model/import/shapes.h"

/* Leaves those candidates that have the poolings and the activation of the modules, as far as there
 * are modules of these kinds, and makes them no longer open. False: there are none left, or
 * activations of several kinds, whose places are not known. */
bool facts_apply(const struct candidate *modules, struct candidates *, const char *path,
		 struct err *err);

#endif
