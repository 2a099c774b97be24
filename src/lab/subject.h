/* The image that is looked at: one of a data set, noise, or a file's. */
#ifndef LAB_SUBJECT_H
#define LAB_SUBJECT_H

#include "data/dataset.h"
#include "nn/net.h"

/* Images of validation that the article looks at. */
enum { SUBJECT_SEVEN = 15, SUBJECT_THREE = 12 };

struct subject {
	float *pixels; /* [height, width] of the net's input; owned */
	int label;     /* what it shows; -1: not known */
	bool is_noise;
	char title[96]; /* "image 15 of validation" */
};

/* index: below the split's count. */
struct subject subject_image(const struct dataset *, enum split_name, size_t index);
/* Uniform in [0,1), as of attack_noise(). */
struct subject subject_noise(uint64_t seed, struct shape input);
/* The image of a file (data/picture_file.h). On failure there is nothing to clear. */
bool subject_file(const char *path, int64_t index, bool is_inverted, struct shape input,
		  struct subject *, struct err *);
void subject_clear(struct subject *);

#endif
