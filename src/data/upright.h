/*
 * Whether images of digits and letters stand upright. NIST's EMNIST has rows and columns exchanged,
 * some copies of it have not, and no file says which: the means of its classes are compared with
 * MNIST's.
 */
#ifndef DATA_UPRIGHT_H
#define DATA_UPRIGHT_H

#include "data/classes.h"
#include "data/dataset_format.h"

enum upright { UPRIGHT_UNKNOWN, UPRIGHT_YES, UPRIGHT_TRANSPOSED };

/* Looks at some thousand images of a part. UPRIGHT_UNKNOWN: too few classes are digits or letters
 * that look like one, or the answer is not clear. */
enum upright upright_find(const struct dataset_part *, const struct class_names *);

#endif
