/*
 * The line-up of a layer's channels: the weights of each, its response to an image, and the image
 * that excites it most (cells 12 and 13 of the article).
 *
 * Weights and responses are there at once. The exciting images take long:
 * channel_gallery_maximize() finds one or all; who wants to see them grow takes
 * channel_gallery_begin() and advances it, with channel_gallery_take() whenever there is something
 * to show.
 */
#ifndef LAB_FEATURE_CHANNEL_GALLERY_H
#define LAB_FEATURE_CHANNEL_GALLERY_H

#include "lab/feature/maximize.h"

struct channel_gallery_spec {
	int layer;
	int channel;      /* whose weights: of the layer's inputs */
	int first, count; /* of its own channels */
	int steps;
	float rate;
	uint64_t seed; /* the ascent for channel c starts from noise of seed + c */
};

/* Pictures of channels first..first+count-1, in that order; entry i is of channel first + i. */
struct channel_gallery {
	struct channel_gallery_spec spec;
	int weights_height, weights_width; /* 0: the weights are no picture */
	struct shape activation_shape, image_shape;
	float *weights;     /* [count, weights_height, weights_width], or NULL */
	float *activations; /* [count, height, width] */
	float *images;   /* [count, height, width]; zeros before the first channel_gallery_take() */
	double *reached; /* [count]: the mean response to each of those images */
	int *steps;      /* [count]: steps of each ascent; -1: not begun */
};

/* With weights and responses; no ascent has begun. image: what the channels respond to. */
struct channel_gallery *channel_gallery_new(const struct net *, const struct channel_gallery_spec *,
					    const float *image);
void channel_gallery_free(struct channel_gallery *);
/* The responses to another image. */
void channel_gallery_activate(struct channel_gallery *, const struct net *, const float *image);

/* The ascent of entry i at its start, for the caller to advance, and to free. */
struct maximize *channel_gallery_begin(const struct channel_gallery *, const struct net *, int i);
/* Copies what an ascent has reached into entry i. */
void channel_gallery_take(struct channel_gallery *, int i, const struct maximize *);
/* All steps of entry i. Threads may do it for different entries at once. An ascent that *stop (may
 * be NULL) ends is not taken. */
void channel_gallery_maximize(struct channel_gallery *, const struct net *, int i,
			      const atomic_bool *stop);
/* The same for all entries, each a part of work for the pool. */
void channel_gallery_maximize_all(struct channel_gallery *, const struct net *, struct pool *,
				  const atomic_bool *stop);

/* The `most` entries whose exciting images have the boldest patterns: the largest variance of what
 * remains when specks are smoothed away, the border left out, where the padding shows. entries:
 * [most], ascending; returns how many there are. */
int channel_gallery_boldest(const struct channel_gallery *, int max, int *entries);

#endif
