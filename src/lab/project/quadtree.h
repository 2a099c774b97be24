/* Points of a plane in a tree of squares, for what all of them do to one (Barnes and Hut 1986). */
#ifndef LAB_PROJECT_QUADTREE_H
#define LAB_PROJECT_QUADTREE_H

#include <stddef.h>

/* Nodes stand in depth-first order: behind one that is left aside comes `next`. */
struct quadtree_node {
	double x, y;   /* the mean of its points */
	double count;  /* of them */
	double square; /* its side, squared; 0: not divided further */
	int next;
};

struct quadtree {
	int count;
	struct quadtree_node *nodes; /* [2 * n] */
	int *order, *scratch;        /* [n] */
	const double *points;        /* [n, 2] */
};

/* For n >= 1 points at the most. */
struct quadtree quadtree_new(size_t n);
void quadtree_clear(struct quadtree *);
void quadtree_build(struct quadtree *, const double *points, size_t n);

/* With q = 1 / (1 + squared distance): adds the sum of q^2 (point - other) over all points to
 * force[2], and returns the sum of q without the point's own. Squares are taken as one point where
 * side / distance < theta; theta <= 0.7. */
double quadtree_repulsion(const struct quadtree *, const double point[2], double theta,
			  double force[2]);

#endif
