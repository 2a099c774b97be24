/* Nearest neighbours by comparing all pairs, which in hundreds of dimensions trees do not beat. */
#include "lab/project/neighbors.h"
#include "base/xalloc.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

enum { LANES = 16, SEARCH = 100 };

/* Sums in lanes, in an order that compilers can keep and still use vectors. */
static float squared_distance(const float *a, const float *b, int size)
{
	float lanes[LANES] = {0}, sum = 0;
	int j = 0;

	for (; j + LANES <= size; j += LANES)
		for (int l = 0; l < LANES; l++) {
			float d = a[j + l] - b[j + l];

			lanes[l] += d * d;
		}
	for (; j < size; j++) {
		float d = a[j] - b[j];

		lanes[0] += d * d;
	}
	for (int l = 0; l < LANES; l++)
		sum += lanes[l];
	return fminf(sum, FLT_MAX);
}

static bool is_nearer(const struct neighbor *a, const struct neighbor *b)
{
	return a->distance < b->distance || (a->distance == b->distance && a->point < b->point);
}

static int compare_neighbors(const void *a, const void *b)
{
	return is_nearer(b, a) - is_nearer(a, b);
}

static int compare_farthest(const void *a, const void *b)
{
	return compare_neighbors(b, a);
}

/* Of a heap with the farthest on top, whose top may be too near. */
static void sink_top(struct neighbor *heap, int count)
{
	for (int at = 0, child; (child = 2 * at + 1) < count; at = child) {
		struct neighbor kept = heap[at];

		if (child + 1 < count && is_nearer(&heap[child], &heap[child + 1]))
			child++;
		if (!is_nearer(&kept, &heap[child]))
			return;
		heap[at] = heap[child];
		heap[child] = kept;
	}
}

/* Without point `except`. */
static void find(const float *points, size_t n, int size, const float *own, size_t except, int k,
		 struct neighbor *nearest)
{
	int count = 0;

	for (size_t j = 0; j < n; j++) {
		struct neighbor found = {0, (int)j};

		if (j == except)
			continue;
		found.distance = squared_distance(own, points + j * (size_t)size, size);
		if (count < k) {
			nearest[count++] = found;
			/* A descending order is a heap. */
			if (count == k)
				qsort(nearest, (size_t)k, sizeof(*nearest), compare_farthest);
		} else if (is_nearer(&found, &nearest[0])) {
			nearest[0] = found;
			sink_top(nearest, k);
		}
	}
	qsort(nearest, (size_t)k, sizeof(*nearest), compare_neighbors);
}

void neighbors_find(const float *points, size_t n, int size, size_t i, int k,
		    struct neighbor *nearest)
{
	find(points, n, size, points + i * (size_t)size, i, k, nearest);
}

void neighbors_of(const float *points, size_t n, int size, const float *point, int k,
		  struct neighbor *nearest)
{
	find(points, n, size, point, SIZE_MAX, k, nearest);
}

/* Fills p for a precision, by distances as shares of the largest; returns the entropy. */
static double fill(const struct neighbor *nearest, int k, double precision, double *p)
{
	double unit = (double)nearest[k - 1].distance > 0 ? (double)nearest[k - 1].distance : 1;
	double sum = 0, mean = 0;

	for (int j = 0; j < k; j++) {
		double d = ((double)nearest[j].distance - (double)nearest[0].distance) / unit;

		p[j] = exp(-precision * d);
		sum += p[j];
		mean += p[j] * d;
	}
	for (int j = 0; j < k; j++)
		p[j] /= sum;
	return log(sum) + precision * mean / sum;
}

void neighbors_probabilities(const struct neighbor *nearest, int k, double perplexity, double *p)
{
	double lo = 0, hi = INFINITY, precision = 1, wanted = log(perplexity);

	for (int i = 0; i < SEARCH; i++) {
		double excess = fill(nearest, k, precision, p) - wanted;

		if (fabs(excess) < 1e-6)
			return;
		if (excess > 0)
			lo = precision;
		else
			hi = precision;
		precision = isinf(hi) ? precision * 2 : (lo + hi) / 2;
	}
}

/* -------------------------------------------------------------------------------- affinities */

struct entry {
	int point;
	double p;
};

static int compare_entries(const void *a, const void *b)
{
	const struct entry *left = a, *right = b;

	return (left->point > right->point) - (left->point < right->point);
}

/* Both (i, j) and (j, i) of each neighbour, by rows, which begin at start[]. */
static struct entry *both_ways(const struct neighbor *nearest, const double *p, size_t n, int k,
			       size_t *start)
{
	size_t pairs = n * (size_t)k, *next = xcalloc(n + 1, sizeof(*next));
	struct entry *entries = xcalloc(2 * pairs + 1, sizeof(*entries));

	for (size_t e = 0; e < pairs; e++) {
		next[e / (size_t)k + 1]++;
		next[nearest[e].point + 1]++;
	}
	for (size_t i = 0; i < n; i++)
		next[i + 1] += next[i];
	for (size_t i = 0; i <= n; i++)
		start[i] = next[i];
	for (size_t e = 0; e < pairs; e++) {
		size_t i = e / (size_t)k;
		double half = p[e] / (2 * (double)n);

		entries[next[i]++] = (struct entry){nearest[e].point, half};
		entries[next[nearest[e].point]++] = (struct entry){(int)i, half};
	}
	free(next);
	return entries;
}

struct affinities affinities_new(const struct neighbor *nearest, const double *p, size_t n, int k)
{
	size_t *from = xcalloc(n + 1, sizeof(*from)), count = 0;
	struct entry *entries = both_ways(nearest, p, n, k, from);
	struct affinities a = {xcalloc(n + 1, sizeof(size_t)), xcalloc(from[n] + 1, sizeof(int)),
			       xcalloc(from[n] + 1, sizeof(double))};

	for (size_t i = 0; i < n; i++) {
		qsort(entries + from[i], from[i + 1] - from[i], sizeof(*entries), compare_entries);
		for (size_t e = from[i]; e < from[i + 1]; e++) {
			if (count == a.start[i] || a.point[count - 1] != entries[e].point)
				a.point[count++] = entries[e].point;
			a.p[count - 1] += entries[e].p;
		}
		a.start[i + 1] = count;
	}
	free(entries);
	free(from);
	return a;
}

void affinities_clear(struct affinities *a)
{
	free(a->start);
	free(a->point);
	free(a->p);
	*a = (struct affinities){0};
}
