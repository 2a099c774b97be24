/*
 * The line-up of a layer's channels: the weights of each, its response to an image, and the image
 * that excites it most (cells 12 and 13 of the article).
 *
 * Weights and responses are there at once. The exciting images take long: lineup_excite() finds one
 * or all; who wants to see them grow takes lineup_ascent() and advances it, with lineup_take()
 * whenever there is something to show.
 */
#ifndef LAB_LINEUP_H
#define LAB_LINEUP_H

#include "lab/ascent.h"

struct lineup_spec {
	int layer;
	int channel;      /* whose weights: of the layer's inputs */
	int first, count; /* of its own channels */
	int steps;
	float rate;
	uint64_t seed; /* the ascent for channel c starts from noise of seed + c */
};

/* Pictures of channels first..first+count-1, in that order; entry i is of channel first + i. */
struct lineup {
	struct lineup_spec spec;
	int weights_height, weights_width; /* 0: the weights are no picture */
	struct shape response_shape, image_shape;
	float *weights;   /* [count, weights_height, weights_width], or NULL */
	float *responses; /* [count, height, width] */
	float *images;    /* [count, height, width]; zeros before the first lineup_take() */
	double *reached;  /* [count]: the mean response to each of those images */
	int *steps;       /* [count]: steps of each ascent; -1: not begun */
};

/* With weights and responses; no ascent has begun. image: what the channels respond to. */
struct lineup *lineup_new(const struct net *, const struct lineup_spec *, const float *image);
void lineup_free(struct lineup *);
/* The responses to another image. */
void lineup_respond(struct lineup *, const struct net *, const float *image);

/* The ascent of entry i at its start, for the caller to advance, and to free. */
struct ascent *lineup_ascent(const struct lineup *, const struct net *, int i);
/* Copies what an ascent has reached into entry i. */
void lineup_take(struct lineup *, int i, const struct ascent *);
/* All steps of entry i. Threads may do it for different entries at once. An ascent that *stop (may
 * be NULL) ends is not taken. */
void lineup_excite(struct lineup *, const struct net *, int i, const atomic_bool *stop);
/* The same for all entries, each a part of work for the pool. */
void lineup_excite_all(struct lineup *, const struct net *, struct pool *, const atomic_bool *stop);

/* The `most` entries whose exciting images have the boldest patterns: the largest variance of what
 * remains when specks are smoothed away, the border left out, where the padding shows. entries:
 * [most], ascending; returns how many there are. */
int lineup_boldest(const struct lineup *, int most, int *entries);

#endif
