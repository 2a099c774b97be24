/*
 * What a channel of a layer looks for: its weights, its response to an image, and the image that
 * excites it most (cells 12 and 13 of the article).
 */
#ifndef LAB_FEATURE_H
#define LAB_FEATURE_H

#include "nn/pass.h"

#include <stdatomic.h>

/* A convolution or dense layer by name (conv1, fc1, ...); -1 and a message that lists the net's own
 * if there is none. */
int feature_layer(const struct net *, const char *name, struct err *);

/* The response (behind its ReLU) of a layer to one image: [height, width, channels] of the layer's
 * output. */
void feature_response(const struct net *, int layer, const float *image, float *response);

/* The weights of one channel: of a convolution [size, size] for one input channel; of a dense layer
 * that sees the image itself [height, width]. Returns false where a channel's weights are no
 * picture (a deeper dense layer). */
bool feature_weights(const struct net *, int layer, int input_channel, int channel, float *weights,
		     int *height, int *width);

/* Ascends the gradient of the channel's mean response by the pixels, normalised as in attack.h,
 * from `image` on, which is changed in place: `steps` steps of `rate` (the article: 50 of 1 from
 * noise). Returns the mean response reached. Looks at *stop (may be NULL) in every step. */
double feature_excite(const struct net *, int layer, int channel, int steps, float rate,
		      float *image, const atomic_bool *stop);

#endif
