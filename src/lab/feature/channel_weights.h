/*
 * The weights of single channels of a layer, as maps: of a convolution [size, size] for one of its
 * input channels; of a dense layer that sees the image itself [height, width]. Those of a deeper
 * dense layer are no maps.
 */
#ifndef LAB_FEATURE_CHANNEL_WEIGHTS_H
#define LAB_FEATURE_CHANNEL_WEIGHTS_H

#include "nn/net.h"

/* A layer with weights by its name (conv1, fc1, ...); -1 and a message that lists the net's own if
 * there is none. */
int channel_weights_layer(const struct net *, const char *name, struct err *);
/* The next layer with weights, from `layer` on in steps of 1 or -1; -1: none. */
int channel_weights_next(const struct net *, int layer, int step);
/* The layer whose channels are a layer's input channels: the last one before it that does more than
 * apply an activation function. Of the first layer: itself. */
int channel_weights_source(const struct net *, int layer);
/* How many input channels its maps can be of: a convolution's; else 1. */
int channel_weights_inputs(const struct layer *);

/* Maps of channels first..first+count-1: [count, height, width], which the caller frees; NULL and
 * 0x0 where weights are no maps. */
float *channel_weights_get(const struct net *, int layer, int input, int first, int count,
			   int *height, int *width);
/* The same for one channel into map[height * width]; false where weights are no maps. */
bool channel_weights_copy(const struct net *, int layer, int input, int channel, float *map,
			  int *height, int *width);
/* Likewise, each channel's map for the input channel that it has the largest weights for, by the
 * sum of their squares; which that is goes to inputs[count]. */
float *channel_weights_strongest(const struct net *, int layer, int first, int count, int *inputs,
				 int *height, int *width);
/* What a signed palette has to span for all maps of a layer: the article's 0.5 where they are maps
 * of the image, else a round number that no weight exceeds. */
float channel_weights_range(const struct net *, int layer);

#endif
