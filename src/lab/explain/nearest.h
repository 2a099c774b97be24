/*
 * "It was taught by these": the images of a split whose activations in the last hidden layer are
 * nearest to an image's (Euclidean distance), exactly, in one pass that keeps the nearest only.
 */
#ifndef LAB_EXPLAIN_NEAREST_H
#define LAB_EXPLAIN_NEAREST_H

#include "data/dataset.h"
#include "nn/pass.h"

enum { NEAREST_MAX = 100, NEAREST_PIXELS = -1 };

struct neighbor {
	size_t index; /* in the split */
	int label;
	float distance;
};

struct nearest {
	const struct net *net;     /* borrowed, as all but the pass and what it computes */
	const struct split *split; /* of the net's input size */
	int layer;                 /* whose output is compared; NEAREST_PIXELS: none is hidden */
	struct pass *pass;
	size_t size;        /* of the layer's output */
	float *activations; /* [size], the image's; owned */
	size_t done;        /* images of the split that were compared */
	int wanted, count;  /* how many are to be found, and are: the smaller of wanted and done */
	size_t skipped;     /* not compared: the image itself; SIZE_MAX: none */
	struct neighbor best[NEAREST_MAX]; /* [count], the nearest first; of equal ones the first */
};

/* What the last layer with weights sees: the layer before it, or NEAREST_PIXELS. */
int nearest_layer(const struct net *);
/* "fc1": the layer with weights whose activations are compared; "pixels". */
const char *nearest_layer_name(const struct net *);
/* wanted: 1 to NEAREST_MAX. pool: NULL: none. */
struct nearest *nearest_new(const struct net *, const float *image, const struct split *,
			    int wanted, size_t skipped, struct pool *);
void nearest_free(struct nearest *);
/* The next hundred images. False: that was all. */
bool nearest_advance(struct nearest *);

#endif
