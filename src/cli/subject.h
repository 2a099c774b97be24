/*
 * The image that a command looks at: one of the data set, noise, or a file's, as --image, --noise
 * and --file say.
 */
#ifndef CLI_SUBJECT_H
#define CLI_SUBJECT_H

#include "cli/desk.h"

enum { SUBJECT_IMAGE = 15 }; /* the article's 7 */

struct subject {
	float *pixels; /* [height, width] of the net's input; owned */
	int label;     /* what it shows; -1: not known */
	bool is_noise;
	char title[96]; /* "image 15 of validation" */
};

/* Reads what the options ask for; where they ask for nothing, image `usual` of the split. The desk
 * has its net; for an image of the data set the data are read as well. */
bool subject_read(struct desk *, int usual, struct subject *, struct err *);
void subject_clear(struct subject *);

/* The image of a file, which has to have the net's size. index: of an IDX file with several; -1:
 * none was asked for. out: [height, width]. */
bool picture_file_read(const char *path, int64_t index, bool is_inverted, int height, int width,
		       float *out, struct err *);

#endif
