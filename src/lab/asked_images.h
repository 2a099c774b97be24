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

/* As many of them as a candidate's net answers quickly; 0 where there are none. */
int asked_images_few(const struct asked_images *, const struct candidate *);

/* Asks a net images from `first` on until `count`, and adds the answers to the trial, in which
 * those before are already. losses: [count];
 * NULL: not wanted. entropies, in nats: likewise. */
void ask_images(const struct net *, const struct asked_images *, int first, int count,
		struct pool *, struct trial *, double *losses, double *entropies);

/* Asks a net images `first` to `end` and copies the `count` of which it is least certain to `hard`,
 * behind those that are there, the hardest first: few of them tell much. The labels are not used,
 * so that no way to read the file is favoured. hard: has room; the trial gets the answers, as
 * above. */
void asked_images_hardest(const struct asked_images *, const struct net *, int first, int end,
			  int count, struct pool *, struct trial *, struct asked_images *hard);
/* Without images, and room for as many. pixels: of an image. */
void asked_images_reserve(struct asked_images *, int count, size_t pixels);

#endif
