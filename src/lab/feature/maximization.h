/*
 * Activation maximisation, as in cells 12 and 13 of the article: from noise to an image that
 * maximizes the mean activation of a channel. The gradient of that mean by the pixels, normalised
 * as in lab/gradient.h, is added to the image, step by step. Where the channel is silent, its ReLU
 * being 0 everywhere, it is the gradient of the mean before the ReLU, which the article does not
 * have: there noise stays noise. It can be continued at any time: nothing is computed twice.
 */
#ifndef LAB_FEATURE_MAXIMIZATION_H
#define LAB_FEATURE_MAXIMIZATION_H

#include "nn/pass.h"

#include <stdatomic.h>

struct maximization {
	const struct net *net; /* borrowed */
	int layer, channel;
	float rate; /* what the normalised gradient is multiplied with: 1 in the article */
	size_t pixels;
	int step;       /* steps done; the article's 50 are enough */
	float *image;   /* [height, width] of the net's input, after those steps */
	double reached; /* the channel's mean activation for it, behind the ReLU */
	/* Scratch: */
	int activation; /* the layer whose output is the activation */
	struct pass *pass;
	float *dy, *gradient;
};

/* At step 0, with a copy of the start. layer: one with weights; channel: below its units. */
struct maximization *maximization_new(const struct net *, int layer, int channel, float rate,
				      const float *start);
void maximization_free(struct maximization *);
/* One step. */
void maximization_advance(struct maximization *);
/* Steps on to `steps` in all; reads *stop (may be NULL) before each. */
void maximization_run(struct maximization *, int steps, const atomic_bool *stop);

#endif
