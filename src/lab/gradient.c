/* The article's normalisation of gradients. */
#include "lab/gradient.h"

#include <math.h>

/* Sums that are made side by side, as each addition waits for the one before it. */
enum { SUMS = 4 };

static double total(const double sums[SUMS])
{
	return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

static inline double mean_by(size_t count, size_t stride, const float *values)
{
	double sums[SUMS] = {0};
	size_t i = 0;

	for (; i + SUMS <= count; i += SUMS)
		for (size_t k = 0; k < SUMS; k++)
			sums[k] += (double)values[(i + k) * stride];
	for (; i < count; i++)
		sums[0] += (double)values[i * stride];
	return total(sums) / (double)count;
}

/* Of neighbours the compiler loads several at once. */
double mean_of(size_t count, size_t stride, const float *values)
{
	return stride == 1 ? mean_by(count, 1, values) : mean_by(count, stride, values);
}

static double standard_deviation(size_t count, const float *values)
{
	double mean = mean_of(count, 1, values), sums[SUMS] = {0};
	size_t i = 0;

	for (; i + SUMS <= count; i += SUMS)
		for (size_t k = 0; k < SUMS; k++) {
			double from_mean = (double)values[i + k] - mean;

			sums[k] += from_mean * from_mean;
		}
	for (; i < count; i++)
		sums[0] += ((double)values[i] - mean) * ((double)values[i] - mean);
	return sqrt(total(sums) / (double)count);
}

void normalize_gradient(size_t count, float *values)
{
	double scale = 1 / (standard_deviation(count, values) + 1e-8);

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
