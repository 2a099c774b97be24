/* Principal component analysis: the two directions in which points vary most (Pearson 1901). */
#ifndef LAB_PROJECT_PCA_H
#define LAB_PROJECT_PCA_H

#include "base/pool.h"

#include <stddef.h>

/* points: [n, size], finite. plane: [n, 2], gets their coordinates along the first two components,
 * around 0; 0 where there are fewer. Found by subspace iteration; each axis points to where its
 * largest entry is positive, so there is one result only. Returns through explained[2] (NULL: not
 * wanted) the share of the variance, 0..1, that each has. */
void pca_project(const float *points, size_t n, int size, struct pool *, double *plane,
		 double explained[2]);

#endif
