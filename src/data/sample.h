/* A sample: one image, what it shows, and where it comes from. */
#ifndef DATA_SAMPLE_H
#define DATA_SAMPLE_H

#include "base/limits.h"
#include "data/dataset.h"

enum sample_source {
	SAMPLE_OF_SPLIT, /* an image of a data set */
	SAMPLE_NOISE,    /* uniform noise of a seed */
	SAMPLE_BLANK,    /* blank paper */
	SAMPLE_DRAWN,    /* drawn by the person */
	SAMPLE_FILE,     /* a picture file */
	SAMPLE_ATTACKED  /* another sample after some steps of an attack */
};

struct sample {
	float *pixels; /* [height, width]; owned */
	int label;     /* what it shows; -1: not known */
	enum sample_source source;
	enum split_name split;        /* SAMPLE_OF_SPLIT: the split, and the place in it */
	size_t index;                 /* of noise: its seed */
	char title[SAMPLE_TITLE_MAX]; /* for people, printable: "image 15 of validation" */
};

struct picture_request;

/* index: below the split's count. */
struct sample sample_image(const struct dataset *, enum split_name, size_t index);
/* Uniform in [0,1), as of rng_noise(). */
struct sample sample_noise(uint64_t seed, int height, int width);
/* A copy of [pixels] values. */
struct sample sample_copy(const float *pixels, size_t count, int label, enum sample_source,
			  const char *title);
/* The image of a file, with a note, as of picture_file_read() in data/picture_file.h. On failure
 * there is nothing to clear. */
bool sample_file(const struct picture_request *, struct sample *, char *note, struct err *);
void sample_clear(struct sample *);

#endif
