/* Weight x activation: what each channel of a layer's input contributes to its own channels. */
#ifndef LAB_EXPLAIN_WEIGHT_ACTIVATION_H
#define LAB_EXPLAIN_WEIGHT_ACTIVATION_H

#include "lab/explain/explanation.h"

extern const struct explanation weight_activation;

/* x: the layer's input, [height, width, channels in]. Returns [channels in, units], the means over
 * all places of the layer's output, before its bias and activation; the caller frees it. NULL: it
 * has no weights, or more pairs of channels than are worth their memory. */
float *channel_contributions(const struct net *, int layer, const float *x);

#endif
