/*
 * Candidates from the shapes of tensors alone: the paddings, strides and poolings with which an
 * image of the input's size comes to as many values as the first dense layer takes.
 */
#ifndef MODEL_IMPORT_SHAPES_H
#define MODEL_IMPORT_SHAPES_H

#include "model/import/candidate.h"

enum { CANDIDATES_MAX = 64 };

struct candidates {
	int count;
	struct candidate *list; /* [CANDIDATES_MAX], most usual first; owned */
};

/* Adds what the units allow for images [height, width, 1]. classes: 0: any number. The units must
 * outlive the candidates. used: set for the units that the candidates use. */
void shapes_candidates(const struct units *, struct shape input, int classes, struct candidates *,
		       bool used[UNITS_MAX]);

#endif
