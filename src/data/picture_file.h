/*
 * One image from a file of any kind that we read. In pictures the strokes are dark, as on paper, so
 * v becomes 1 - v / 255; in IDX, as in MNIST, 255 is a stroke, and values that are no bytes stay as
 * they are.
 */
#ifndef DATA_PICTURE_FILE_H
#define DATA_PICTURE_FILE_H

#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

struct image_many;

/* Whether an image is framed as MNIST's makers did (data/frame.h), the paper made 0 and the darkest
 * ink 1. One that is not has to be of the size that is asked for. */
enum picture_fit { PICTURE_EXACT, PICTURE_FITTED, PICTURE_FITTED_IF_NEEDED };

struct picture_request {
	const char *path;
	bool may_wait; /* path may be a pipe, or "-" for standard input */
	/* Of an IDX file with several; -1: not requested, which is the first. */
	int64_t index;
	bool is_inverted; /* v becomes 1 - v */
	enum picture_fit fit;
	int height, width; /* that the net takes */
	/* For who reads many (format/image_file.h), borrowed; NULL: this is the only one. */
	struct image_many *many;
};

enum { PICTURE_NOTE_MAX = 200 };
/* out: [height, width], within DATASET_MAX_PIXEL; what a failure leaves there means nothing. note:
 * what a person should know of it ("looks like light ink on dark: try --invert"), or "". */
bool picture_file_read(const struct picture_request *, float *out, char note[PICTURE_NOTE_MAX],
		       struct err *);

/* Whether a file that can be read has no image of this index (from 0). */
bool picture_file_lacks(const char *path, int64_t index);

#endif
