/*
 * What keeps an image that maximizes an activation free of specks: each is off where it is 0, and
 * any of them may be on at once. For an image x [height, width], step t, the normalised gradient g
 * of the objective and the rate r, a step is
 *
 *   g(x) = roll(-o, gradient at roll(o, x)), o random, up to `jitter` pixels each way
 *   x' = (1 - decay) x + r (g(x) - total_variation dTV(x)/dx)
 *   x'' = x' convolved with a Gaussian of standard deviation `blur`, where t + 1 is a multiple of 4
 *
 * where TV(x) = sum of sqrt((x[i][j+1] - x[i][j])^2 + (x[i+1][j] - x[i][j])^2 + 1e-6), differences
 * beyond the border being 0.
 *
 * Jitter: Mordvintsev, Olah, Tyka, "Inceptionism", 2015, and Olah, Mordvintsev, Schubert, "Feature
 * Visualization", Distill, 2017. Total variation: Mahendran, Vedaldi, "Understanding deep image
 * representations by inverting them", CVPR 2015, with beta = 1. Decay and blur: Yosinski et al.,
 * "Understanding neural networks through deep visualization", 2015.
 */
#ifndef LAB_FEATURE_REGULARIZER_H
#define LAB_FEATURE_REGULARIZER_H

#include "base/limits.h"

#include <stdint.h>

struct regularizer {
	int jitter;            /* pixels, 0 to REGULARIZER_MAX_JITTER */
	float blur;            /* pixels, 0 to REGULARIZER_MAX_BLUR */
	float total_variation; /* weight, 0 or more; 0.3 is much: the gradient's deviation is 1 */
	float decay;           /* 0 to 1: of a pixel's value, in each step */
};

enum { REGULARIZER_BLUR_EVERY = 4 }; /* steps */

/* The jitter of a step: the same for the same seed and step. */
void regularizer_offset(const struct regularizer *, uint64_t seed, int step, int *down, int *right);
/* The image moved down and to the right; what leaves it comes in at the other side. */
void image_roll(int height, int width, int down, int right, const float *from, float *to);
/* TV(x), as above. */
double image_total_variation(int height, int width, const float *image);
/* Subtracts weight * dTV(x)/dx from the gradient. */
void image_total_variation_subtract(int height, int width, const float *image, float weight,
				    float *gradient);
/* Convolves the image with a Gaussian; beyond its border are the border's values. sigma: above 0,
 * at most REGULARIZER_MAX_BLUR. scratch: [height, width]. */
void image_blur(int height, int width, float sigma, float *image, float *scratch);

#endif
