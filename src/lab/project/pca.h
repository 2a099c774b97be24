/* Principal component analysis: the two directions in which points vary most (Pearson 1901). */
#ifndef LAB_PROJECT_PCA_H
#define LAB_PROJECT_PCA_H

#include "base/pool.h"

#include <stdatomic.h>
#include <stddef.h>

/* Where points that were not among them come to lie. */
struct pca_axes {
	int size;
	double *mean, *directions; /* [size], [size, 2]; owned */
	double explained[2];       /* the share of the variance, 0..1, that each axis has */
};

/* points: [n, size], finite. plane: [n, 2], gets their coordinates along the first two components,
 * around 0; 0 where there are fewer. Found by subspace iteration; each axis points to where its
 * largest entry is positive, so there is one result only. axes: NULL, or to be cleared by the
 * caller. Once *stop is set (NULL: never) it ends soon, with what it has reached. */
void pca_project(const float *points, size_t n, int size, struct pool *, const atomic_bool *stop,
		 double *plane, struct pca_axes *axes);
/* The place of one more point [size] in that plane. */
void pca_place(const struct pca_axes *, const float *point, double place[2]);
void pca_axes_clear(struct pca_axes *);

#endif
