/*
 * The image that excites a channel of a layer most, as cells 12 and 13 of the article find it: the
 * gradient of the channel's mean response by the pixels, normalised as in attack.h, is added to the
 * image, step by step. One goes on when one likes: nothing is computed twice.
 */
#ifndef LAB_ASCENT_H
#define LAB_ASCENT_H

#include "nn/pass.h"

#include <stdatomic.h>

struct ascent {
	const struct net *net; /* borrowed */
	int layer, channel;
	float rate; /* what the normalised gradient is multiplied with: 1 in the article */
	size_t pixels;
	int step;       /* steps done; the article's 50 are enough */
	float *image;   /* [height, width] of the net's input, after those steps */
	double reached; /* the channel's mean response to it, behind the ReLU */
	/* Scratch: */
	int response; /* the layer that responds */
	struct pass *pass;
	float *dy, *gradient;
};

/* At step 0, with a copy of the start. layer: one with weights; channel: below its units. */
struct ascent *ascent_new(const struct net *, int layer, int channel, float rate,
			  const float *start);
void ascent_free(struct ascent *);
/* One step. */
void ascent_advance(struct ascent *);
/* Steps on to `steps` in all; looks at *stop (may be NULL) before each. */
void ascent_run(struct ascent *, int steps, const atomic_bool *stop);

#endif
