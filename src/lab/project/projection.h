/*
 * Images as points of a plane, computed piece by piece: what the layer makes of them and what the
 * net says, their principal components, then t-SNE. Other images are placed among them.
 *
 * One thread at a time advances it; what is_known says is there never changes again.
 */
#ifndef LAB_PROJECT_PROJECTION_H
#define LAB_PROJECT_PROJECTION_H

#include "lab/project/neighbors.h"
#include "lab/project/pca.h"
#include "lab/project/tsne.h"
#include "lab/train/evaluate.h"

struct projection_spec {
	int layer;             /* as of project_find() */
	size_t count;          /* the first images of the split, 1 to its count */
	struct tsne_spec tsne; /* iterations 0: principal components only */
};

struct projection {
	const struct net *net; /* NULL: pixels, without predictions */
	const struct split *split;
	struct projection_spec spec;
	struct pool *pool;
	int size;                       /* values of a point */
	float *points;                  /* [count, size]; NULL before they are computed */
	bool is_known;                  /* points, predictions, axes and pca_plane are there */
	size_t examined;                /* images predicted */
	struct prediction *predictions; /* [count]; NULL: there is no net */
	struct pca_axes axes;
	double *pca_plane; /* [count, 2] */
	struct tsne *tsne; /* NULL: not begun */
};

/* Everything is borrowed. net: NULL for pixels. NULL: too many values, as of project_points(). */
struct projection *projection_new(const struct net *, const struct split *,
				  const struct projection_spec *, struct pool *, struct err *);
void projection_free(struct projection *);
/* A piece; false: all is done. Once *stop is set (may be NULL) principal components end soon, as
 * good as they are by then. */
bool projection_advance(struct projection *, const atomic_bool *stop);
/* [count, 2]: t-SNE's, or before that PCA's. */
const double *projection_plane(const struct projection *);

/* Neighbours of one image among those of the projection, nearest first. k <= count. point: [size],
 * as of projection_points(). */
void projection_neighbors(const struct projection *, const float *point, int k,
			  struct neighbor *nearest);
/* What the layer makes of other images: [count, pixels] to [count, size]. The caller frees it. */
float *projection_points(const struct projection *, const float *images, size_t count);
/* The mean place of k neighbours, weighted by 1 / squared distance (Shepard 1968): where t-SNE,
 * which has no map of its own for new points, is taken to put one. */
void projection_between(const double *plane, const struct neighbor *, int k, double place[2]);

#endif
