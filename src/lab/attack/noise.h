/* Random noise as large as a change: the control of an attack, which shall be no matter of size. */
#ifndef LAB_ATTACK_NOISE_H
#define LAB_ATTACK_NOISE_H

#include "lab/attack/method.h"

/*
 * The start with noise of the given size in a norm: of Linf each pixel is moved by so much, up or
 * down at random; of L2 it is normal noise of that length; of L0 so many pixels, chosen at random,
 * take random values from 0 to 1. Where the spec is clipped, pixels stop at 0 and 1, and the length
 * is that of what is left. The random numbers are those of the spec's seed. image: [pixels].
 */
void noise_of_size(const struct attack_spec *, enum attack_norm, double size, const float *start,
		   size_t pixels, float *image);

#endif
