/*
 * The first layer's weights as maps, one for each of its units, where they lie in the net: nothing
 * is copied, however large a layer is. That layer sees one channel, so that each unit has a map.
 */
#ifndef LAB_FEATURE_UNIT_MAPS_H
#define LAB_FEATURE_UNIT_MAPS_H

#include "nn/net.h"

struct unit_maps {
	const struct layer *layer; /* borrowed from the net, as are the weights */
	const float *weights;
	int count, height, width; /* count: units, each with a map [height, width] */
	int stride;               /* floats from one value of a map to the next */
	bool are_classes;         /* the units are the net's classes */
};
struct unit_maps unit_maps_of(const struct net *);
/* The first value of a unit's map. */
const float *unit_maps_at(const struct unit_maps *, int unit);
/* The largest magnitude of all finite weights; above 0. */
float unit_maps_range(const struct unit_maps *);

#endif
