/*
 * The order in which layers can be computed, told by the shapes of their weights: each takes as
 * many channels as the one before gives.
 */
#ifndef MODEL_IMPORT_CHAIN_H
#define MODEL_IMPORT_CHAIN_H

#include "model/import/units.h"

struct link {
	int unit;      /* of the units */
	bool is_torch; /* its layout, as for unit_sizes() */
};

struct chain {
	int count;
	struct link links[UNITS_MAX];
};

enum { CHAINS_MAX = 6 };
struct chains {
	int count;
	struct chain chain[CHAINS_MAX]; /* the longest there are, most usual first */
};

/* From an image of so many pixels with one channel on. Units in the order of the file, or of their
 * names, come before other orders; layouts that are the same for all layers come before others. */
void chains_find(const struct units *, int pixels, struct chains *);

#endif
