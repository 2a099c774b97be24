/* Units that answer to nothing: their activation is 0 for all images of a split's beginning. */
#ifndef LAB_FEATURE_DEAD_UNITS_H
#define LAB_FEATURE_DEAD_UNITS_H

#include "data/dataset.h"
#include "nn/net.h"

enum { DEAD_UNITS_IMAGES = 500 };

/* Of a layer whose activation stops zeros (a ReLU); other layers have none. */
struct dead_units {
	int layer;       /* of the net: the one with units */
	int units, dead; /* channels, and how many of them are 0 everywhere */
};

/* How many layers there are that may have such units; found: [NET_MAX_LAYERS]. images: how many
 * were asked. */
int dead_units(const struct net *, const struct split *, struct pool *,
	       struct dead_units found[NET_MAX_LAYERS], int *images);

#endif
