/*
 * Subspace iteration with more vectors than the two that are wanted, which makes it converge as the
 * ratio of the ninth to the second variance does, and Rayleigh-Ritz for these two.
 *
 * Work is cut by rows or by columns, and each sum is made by one part in order: the result does not
 * depend on the number of threads.
 */
#include "lab/project/pca.h"
#include "base/rng.h"
#include "base/xalloc.h"

#include <math.h>
#include <stdlib.h>

enum { VECTORS = 8, ITERATIONS = 300, SWEEPS = 30, ROWS = 64, COLUMNS = 64 };

struct pca {
	const float *points; /* [n, size] */
	size_t n;
	int size, count;  /* count: of vectors */
	double *mean;     /* [size] */
	double *v;        /* [size, VECTORS], orthonormal columns */
	double *y;        /* [n, VECTORS]: the points times v */
	double *variance; /* [size], summed over the points */
};

static int parts_of(size_t count, int piece)
{
	return (int)((count + (size_t)piece - 1) / (size_t)piece);
}

static size_t end_of(int part, int piece, size_t count)
{
	size_t end = ((size_t)part + 1) * (size_t)piece;

	return end < count ? end : count;
}

static void measure_columns(void *context, int part)
{
	struct pca *p = context;
	size_t size = (size_t)p->size;

	for (size_t j = (size_t)part * COLUMNS; j < end_of(part, COLUMNS, size); j++) {
		double sum = 0, squares = 0;

		for (size_t i = 0; i < p->n; i++)
			sum += (double)p->points[i * size + j];
		p->mean[j] = sum / (double)p->n;
		for (size_t i = 0; i < p->n; i++) {
			double x = (double)p->points[i * size + j] - p->mean[j];

			squares += x * x;
		}
		p->variance[j] = squares;
	}
}

/* y = (points - mean) v */
static void multiply_rows(void *context, int part)
{
	struct pca *p = context;
	size_t size = (size_t)p->size;

	for (size_t i = (size_t)part * ROWS; i < end_of(part, ROWS, p->n); i++) {
		double sums[VECTORS] = {0};

		for (size_t j = 0; j < size; j++) {
			double x = (double)p->points[i * size + j] - p->mean[j];

			for (int k = 0; k < VECTORS; k++)
				sums[k] += x * p->v[j * VECTORS + (size_t)k];
		}
		for (int k = 0; k < VECTORS; k++)
			p->y[i * VECTORS + (size_t)k] = sums[k];
	}
}

/* v = (points - mean)^T y */
static void multiply_columns(void *context, int part)
{
	struct pca *p = context;
	size_t size = (size_t)p->size, first = (size_t)part * COLUMNS;
	size_t end = end_of(part, COLUMNS, size);

	for (size_t j = first * VECTORS; j < end * VECTORS; j++)
		p->v[j] = 0;
	for (size_t i = 0; i < p->n; i++)
		for (size_t j = first; j < end; j++) {
			double x = (double)p->points[i * size + j] - p->mean[j];

			for (int k = 0; k < VECTORS; k++)
				p->v[j * VECTORS + (size_t)k] += x * p->y[i * VECTORS + (size_t)k];
		}
}

/* The product of columns a and b of m [rows, VECTORS]. */
static double product(const double *m, size_t rows, int a, int b)
{
	double sum = 0;

	for (size_t i = 0; i < rows; i++)
		sum += m[i * VECTORS + (size_t)a] * m[i * VECTORS + (size_t)b];
	return sum;
}

/* Makes column k orthogonal to those before it, which is done twice for the sake of rounding;
 * returns its length before that. */
static double orthogonalize(struct pca *p, int k)
{
	size_t rows = (size_t)p->size;
	double before = sqrt(product(p->v, rows, k, k)), length;

	for (int pass = 0; pass < 2; pass++)
		for (int other = 0; other < k; other++) {
			double share = product(p->v, rows, k, other);

			for (size_t i = 0; i < rows; i++)
				p->v[i * VECTORS + (size_t)k] -=
					share * p->v[i * VECTORS + (size_t)other];
		}
	length = sqrt(product(p->v, rows, k, k));
	/* What is left of a column without a direction of its own is rounding. */
	for (size_t i = 0; i < rows; i++)
		p->v[i * VECTORS + (size_t)k] = length > before * 1e-12 && length > 0
							? p->v[i * VECTORS + (size_t)k] / length
							: 0;
	return before;
}

/* Returns the sum of the first two lengths, by which one sees it converge. */
static double orthonormalize(struct pca *p)
{
	double sum = 0;

	for (int k = 0; k < p->count; k++) {
		double length = orthogonalize(p, k);

		if (k < 2)
			sum += length;
	}
	return sum;
}

static void iterate(struct pca *p, struct pool *pool, const atomic_bool *stop)
{
	double last = orthonormalize(p);

	for (int i = 0; i < ITERATIONS && !(stop && atomic_load(stop)); i++) {
		double now;

		pool_run(pool, parts_of(p->n, ROWS), multiply_rows, p);
		pool_run(pool, parts_of((size_t)p->size, COLUMNS), multiply_columns, p);
		now = orthonormalize(p);
		if (i > 10 && fabs(now - last) <= 1e-9 * now)
			break;
		last = now;
	}
	pool_run(pool, parts_of(p->n, ROWS), multiply_rows, p);
}

