/* What following a gradient by the pixels takes, towards a class or the activation of a channel. */
#ifndef LAB_GRADIENT_H
#define LAB_GRADIENT_H

#include <stdbool.h>
#include <stddef.h>

/* values / (standard deviation + 1e-8), in place and not centred: the article's normalisation. */
void normalize_gradient(size_t count, float *values);
/* Whether so little was left of them that no pixel moves by a hundredth of the rate: the net is too
 * sure of its answer, and the 1e-8 is all there was to divide by. */
bool gradient_is_spent(size_t count, const float *normalized);

#endif
