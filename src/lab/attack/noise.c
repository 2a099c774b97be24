/* Noise of a size in each norm. */
#include "lab/attack/noise.h"
#include "base/rng.h"
#include "base/xalloc.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static float moved(float pixel, double by, bool is_clipped)
{
	float to = (float)((double)pixel + by);

	return is_clipped ? fminf(fmaxf(to, 0), 1) : to;
}

/* image: the start; out, with noise. */
static void add_signs(struct rng *rng, double size, bool is_clipped, size_t pixels, float *image)
{
	for (size_t i = 0; i < pixels; i++)
		image[i] = moved(image[i], rng_u64(rng) >> 63 ? size : -size, is_clipped);
}

/* The length of what is left of the noise, times the scale, within the range of pixels. */
static double length_at(double scale, bool is_clipped, const float *start, const double *noise,
			size_t pixels)
{
	double square = 0;

	for (size_t i = 0; i < pixels; i++) {
		double change =
			(double)moved(start[i], scale * noise[i], is_clipped) - (double)start[i];

		square += change * change;
	}
	return sqrt(square);
}

/* What clipping takes away is made up for by longer noise, as far as it can be. */
static void add_normal(struct rng *rng, double size, bool is_clipped, size_t pixels, float *image)
{
	enum { ROUNDS = 30 };
	double *noise = xcalloc(pixels, sizeof(*noise)), scale = 1;

	for (size_t i = 0; i < pixels; i++)
		noise[i] = rng_normal(rng);
	for (int i = 0; i < ROUNDS; i++) {
		double length = length_at(scale, is_clipped, image, noise, pixels);

		scale *= length > 0 && isfinite(length) ? size / length : 1;
	}
	for (size_t i = 0; i < pixels; i++)
		image[i] = moved(image[i], scale * noise[i], is_clipped);
	free(noise);
}

/* Each pixel with the chance that as many as are still to be chosen come out (Knuth's algorithm
 * S). */
static void choose_pixels(struct rng *rng, double size, size_t pixels, float *image)
{
	double left = size;

	for (size_t i = 0; i < pixels && left > 0; i++) {
		if (!((double)rng_uniform(rng) * (double)(pixels - i) < left))
			continue;
		image[i] = rng_uniform(rng);
		left--;
	}
}

void noise_of_size(const struct attack_spec *spec, enum attack_norm norm, double size,
		   const float *start, size_t pixels, float *image)
{
	struct rng rng;

	rng_seed(&rng, spec->seed, RNG_CONTROL);
	memcpy(image, start, pixels * sizeof(*image));
	if (norm == ATTACK_L0)
		choose_pixels(&rng, size, pixels, image);
	else if (norm == ATTACK_LINF)
		add_signs(&rng, size, spec->is_clipped, pixels, image);
	else
		add_normal(&rng, size, spec->is_clipped, pixels, image);
}