/* One rotation of Jacobi's method: a[r][c] becomes 0. */
static void rotate(double a[VECTORS][VECTORS], double q[VECTORS][VECTORS], int r, int c)
{
	double theta = (a[c][c] - a[r][r]) / (2 * a[r][c]);
	double t = (theta < 0 ? -1 : 1) / (fabs(theta) + sqrt(theta * theta + 1));
	double cosine = 1 / sqrt(t * t + 1), sine = t * cosine;

	for (int k = 0; k < VECTORS; k++) {
		double x = a[k][r], y = a[k][c];

		a[k][r] = cosine * x - sine * y;
		a[k][c] = sine * x + cosine * y;
	}
	for (int k = 0; k < VECTORS; k++) {
		double x = a[r][k], y = a[c][k], u = q[k][r], w = q[k][c];

		a[r][k] = cosine * x - sine * y;
		a[c][k] = sine * x + cosine * y;
		q[k][r] = cosine * u - sine * w;
		q[k][c] = sine * u + cosine * w;
	}
}

/* Eigenvalues to the diagonal of the symmetric a, eigenvectors to the columns of q. */
static void diagonalize(double a[VECTORS][VECTORS], double q[VECTORS][VECTORS])
{
	for (int r = 0; r < VECTORS; r++)
		for (int c = 0; c < VECTORS; c++)
			q[r][c] = r == c;
	for (int sweep = 0; sweep < SWEEPS; sweep++)
		for (int r = 0; r < VECTORS; r++)
			for (int c = r + 1; c < VECTORS; c++)
				if (fabs(a[r][c]) > 1e-15 * sqrt(fabs(a[r][r] * a[c][c])))
					rotate(a, q, r, c);
}

/* The index of the largest diagonal entry but for `except`. */
static int largest(double a[VECTORS][VECTORS], int except)
{
	int best = -1;

	for (int k = 0; k < VECTORS; k++)
		if (k != except && (best < 0 || a[k][k] > a[best][best]))
			best = k;
	return best;
}

/* The direction v q[][axis], and 1 or -1: the sign of its largest entry. */
static double direct(const struct pca *p, double q[VECTORS][VECTORS], int axis, double *direction)
{
	double extreme = 0;

	for (size_t i = 0; i < (size_t)p->size; i++) {
		double entry = 0;

		for (int k = 0; k < VECTORS; k++)
			entry += p->v[i * VECTORS + (size_t)k] * q[k][axis];
		direction[2 * i] = entry;
		if (fabs(entry) > fabs(extreme))
			extreme = entry;
	}
	return extreme < 0 ? -1 : 1;
}

static void place(const struct pca *p, double *plane, struct pca_axes *axes)
{
	double a[VECTORS][VECTORS], q[VECTORS][VECTORS], total = 0;
	int largest_two[2];

	for (int r = 0; r < VECTORS; r++)
		for (int c = 0; c < VECTORS; c++)
			a[r][c] = product(p->y, p->n, r, c);
	diagonalize(a, q);
	largest_two[0] = largest(a, -1);
	largest_two[1] = largest(a, largest_two[0]);
	for (int j = 0; j < p->size; j++)
		total += p->variance[j];
	for (size_t axis = 0; axis < 2; axis++) {
		int column = largest_two[axis];
		double sign = direct(p, q, column, axes->directions + axis);

		axes->explained[axis] = total > 0 ? a[column][column] / total : 0;
		for (size_t i = 0; i < (size_t)p->size; i++)
			axes->directions[2 * i + axis] *= sign;
		for (size_t i = 0; i < p->n; i++) {
			plane[2 * i + axis] = 0;
			for (int k = 0; k < VECTORS; k++)
				plane[2 * i + axis] +=
					sign * p->y[i * VECTORS + (size_t)k] * q[k][column];
		}
	}
}

static void project(struct pca *p, struct pool *pool, const atomic_bool *stop)
{
	struct rng rng;

	rng_seed(&rng, 0, RNG_NOISE);
	for (size_t i = 0; i < (size_t)p->size; i++)
		for (size_t k = 0; k < (size_t)p->count; k++)
			p->v[i * VECTORS + k] = rng_normal(&rng);
	pool_run(pool, parts_of((size_t)p->size, COLUMNS), measure_columns, p);
	iterate(p, pool, stop);
}

void pca_project(const float *points, size_t n, int size, struct pool *pool,
		 const atomic_bool *stop, double *plane, struct pca_axes *axes)
{
	size_t columns = (size_t)size;
	struct pca p = {points, n, size, size < VECTORS ? size : VECTORS, NULL, NULL, NULL, NULL};
	struct pca_axes found = {.size = size,
				 .mean = xcalloc(columns, sizeof(double)),
				 .directions = xcalloc(2 * columns, sizeof(double))};

	p.mean = found.mean;
	p.variance = xcalloc(columns, sizeof(double));
	p.v = xcalloc(columns * VECTORS, sizeof(double));
	p.y = xcalloc(n * VECTORS + 1, sizeof(double));
	if (n > 0) {
		project(&p, pool, stop);
		place(&p, plane, &found);
	}
	free(p.variance);
	free(p.v);
	free(p.y);
	if (axes)
		*axes = found;
	else
		pca_axes_clear(&found);
}

void pca_place(const struct pca_axes *axes, const float *point, double place_of[2])
{
	place_of[0] = place_of[1] = 0;
	for (size_t i = 0; i < (size_t)axes->size; i++) {
		double x = (double)point[i] - axes->mean[i];

		place_of[0] += x * axes->directions[2 * i];
		place_of[1] += x * axes->directions[2 * i + 1];
	}
}

void pca_axes_clear(struct pca_axes *axes)
{
	free(axes->mean);
	free(axes->directions);
	*axes = (struct pca_axes){0};
}
