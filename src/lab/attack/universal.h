/*
 * A universal perturbation: one change that is added to any image and fools the net on most
 * (Moosavi-Dezfooli et al., arXiv:1610.08401), found by the projected gradient of batches (Shafahi
 * et al., arXiv:1811.11304).
 *
 * A step takes a batch of images with the perturbation so far, sums the gradients of those that do
 * not fool the net yet, moves along the steepest direction of the norm, and goes back into the
 * budget. The images come in the split's order, so that nothing depends on threads or on a seed.
 */
#ifndef LAB_ATTACK_UNIVERSAL_H
#define LAB_ATTACK_UNIVERSAL_H

#include "data/dataset.h"
#include "lab/attack/method.h"

enum { UNIVERSAL_BATCH = 50 };

struct universal {
	/* Norm, eps, rate, objective (not NULL) and target count; of an untargeted one each image
	 * leaves its label. Pixels of images are clipped where the spec is. */
	struct attack_spec spec;
	const struct net *net;     /* borrowed, as is the */
	const struct split *split; /* whose first images it is found over */
	size_t count;              /* of these, at least 1 */
	size_t pixels;
	float *perturbation; /* [height, width] */
	size_t steps;        /* taken so far */
	struct pass *pass;
	float *gradients,
		*dlogits; /* scratch: [UNIVERSAL_BATCH, pixels], [UNIVERSAL_BATCH, classes] */
};

struct universal *universal_new(const struct net *, const struct split *, size_t count,
				const struct attack_spec *, struct pool *);
void universal_free(struct universal *);
/* Steps that see each image once. */
size_t universal_steps(const struct universal *);
void universal_advance(struct universal *);

/* What a perturbation does to images of any split. */
struct universal_tally {
	size_t count, right_before, right; /* as labelled, without it and with it */
	size_t fooled;                     /* take another class than without it, or the target */
};

/* Adds images first..first+count-1, count <= UNIVERSAL_BATCH. perturbation: [pixels]. */
void universal_try(struct universal *, const float *perturbation, const struct split *,
		   size_t first, int count, struct universal_tally *);

#endif
