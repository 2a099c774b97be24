/*
 * Projected gradient descent (Madry et al., arXiv:1706.06083): BIM from a random point of the
 * budget.
 *
 * The first step goes to that point and on from there, so that so many steps are so many gradients.
 * The point depends on the seed and on the image that the attack starts from, and on nothing else.
 */
#include "base/rng.h"
#include "base/xalloc.h"
#include "lab/attack/method.h"
#include "nn/loss.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* FNV-1a over the image: other images start from other points. */
static uint64_t seed_of(const struct attack_point *point)
{
	const unsigned char *bytes = (const unsigned char *)point->start;
	uint64_t hash = 14695981039346656037u ^ point->spec->seed;

	for (size_t i = 0; i < point->pixels * sizeof(float); i++)
		hash = (hash ^ bytes[i]) * 1099511628211u;
	return hash;
}

/* Uniform over the ball: of L2 a normal direction, and a length whose power is uniform. */
static void choose_start(const struct attack_point *point, float *image)
{
	const struct attack_spec *spec = point->spec;
	double square = 0, length;
	struct rng rng;

	rng_seed(&rng, seed_of(point), RNG_NOISE);
	length = (double)spec->eps * pow((double)rng_uniform(&rng), 1 / (double)point->pixels);
	for (size_t i = 0; i < point->pixels; i++) {
		image[i] = spec->norm == ATTACK_LINF ? spec->eps * (2 * rng_uniform(&rng) - 1)
						     : (float)rng_normal(&rng);
		square += (double)image[i] * (double)image[i];
	}
	for (size_t i = 0; spec->norm == ATTACK_L2 && square > 0 && i < point->pixels; i++)
		image[i] = (float)((double)image[i] * length / sqrt(square));
	for (size_t i = 0; i < point->pixels; i++)
		image[i] += point->start[i];
	project_pixels(spec, point->start, point->pixels, image);
}

/* The direction to a random point and, with the gradient there, on from it. */
static void begin(const struct attack_point *point, float *direction)
{
	float *image = xfloats(point->pixels), *probabilities = xfloats((size_t)point->classes);

	choose_start(point, image);
	memcpy(pass_input(point->pass), image, point->pixels * sizeof(*image));
	pass_forward(point->pass, 1, -1, NULL);
	softmax(1, point->classes, pass_output(point->pass, -1), probabilities);
	attack_gradient(point->spec, point->pass, probabilities, direction);
	steepest_step(point, direction);
	for (size_t i = 0; i < point->pixels; i++)
		direction[i] += (image[i] - point->image[i]) / point->spec->rate;
	free(image);
	free(probabilities);
}

static void step(const struct attack_point *point, float *direction)
{
	if (point->index == 0 && point->spec->eps > 0)
		begin(point, direction);
	else
		steepest_step(point, direction);
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
	.step = step,
	.project = project_pixels,
};
