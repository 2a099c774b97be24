/* Objectives: what shall grow, as a gradient by the logits. */
#include "lab/attack/method.h"
#include "nn/loss.h"

void objective_probability(const struct attack_point *point, float *dlogits)
{
	probability_gradient(point->classes, point->probabilities, point->spec->target, dlogits);
}
