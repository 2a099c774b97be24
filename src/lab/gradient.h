/* What following a gradient by the pixels takes, towards a class or the activation of a channel. */
#ifndef LAB_GRADIENT_H
#define LAB_GRADIENT_H

#include <stdbool.h>
#include <stddef.h>

/* The mean of `count` values that lie `stride` apart. */
double mean_of(size_t count, size_t stride, const float *values);
/* values / (standard deviation + 1e-8), in place and not centred: the article's normalisation. */
void normalize_gradient(size_t count, float *values);
/* Whether so little was left of them that no pixel moves by a hundredth of the rate: the net is too
 * sure of its answer, and the 1e-8 is all there was to divide by. */
bool gradient_is_spent(size_t count, const float *normalized);

#endif
