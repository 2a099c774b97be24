/*
 * The gallery of a layer's channels: the weights of each, its activations for an image, and the
 * image that maximizes its activation (cells 12 and 13 of the article).
 *
 * Weights and activations are there at once. Maximizing takes long: channel_gallery_maximize() does
 * it for one entry or all; a caller that shows the images as they form takes
 * channel_gallery_begin() and advances it, with channel_gallery_take() whenever there is something
 * to show.
 */
#ifndef LAB_FEATURE_CHANNEL_GALLERY_H
#define LAB_FEATURE_CHANNEL_GALLERY_H

#include "lab/feature/maximization.h"

enum { CHANNEL_GALLERY_STRONGEST = -1 };

/* What maximizing starts from. */
enum channel_gallery_start {
	CHANNEL_GALLERY_NOISE, /* as the article does */
	CHANNEL_GALLERY_GREY,  /* 0.5 everywhere */
	CHANNEL_GALLERY_IMAGE, /* what the activations are for */
};

struct channel_gallery_spec {
	int layer;
	/* Whose weights are shown: of the layer's inputs, or CHANNEL_GALLERY_STRONGEST: for each
	 * channel the input that it has the largest weights for. */
	int input;
	int first, count; /* of its own channels */
	int steps;
	float rate;
	uint64_t seed; /* channel c starts from noise of seed + c, which is its jitter's as well */
	enum channel_gallery_start start;
	struct regularizer regularizer;
	/* Instead of the channel's mean, its activation at `place`, y * width + x, is maximized. */
	bool is_neuron;
	int place;
};

/* Pictures of channels first..first+count-1, in that order; entry i is of channel first + i. */
struct channel_gallery {
	struct channel_gallery_spec spec;
	int weights_height, weights_width; /* 0: the weights are no maps */
	struct shape activation_shape, image_shape;
	float *image;         /* [height, width]: what the activations are for */
	float *weights;       /* [count, weights_height, weights_width], or NULL */
	float weights_range;  /* channel_weights_range() of the layer; 0 where there are none */
	int *inputs;          /* [count]: whose weights they are */
	float *activations;   /* [count, height, width] */
	float activation_max; /* the largest of them all, without their signs */
	float *images;        /* [count, height, width]; zeros before channel_gallery_take() */
	double *reached; /* [count]: the mean activation for each of those images, or the neuron's
			  */
	int *steps;      /* [count]: steps of maximizing; -1: not begun */
};

/* All channels of a layer, weights of input 0, and the article's settings (lab/article.h). */
struct channel_gallery_spec channel_gallery_defaults(const struct net *, int layer);

/* With weights and activations; nothing is maximized. image: what the activations are for. */
struct channel_gallery *channel_gallery_new(const struct net *, const struct channel_gallery_spec *,
					    const float *image);
void channel_gallery_free(struct channel_gallery *);
/* The activations for another image. */
void channel_gallery_activate(struct channel_gallery *, const struct net *, const float *image);
/* The mean activation of entry i. */
double channel_gallery_mean(const struct channel_gallery *, int i);
/* What its pictures take, in bytes. */
size_t channel_gallery_bytes(const struct channel_gallery *);

/* The maximisation of entry i at its start, for the caller to advance, and to free. */
struct maximization *channel_gallery_begin(const struct channel_gallery *, const struct net *,
					   int i);
/* The same from where entry i is now, if it has begun. */
struct maximization *channel_gallery_continue(const struct channel_gallery *, const struct net *,
					      int i);
/* Copies what a maximisation has reached into entry i. */
void channel_gallery_take(struct channel_gallery *, int i, const struct maximization *);
/* All steps of entry i. Threads may do it for different entries at once. A maximisation that *stop
 * (may be NULL) ends is not taken. */
void channel_gallery_maximize(struct channel_gallery *, const struct net *, int i,
			      const atomic_bool *stop);
/* The same for all entries, each a part of work for the pool. */
void channel_gallery_maximize_all(struct channel_gallery *, const struct net *, struct pool *,
				  const atomic_bool *stop);
/* Entry i alone, with its image and what that reached; no weights and activations. */
struct channel_gallery *channel_gallery_extract(const struct channel_gallery *, int i);
/* Copies the image of the only entry of another gallery, and what it reached, into entry i. */
void channel_gallery_replace(struct channel_gallery *, int i, const struct channel_gallery *);
/* Swaps the images, with what they reached and their steps, of two galleries of the same channels.
 */
void channel_gallery_swap_images(struct channel_gallery *, struct channel_gallery *);

/* The `max` entries whose images have the boldest patterns: the largest variance of what remains
 * when specks are smoothed away, the border left out, where the padding shows. entries: [max],
 * ascending; returns how many there are. */
int channel_gallery_boldest(const struct channel_gallery *, int max, int *entries);

#endif
