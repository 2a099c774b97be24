/* The article's normalisation of gradients. */
#include "lab/gradient.h"

#include <math.h>

void normalize_gradient(size_t count, float *values)
{
	double mean = 0, square = 0, scale;

	for (size_t i = 0; i < count; i++)
		mean += (double)values[i] / (double)count;
	for (size_t i = 0; i < count; i++)
		square += ((double)values[i] - mean) * ((double)values[i] - mean);
	scale = 1 / (sqrt(square / (double)count) + 1e-8);
	for (size_t i = 0; i < count; i++)
		values[i] = (float)((double)values[i] * scale);
}

bool gradient_is_spent(size_t count, const float *normalized)
{
	for (size_t i = 0; i < count; i++)
		if (fabsf(normalized[i]) >= 0.01f)
			return false;
	return true;
}
