/*
 * Several images that maximize the same activation and differ from each other: a channel that
 * answers to more than one thing shows more than one of them (Olah, Mordvintsev, Schubert, "Feature
 * Visualization", Distill, 2017, "Diversity").
 *
 * How alike two images are to a layer, its activations for them being a, b [positions, channels]:
 * the cosine of their Gram matrices,
 *
 *   S(a, b) = <A, B> / (|A| |B|), A = a' a, B = b' b [channels, channels],
 *
 * which is 1 where the same channels occur together, wherever in the image. A step goes up the
 * objective of each image and down the sum of its S with all others: from the gradient of the
 * objective, normalised as in lab/gradient.h, `weight` times that of the sum is subtracted,
 * normalised likewise.
 */
#ifndef LAB_FEATURE_DIVERSITY_H
#define LAB_FEATURE_DIVERSITY_H

#include "lab/feature/channel_gallery.h"

/* Of images that differ, and still show the channel. */
#define DIVERSITY_WEIGHT 0.5

struct diversity {
	int count; /* images, 1 to DIVERSITY_MAX; of one alone it is a plain maximization */
	float weight;
	struct maximization *images[DIVERSITY_MAX]; /* owned */
	/* Scratch: */
	float *activations; /* [count, size]: a */
	double *products;   /* [count, count]: <A, B> */
	float *grams;       /* [count, count, size]: a B */
	float *dy, *away;   /* [size]; [pixels] */
};

/* At step 0. The spec's seed, of the jitter, is that of the first image. starts: [count, pixels].
 */
struct diversity *diversity_new(const struct net *, const struct maximization_spec *, int count,
				float weight, const float *starts);
/* starts of noise; the first is the noise that `seed` gives alone. */
void diversity_noise(uint64_t seed, int count, size_t pixels, float *starts);
/* starts of any kind. image: [pixels], where that is the start. Where all begin alike, a little of
 * that noise tells them apart. */
void diversity_starts(enum channel_gallery_start, uint64_t seed, const float *image, int count,
		      size_t pixels, float *starts);
/* One step of all images. */
void diversity_advance(struct diversity *);
/* The mean of S over all pairs, 0 to 1; NAN of one image, or where the layer is silent. */
double diversity_likeness(struct diversity *);
void diversity_free(struct diversity *);

#endif
