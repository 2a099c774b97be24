/* Gaussian windows are products of a row's and a column's: rows first, then columns of the sums. */
#include "lab/attack/ssim.h"
#include "base/xalloc.h"

#include <math.h>
#include <stdlib.h>

enum { WINDOW = 11 };
static const double deviation = 1.5, c1 = 0.01 * 0.01, c2 = 0.03 * 0.03;

/* Weighted means over a window. */
struct moments {
	double a, b, aa, bb, ab;
};

static int window_of(int size)
{
	return size >= WINDOW ? WINDOW : size % 2 ? size : size - 1;
}

/* weights: [window]; their sum is 1. */
static void choose_weights(int window, double *weights)
{
	double sum = 0;

	for (int i = 0; i < window; i++) {
		double x = (i - (window - 1) / 2) / deviation;

		weights[i] = exp(-x * x / 2);
		sum += weights[i];
	}
	for (int i = 0; i < window; i++)
		weights[i] /= sum;
}

static void add_moments(struct moments *m, double weight, const struct moments *of)
{
	m->a += weight * of->a;
	m->b += weight * of->b;
	m->aa += weight * of->aa;
	m->bb += weight * of->bb;
	m->ab += weight * of->ab;
}

/* Of all windows of one row: [width - window + 1]. */
static void row_moments(int width, int window, const double *weights, const float *a,
			const float *b, struct moments *row)
{
	for (int x = 0; x + window <= width; x++) {
		row[x] = (struct moments){0};
		for (int i = 0; i < window; i++) {
			double p = (double)a[x + i], q = (double)b[x + i];

			add_moments(&row[x], weights[i],
				    &(struct moments){p, q, p * p, q * q, p * q});
		}
	}
}

static double similarity(const struct moments *m)
{
	double mean = 2 * m->a * m->b + c1, covariance = 2 * (m->ab - m->a * m->b) + c2;
	double means = m->a * m->a + m->b * m->b + c1;
	double variances = m->aa - m->a * m->a + m->bb - m->b * m->b + c2;

	return mean * covariance / (means * variances);
}

double ssim(int height, int width, const float *a, const float *b)
{
	int high = window_of(height), wide = window_of(width);
	int rows = height - high + 1, columns = width - wide + 1;
	struct moments *sums = xcalloc((size_t)height * (size_t)columns, sizeof(*sums));
	double down[WINDOW], across[WINDOW], sum = 0;

	choose_weights(high, down);
	choose_weights(wide, across);
	for (int y = 0; y < height; y++)
		row_moments(width, wide, across, a + (size_t)y * (size_t)width,
			    b + (size_t)y * (size_t)width, sums + (size_t)y * (size_t)columns);
	for (int y = 0; y < rows; y++)
		for (int x = 0; x < columns; x++) {
			struct moments m = {0};

			for (int i = 0; i < high; i++)
				add_moments(&m, down[i],
					    &sums[(size_t)(y + i) * (size_t)columns + (size_t)x]);
			sum += similarity(&m);
		}
	free(sums);
	return sum / ((double)rows * columns);
}
