/* Places in an nn.Sequential, whose layers are called features.0, features.1, ...: those without
 * parameters have no tensors, but their numbers are missing. */
#ifndef MODEL_IMPORT_SEQUENCE_H
#define MODEL_IMPORT_SEQUENCE_H

#include "model/import/units.h"

/* The number of a layer by its name: 3 of features.3. -1: it has none, or is not of the same
 * sequence as `other`. */
int sequence_number(const char *name, const char *other);
/* How many layers without parameters stand between two units: 2 between features.0 and features.3;
 * -1: their names do not tell. */
int sequence_between(const struct unit *, const struct unit *next);

#endif
