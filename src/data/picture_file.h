/*
 * One image from a file of any kind that we read. In PNG and PGM the strokes are dark, as on paper,
 * so v becomes 1 - v / 255; in IDX, as in MNIST, 255 is a stroke, and values that are no bytes stay
 * as they are.
 */
#ifndef DATA_PICTURE_FILE_H
#define DATA_PICTURE_FILE_H

#include "base/err.h"

#include <stdint.h>

/* The file's image has to be of height x width, which is the net's size. index: of an IDX file with
 * several; -1: not requested, which is the first. is_inverted: v becomes 1 - v. out: [height,
 * width], within DATASET_MAX_PIXEL; what a failure leaves there means nothing. */
bool picture_file_read(const char *path, int64_t index, bool is_inverted, int height, int width,
		       float *out, struct err *);

/* Whether a file that can be read has no image of this index (from 0). */
bool picture_file_lacks(const char *path, int64_t index);

#endif
