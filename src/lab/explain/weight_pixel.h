/* Weight x pixel: what each pixel contributes to a unit that sees the image itself. */
#ifndef LAB_EXPLAIN_WEIGHT_PIXEL_H
#define LAB_EXPLAIN_WEIGHT_PIXEL_H

#include "lab/explain/explanation.h"

extern const struct explanation weight_pixel;

/* The sums over an image, in units of the unit's value before its activation: a logit's. */
struct evidence {
	double positive, negative; /* of the products above and below 0 */
	double sum;                /* of both and the bias */
};
/* weights, image: [count]. */
struct evidence weight_pixel_evidence(const float *weights, const float *image, size_t count,
				      float bias);

#endif
