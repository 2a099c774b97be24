/*
 * The image that excites a channel of a layer most, as cells 12 and 13 of the article find it: the
 * gradient of the channel's mean response by the pixels, normalised as in lab/gradient.h, is added
 * to the image, step by step. One goes on when one likes: nothing is computed twice.
 */
#ifndef LAB_FEATURE_MAXIMIZE_H
#define LAB_FEATURE_MAXIMIZE_H

#include "nn/pass.h"

#include <stdatomic.h>

struct maximize {
	const struct net *net; /* borrowed */
	int layer, channel;
	float rate; /* what the normalised gradient is multiplied with: 1 in the article */
	size_t pixels;
	int step;       /* steps done; the article's 50 are enough */
	float *image;   /* [height, width] of the net's input, after those steps */
	double reached; /* the channel's mean response to it, behind the ReLU */
	/* Scratch: */
	int activation; /* the layer that responds */
	struct pass *pass;
	float *dy, *gradient;
};

/* At step 0, with a copy of the start. layer: one with weights; channel: below its units. */
struct maximize *maximize_new(const struct net *, int layer, int channel, float rate,
			      const float *start);
void maximize_free(struct maximize *);
/* One step. */
void maximize_advance(struct maximize *);
/* Steps on to `steps` in all; looks at *stop (may be NULL) before each. */
void maximize_run(struct maximize *, int steps, const atomic_bool *stop);

#endif
