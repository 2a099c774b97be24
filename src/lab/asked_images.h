/* The labelled images that tell which network a file is (lab/identify.h). */
#ifndef LAB_ASKED_IMAGES_H
#define LAB_ASKED_IMAGES_H

#include "lab/identify.h"

enum { ASKED_IMAGES_FEW = 200 }; /* asked_images_few() at the most */

struct asked_images {
	int count;
	float *pixels;   /* [count, height, width]; owned, as are the */
	uint8_t *labels; /* [count] */
};

/* Whether images and classes of a data set are those of a candidate. data: NULL: there are none. */
bool asked_images_fit(const struct dataset *, const struct candidate *);
/* Spread over the training images, which a net reads best; none where the data do not fit the
 * candidate. */
void asked_images_take(struct asked_images *, const struct dataset *, const struct candidate *);
void asked_images_clear(struct asked_images *);

/* The mean of all pixels. */
double asked_images_mean(const struct asked_images *, size_t pixels);
/* How many of them the nearest mean of a class tells right, 0..1: what the simplest classifier does
 * that learned from them. */
double asked_images_nearest_mean(const struct asked_images *, size_t pixels, int classes);
/* About how many operations a candidate's net needs for an image. */
double asked_images_cost(const struct candidate *);
/* As many of them as a candidate's net answers quickly; 0 where there are none. */
int asked_images_few(const struct asked_images *, const struct candidate *);

/* Asks a net images from `first` on until `count`. logits: [count, classes]; those before `first`
 * stay. */
void ask_images(const struct net *, const struct asked_images *, int first, int count,
		struct pool *, float *logits);
/* Without images, but with room for as many. pixels: of an image. */
void asked_images_reserve(struct asked_images *, int count, size_t pixels);
/* Copies the `count` of the images `first` to `end` of which a net is least certain, by the margin
 * between its two largest logits, behind those of `hard`, the least certain first. The labels are
 * not used, so that no way to read the file is favoured. logits: of all of them. */
void asked_images_add_hard(struct asked_images *hard, const struct asked_images *, size_t pixels,
			   int first, int end, int count, const float *logits, int classes);

#endif
