/* The activations of a layer for one image (cells 12 and 13 of the article). */
#ifndef LAB_FEATURE_ACTIVATIONS_H
#define LAB_FEATURE_ACTIVATIONS_H

#include "nn/net.h"

/* The activations (behind its ReLU) of a layer for one image: [height, width, channels] of the
 * layer's output. */
void activations_of(const struct net *, int layer, const float *image, float *activations);
/* The same for channels first..first+count-1 alone, one map after another: [count, height, width].
 */
void activations_maps(const struct net *, int layer, const float *image, int first, int count,
		      float *maps);
/* The mean of values[count]: of a channel, a map of its activations. */
double activations_mean(const float *values, size_t count);

#endif
