/* The image that is looked at: one of a data set, noise, or a file's. */
#ifndef LAB_SAMPLE_H
#define LAB_SAMPLE_H

#include "data/dataset.h"
#include "nn/net.h"

/* Images of validation that the article looks at. */
enum { SAMPLE_SEVEN = 15, SAMPLE_THREE = 12 };

struct sample {
	float *pixels; /* [height, width] of the net's input; owned */
	int label;     /* what it shows; -1: not known */
	bool is_noise;
	char title[96]; /* "image 15 of validation" */
};

/* index: below the split's count. */
struct sample sample_image(const struct dataset *, enum split_name, size_t index);
/* Uniform in [0,1), as of rng_noise(). */
struct sample sample_noise(uint64_t seed, struct shape input);
/* The image of a file (data/picture_file.h). On failure there is nothing to clear. */
bool sample_file(const char *path, int64_t index, bool is_inverted, struct shape input,
		 struct sample *, struct err *);
void sample_clear(struct sample *);

#endif
