/*
 * What a channel of a layer looks for: its weights and its response to an image (cells 12 and 13 of
 * the article). The image that excites it most is found in ascent.h.
 */
#ifndef LAB_FEATURE_ACTIVATIONS_H
#define LAB_FEATURE_ACTIVATIONS_H

#include "nn/net.h"

/* A convolution or dense layer by name (conv1, fc1, ...); -1 and a message that lists the net's own
 * if there is none. */
int feature_layer(const struct net *, const char *name, struct err *);

/* The response (behind its ReLU) of a layer to one image: [height, width, channels] of the layer's
 * output. */
void feature_activation(const struct net *, int layer, const float *image, float *activation);

/* How many input channels its weights can be drawn for: a convolution's; else 1. */
int feature_inputs(const struct layer *);

/* The weights of one channel: of a convolution [size, size] for one input channel; of a dense layer
 * that sees the image itself [height, width]. Returns false where a channel's weights are no
 * picture (a deeper dense layer). */
bool feature_weights(const struct net *, int layer, int input_channel, int channel, float *weights,
		     int *height, int *width);
/* The same of channels first..first+count-1, for the price of one: [count, height, width], which
 * the caller frees, or NULL. */
float *feature_maps(const struct net *, int layer, int input_channel, int first, int count,
		    int *height, int *width);

#endif
