/* The labelled images that tell which network a file is (lab/identify.h). */
#ifndef LAB_ASKED_IMAGES_H
#define LAB_ASKED_IMAGES_H

#include "lab/identify.h"

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

/* As many of them as a candidate's net answers quickly; 0 where there are none. */
int asked_images_few(const struct asked_images *, const struct candidate *);

/* Asks a net images from `first` on until `count`, and adds the answers to the trial, in which
 * those before are already. losses: [count], or NULL. */
void ask_images(const struct net *, const struct asked_images *, int first, int count,
		struct pool *, struct trial *, double *losses);

#endif
