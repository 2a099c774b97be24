/* Projections: where images may be. */
#include "lab/attack/method.h"

#include <math.h>

static void project_linf(float eps, const float *start, size_t pixels, float *image)
{
	for (size_t i = 0; i < pixels; i++)
		image[i] = fminf(fmaxf(image[i], start[i] - eps), start[i] + eps);
}

static void project_l2(float eps, const float *start, size_t pixels, float *image)
{
	double square = 0, scale;

	for (size_t i = 0; i < pixels; i++)
		square += ((double)image[i] - (double)start[i]) *
			  ((double)image[i] - (double)start[i]);
	if (sqrt(square) <= (double)eps)
		return;
	scale = (double)eps / sqrt(square);
	for (size_t i = 0; i < pixels; i++)
		image[i] =
			(float)((double)start[i] + scale * ((double)image[i] - (double)start[i]));
}

void project_pixels(const struct attack_spec *spec, const float *start, size_t pixels, float *image)
{
	if (spec->eps > 0 && spec->norm == ATTACK_LINF)
		project_linf(spec->eps, start, pixels, image);
	else if (spec->eps > 0)
		project_l2(spec->eps, start, pixels, image);
	for (size_t i = 0; spec->is_clipped && i < pixels; i++)
		image[i] = fminf(fmaxf(image[i], 0), 1);
}
