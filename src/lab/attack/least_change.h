/*
 * What of an image to change least to have a net take it for a class, such as the right one:
 * Carlini and Wagner's search (carlini_wagner.c) towards it, from the image as it is.
 */
#ifndef LAB_ATTACK_LEAST_CHANGE_H
#define LAB_ATTACK_LEAST_CHANGE_H

#include "lab/attack/attack.h"

/* The smallest change so far. Its image is taken for the class. */
struct least_change {
	const struct attack_step *before, *after; /* after: NULL: none was found yet */
	int steps, steps_max;
};

/* attack_free() frees it. pool: NULL: none. */
struct attack *least_change_begin(const struct net *, const float *image, int class, struct pool *);
/* The next step; false: that was the last one. */
bool least_change_advance(struct attack *);
/* Borrowed of the attack, until the next step. */
struct least_change least_change_of(const struct attack *);

#endif
