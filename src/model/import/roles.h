/* Names of tensors as frameworks give them, taken apart: conv1.weight is the weights of conv1. */
#ifndef MODEL_IMPORT_ROLES_H
#define MODEL_IMPORT_ROLES_H

#include "base/limits.h"

enum role { WEIGHTS, BIAS, GAMMA, BETA, MEAN, VARIANCE, IGNORED, UNKNOWN, ROLES };

struct parsed_name {
	enum role role;
	char stem[UNIT_NAME_MAX]; /* what the tensors of a layer have in common; may be cut off */
};

/* UNKNOWN: the name says nothing (Variable_3, arr_3, vars/1); its stem is what is left without the
 * number. */
struct parsed_name parse_name(const char *name);

#endif
