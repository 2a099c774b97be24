/*
 * Projected gradient descent (Madry et al., arXiv:1706.06083): BIM from a random point of the
 * budget.
 *
 * The first step goes to that point and on from there, so that so many steps are so many gradients.
 * The point depends on the seed, on which restart it is and on the image that the attack starts
 * from, and on nothing else.
 */
#include "base/rng.h"
#include "lab/attack/method.h"

#include <math.h>

/* Uniform over the ball: of L2 a normal direction, and a length whose power is uniform. */
static bool begin(const struct attack_spec *spec, const float *start, size_t pixels, float *image)
{
	double square = 0, length;
	struct rng rng;

	if (!(spec->eps > 0))
		return false;
	rng_seed(&rng, attack_seed(spec, start, pixels), RNG_NOISE);
	length = (double)spec->eps * pow((double)rng_uniform(&rng), 1 / (double)pixels);
	for (size_t i = 0; i < pixels; i++) {
		image[i] = spec->norm == ATTACK_LINF ? spec->eps * (2 * rng_uniform(&rng) - 1)
						     : (float)rng_normal(&rng);
		square += (double)image[i] * (double)image[i];
	}
	for (size_t i = 0; spec->norm == ATTACK_L2 && square > 0 && i < pixels; i++)
		image[i] = (float)((double)image[i] * length / sqrt(square));
	for (size_t i = 0; i < pixels; i++)
		image[i] += start[i];
	project_pixels(spec, start, pixels, image);
	return true;
}

const struct attack_method pgd = {
	.name = "pgd",
	.help = "projected gradient descent: bim from a random point within the budget",
	.rate = 0.01f,
	.noise_rate = 0.01f,
	.steps = 40,
	.eps = 0.3f,
	.is_clipped = true,
	.depends_on_settings = true,
	.objective = &objective_loss,
	.is_batched = true,
	.begin = begin,
	.step = steepest_step,
	.project = project_pixels,
};
