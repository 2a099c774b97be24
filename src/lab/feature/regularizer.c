/* All sums are in a fixed order, and in double. */
#include "lab/feature/regularizer.h"
#include "base/rng.h"

#include <math.h>

enum { MAX_RADIUS = 3 * REGULARIZER_MAX_BLUR };

void regularizer_offset(const struct regularizer *r, uint64_t seed, int step, int *down, int *right)
{
	uint32_t choices = 2 * (uint32_t)r->jitter + 1;
	struct rng rng;

	rng_seed(&rng, seed, RNG_JITTER);
	rng_seed(&rng, rng_u64(&rng) + (uint64_t)step, RNG_JITTER);
	*down = (int)rng_below(&rng, choices) - r->jitter;
	*right = (int)rng_below(&rng, choices) - r->jitter;
}

static int wrap(int i, int count)
{
	return (i % count + count) % count;
}

void image_roll(int height, int width, int down, int right, const float *from, float *to)
{
	for (int y = 0; y < height; y++)
		for (int x = 0; x < width; x++)
			to[wrap(y + down, height) * width + wrap(x + right, width)] =
				from[y * width + x];
}

/* The differences to the next pixels at a place, and the square root of the sum of squares. */
static double slope(int height, int width, const float *image, int y, int x, double *down,
		    double *right)
{
	const float *at = image + y * width + x;

	*down = y + 1 < height ? (double)at[width] - (double)*at : 0;
	*right = x + 1 < width ? (double)at[1] - (double)*at : 0;
	return sqrt(*down * *down + *right * *right + 1e-6);
}

double image_total_variation(int height, int width, const float *image)
{
	double sum = 0, down, right;

	for (int y = 0; y < height; y++)
		for (int x = 0; x < width; x++)
			sum += slope(height, width, image, y, x, &down, &right);
	return sum;
}

void image_total_variation_subtract(int height, int width, const float *image, float weight,
				    float *gradient)
{
	for (int y = 0; y < height; y++)
		for (int x = 0; x < width; x++) {
			float *at = gradient + y * width + x;
			double down, right, root = slope(height, width, image, y, x, &down, &right);

			*at += (float)((double)weight * (down + right) / root);
			if (y + 1 < height)
				at[width] -= (float)((double)weight * down / root);
			if (x + 1 < width)
				at[1] -= (float)((double)weight * right / root);
		}
}

static int clip(int i, int count)
{
	return i < 0 ? 0 : i < count ? i : count - 1;
}

/* Convolves `count` values that lie `stride` apart. weights: of distances 0..radius. */
static void blur_line(const double *weights, int radius, int count, int stride, const float *from,
		      float *to)
{
	for (int i = 0; i < count; i++) {
		double sum = weights[0] * (double)from[i * stride];

		for (int d = 1; d <= radius; d++)
			sum += weights[d] * ((double)from[clip(i - d, count) * stride] +
					     (double)from[clip(i + d, count) * stride]);
		to[i * stride] = (float)sum;
	}
}

void image_blur(int height, int width, float sigma, float *image, float *scratch)
{
	double weights[MAX_RADIUS + 1], sum = 0, s = (double)sigma;
	int radius = clip((int)ceil(3 * s), MAX_RADIUS + 1);

	for (int d = 0; d <= radius; d++) {
		weights[d] = exp(-d * d / (2 * s * s));
		sum += d ? 2 * weights[d] : weights[d];
	}
	for (int d = 0; d <= radius; d++)
		weights[d] /= sum;
	for (int y = 0; y < height; y++)
		blur_line(weights, radius, width, 1, image + y * width, scratch + y * width);
	for (int x = 0; x < width; x++)
		blur_line(weights, radius, height, width, scratch + x, image + x);
}
