/*
 * Fooling a net, as cells 7 to 10 of the article do: the gradient of the probability of the target
 * by the pixels, divided by its standard deviation, is added to the image, step by step. Every step
 * is kept, so that one can go back.
 */
#ifndef LAB_ATTACK_ATTACK_H
#define LAB_ATTACK_ATTACK_H

#include "nn/pass.h"

struct attack_spec {
	int target; /* the class the image shall be taken for */
	float rate; /* what the normalised gradient is multiplied with: 1 for noise, 0.02 for images
		     */
	bool is_clipped; /* keep pixels within [0,1]; the article does not */
};

/* The image after some steps; entry 0 is the start. */
struct attack_step {
	float *image;         /* [height, width] */
	float *probabilities; /* [classes] */
	int prediction;
	double l0, l2,
		linf; /* of image - start: pixels changed, Euclidean length, largest change */
};

struct attack {
	struct attack_spec spec;
	const struct net *net; /* borrowed */
	size_t pixels;
	int count; /* steps kept, the start included */
	struct attack_step *steps;
	struct pass *pass;
	float *gradient; /* [height, width]: what the next step will add, before the rate */
};

/* Classifies the start (copied) and computes the first gradient. The pool is borrowed; it may be
 * NULL. */
struct attack *attack_new(const struct net *, const float *start, const struct attack_spec *,
			  struct pool *);
void attack_free(struct attack *);
/* Appends one step. */
void attack_advance(struct attack *);
/* Goes back to `count` steps (>= 1), and may then go on with another spec. */
void attack_rewind(struct attack *, int count, const struct attack_spec *);
/* The first step whose image is taken for the target; -1: none. */
int attack_first(const struct attack *);

#endif
