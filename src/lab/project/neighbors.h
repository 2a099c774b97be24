/* The nearest neighbours of points, exactly, and how alike t-SNE takes them to be. */
#ifndef LAB_PROJECT_NEIGHBORS_H
#define LAB_PROJECT_NEIGHBORS_H

#include <stddef.h>

struct neighbor {
	float distance; /* squared */
	int point;
};

/* The k nearest of points[n, size] to point i, itself excluded, nearest first; of equal distances
 * the smaller index. k < n. */
void neighbors_find(const float *points, size_t n, int size, size_t i, int k,
		    struct neighbor *nearest);
/* The same of any point [size], which may be one of them; k <= n. */
void neighbors_of(const float *points, size_t n, int size, const float *point, int k,
		  struct neighbor *nearest);

/* p(j|i) of k >= 1 neighbours: Gaussian, of the width at which exp(entropy) is the perplexity.
 * Their sum is 1. */
void neighbors_probabilities(const struct neighbor *, int k, double perplexity, double *p);

/* p(i,j) = (p(j|i) + p(i|j)) / 2n as rows of what is not 0. */
struct affinities {
	size_t *start; /* [n + 1]: where rows begin */
	int *point;    /* [start[n]]: j, ascending within a row */
	double *p;     /* likewise; their sum is 1 */
};
/* neighbors, p: [n, k]. */
struct affinities affinities_new(const struct neighbor *, const double *p, size_t n, int k);
void affinities_clear(struct affinities *);

#endif
