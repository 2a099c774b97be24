/*
 * Transfer: do images that were made to fool one network fool others (Szegedy et al., 2013, tables
 * 2 to 4; Papernot et al., 2016)?
 *
 * Of the first images of a split those count that all networks read right, and that are not of the
 * target's class already (Liu et al., 2016): of another, a wrong answer would say nothing. Each of
 * them is changed on each network in turn, by the same attack with all of its steps, and all
 * networks read what came of it; one that does not fool the network it was made on is left out.
 *
 * There are two controls: the error of each network on the images as they are, and what all of them
 * read where noise of the same length (L2) was added in a random direction instead.
 */
#ifndef LAB_ATTACK_TRANSFER_H
#define LAB_ATTACK_TRANSFER_H

#include "base/limits.h"
#include "data/dataset.h"
#include "lab/attack/method.h"

struct pool;

struct transfer_spec {
	/* [count], from 1; for the same images and classes, which are those of the split; borrowed,
	 * as the split is */
	const struct net *nets[TRANSFER_MAX_NETS];
	int count;
	const struct split *split;
	size_t first, images; /* of the split */
	/* An untargeted one leads away from each image's label. Its seed is the noise's as well. */
	struct attack_spec attack;
	int steps;
	int piece;         /* images at a time, from 1: nothing but the progress depends on it */
	bool keeps_pixels; /* for transfer_pixels() */
};

/* What became of one image. Networks are numbered as in the spec. */
struct transfer_image {
	int label;
	uint8_t unchanged[TRANSFER_MAX_NETS]; /* what each network reads */
	bool is_counted;                      /* else all that follows is 0 */
	/* [source, reader]: what networks read of the image that was made on `source`, and of the
	 * noise in its place. */
	uint8_t made[TRANSFER_MAX_NETS][TRANSFER_MAX_NETS];
	uint8_t noise[TRANSFER_MAX_NETS][TRANSFER_MAX_NETS];
	float l2[TRANSFER_MAX_NETS],
		linf[TRANSFER_MAX_NETS]; /* of the change that was made on `source` */
};

struct transfer_counts {
	size_t images, counted;
	size_t wrong[TRANSFER_MAX_NETS]; /* of all images as they are, by each network */
	/* [source, reader]: of the images made on `source` that fool it, those that fool `reader`;
	 * of a source itself that is all of them. Then of noise in the place of the same ones. */
	size_t fooled[TRANSFER_MAX_NETS][TRANSFER_MAX_NETS];
	size_t noise[TRANSFER_MAX_NETS][TRANSFER_MAX_NETS];
	double l2[TRANSFER_MAX_NETS],
		linf[TRANSFER_MAX_NETS]; /* the same ones' mean change; 0 of none */
};

struct transfer;
struct transfer *transfer_new(const struct transfer_spec *, struct pool *);
void transfer_free(struct transfer *);
/* Changes one piece of images on one network; false: all is done. */
bool transfer_advance(struct transfer *);
/* How much of the work is done, 0..1. */
double transfer_share(const struct transfer *);
/* The images that all is known of: [*count], in the order of the split, and valid until the next
 * transfer_advance(). */
const struct transfer_image *transfer_images(const struct transfer *, size_t *count);
/* The pixels of the image that was made of image `index` on `source`, where they are kept; as
 * valid. What does not count is 0. */
const float *transfer_pixels(const struct transfer *, size_t index, int source);

/* What so many images come to, of so many networks. */
struct transfer_counts transfer_count(const struct transfer_image *, size_t images, int nets,
				      const struct attack_spec *);
/* Of the images of all sources together, how many fool `reader` where noise stands in their place;
 * *all: how many there are. */
size_t transfer_noise(const struct transfer_counts *, int nets, int reader, size_t *all);

#endif
