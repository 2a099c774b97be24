/*
 * The momentum iterative method (Dong et al., arXiv:1710.06081, algorithm 1): steps follow a sum of
 * gradients, each divided by its L1 norm. The decay factor is 1, as in the paper.
 */
#include "lab/attack/method.h"

#include <math.h>

static void step(const struct attack_point *point, float *direction)
{
	double length = 0;

	for (size_t i = 0; i < point->pixels; i++)
		length += fabs((double)direction[i]);
	for (size_t i = 0; i < point->pixels; i++) {
		if (length > 0)
			point->memory[i] += (float)((double)direction[i] / length);
		direction[i] = point->memory[i];
	}
	steepest_step(point, direction);
}

const struct attack_method mi_fgsm = {
	.name = "mi-fgsm",
	.help = "momentum iterative method: bim along the sum of all gradients so far",
	.rate = 0.03f,
	.noise_rate = 0.03f,
	.steps = 10,
	.eps = 0.3f,
	.is_clipped = true,
	.memory = 1,
	.objective = &objective_loss,
	.is_batched = true,
	.step = step,
	.project = project_pixels,
};
