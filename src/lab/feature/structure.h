/*
 * How much structure a channel's weights have: edges and blobs have much, noise and a uniform
 * filter little. Filters are shown in that order.
 *
 * Where a layer's weights are maps: let m be the means of 3x3 neighbouring weights, at all places
 * of a map where these nine are (of fewer where a map is smaller). The structure is the root of the
 * sum, over the channel's maps and their places, of (m - the mean of that map's m)^2: what is left
 * of the variance when specks are smoothed away. Where they are no maps, as of a dense layer behind
 * others, it is the root of the sum of the weights' squares, their L2 norm.
 */
#ifndef LAB_FEATURE_STRUCTURE_H
#define LAB_FEATURE_STRUCTURE_H

#include "nn/net.h"

/* structure: [units] of a layer with weights; NaN where weights are not finite. */
void channel_structure(const struct net *, int layer, double *structure);
/* The channels of a layer with weights, into order[units]: the most structure first; of equal ones
 * the lower number, and NaN last. */
void channel_structure_order(const struct net *, int layer, int *order);

#endif
