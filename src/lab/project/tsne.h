/*
 * t-SNE: points of many dimensions in a plane, so that neighbours stay neighbours (van der Maaten
 * and Hinton 2008), in n log n per iteration (van der Maaten, Accelerating t-SNE using tree-based
 * algorithms, 2014).
 *
 * Step by step, so that it can be shown as it grows, and stopped. The result depends on the points
 * and the spec, not on the number of threads.
 */
#ifndef LAB_PROJECT_TSNE_H
#define LAB_PROJECT_TSNE_H

#include "base/pool.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct tsne_spec {
	double perplexity; /* how many neighbours count, about; at most (n - 1) / 3 of n points */
	double theta;      /* 0: exact; the larger, the faster; at most 0.7 */
	int iterations;
	uint64_t seed; /* of the noise that sets equal points apart */
};
/* Perplexity 30, theta 0.5, 1000 iterations, seed 0. */
struct tsne_spec tsne_usual(void);

struct tsne;

/* points: [n, size], finite, n >= 1; they and the pool are borrowed. start: [n, 2], PCA's, of which
 * the shape counts only. */
struct tsne *tsne_new(const float *points, size_t n, int size, const double *start,
		      const struct tsne_spec *, struct pool *);
/* Another pool; NULL: none. */
void tsne_use_pool(struct tsne *, struct pool *);
/* NULL is ignored. */
void tsne_free(struct tsne *);
/* The neighbours of some points, or one iteration; false: all is done. */
bool tsne_advance(struct tsne *);
/* Points whose neighbours are known, and iterations done. */
size_t tsne_known(const struct tsne *);
int tsne_iteration(const struct tsne *);
/* [n, 2], around 0: at first, PCA's. */
const double *tsne_plane(const struct tsne *);

#endif
