/*
 * Networks that take larger images than those at hand, with zeros around: LeNet-5 learned from
 * MNIST's 28x28 as 32x32. The zeros are there before the image is scaled, or put around what is
 * scaled; the first is more usual.
 */
#ifndef MODEL_IMPORT_PADDED_H
#define MODEL_IMPORT_PADDED_H

#include "model/import/shapes.h"

/* Zeros on each side with which images become those that a network takes; 0: they are of its size,
 * or can't be of it. */
int padded_zeros(struct shape at_hand, struct shape taken);
/* Makes a candidate take images without those zeros; false: it has too many layers. */
bool padded_make(struct candidate *, int zeros, bool is_scaled);
/* Adds what the units allow for images that are padded so from `at_hand` to LeNet-5's size. */
void padded_candidates(const struct units *, struct shape at_hand, int classes,
		       struct candidates *);

#endif
