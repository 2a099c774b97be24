/*
 * A data set: images of one size, their labels, and three splits.
 *
 * On disk it is in one of the formats of data/dataset_format.h, the first of which is a folder of
 * IDX files. With a part for testing the first 5,000 training images (a fifth at most) are
 * `validation` and the others `train`, as in TensorFlow's tutorial. What has one part only is cut
 * into validation (the first fifth), test (the next) and train (the rest).
 */
#ifndef DATA_DATASET_H
#define DATA_DATASET_H

#include "base/err.h"
#include "data/classes.h"
#include "data/dataset_format.h"

#include <stddef.h>
#include <stdint.h>

/* Images of `validation` at most, beside a part for testing. */
enum { DATASET_VALIDATION = 5000 };

enum split_name { SPLIT_TRAIN, SPLIT_VALIDATION, SPLIT_TEST, SPLIT_COUNT };
extern const char *const split_names[SPLIT_COUNT]; /* "train", "validation", "test" */

/* Labelled images; a view into the data set that owns them. */
struct split {
	size_t count;
	size_t pixels;               /* height * width */
	const struct packed *packed; /* bytes, 0..255 standing for 0..1; or NULL, and then floats */
	size_t first;                /* which of the packed images is the split's first */
	const float *floats;         /* [count, pixels], as in the file, within DATASET_MAX_PIXEL */
	const uint8_t *labels;       /* [count], each below the data set's classes */
};

struct dataset {
	/* Which set it is: "mnist", "fashion" or "sample", told by the contents, or
	 * "emnist-letters", by its files' names; else the folder's or file's name, as
	 * UTF-8 without control characters ('?' for what is none). Options are behind it: "fashion
	 * --invert". */
	char name[DATASET_NAME_MAX];
	char *path;        /* the folder or file, with the options behind it: what opens it again */
	int height, width; /* 1..DATASET_MAX_SIDE */
	int classes;       /* 2..DATASET_MAX_CLASSES: the largest label + 1 */
	struct class_names names;
	bool may_be_fitted; /* of pictures; --fit would make them FITTED_SIDE by FITTED_SIDE */
	char *notes;        /* what a person has to know of it, "...; ..."; NULL: nothing */
	struct split split[SPLIT_COUNT];
	struct dataset_part part[PART_COUNT]; /* what the splits are views of */
	char **class_name;                    /* [class_count]: what `names` is of, or NULL */
	int class_count;
};

/* NULL on failure. text: a path and options, as in data/dataset_text.h; so are the others'. */
struct dataset *dataset_open(const char *text, struct err *);
/* Whether a folder or file is a data set of a known format, be it whole or not. */
bool dataset_exists(const char *text);
/* The same, and whether it is a folder or a file that was meant to be one: dataset_open() says what
 * is wrong with it. */
bool dataset_is_like(const char *text);
/* The names of all formats, "pictures by class, CSV, ...". The caller frees it. */
char *dataset_formats(void);
/* How many images, and of what size, without reading them: [PART_TRAIN] and [PART_TEST], 0 where
 * there are none. False and zeros: it is no data set, or not known so quickly. */
bool dataset_measure(const char *text, size_t counts[PART_COUNT], int *height, int *width);
void dataset_free(struct dataset *);

/* Image i of a split as floats: bytes / 255, other types as they are. out: [pixels]. */
void split_image(const struct split *, size_t i, float *out);
/* The same as it lies packed (base/packed_image.h), of a split that is. */
const uint8_t *split_packed_image(const struct split *, size_t i);
/* Says that image i is needed soon: packed_prefetch(). */
void split_prefetch(const struct split *, size_t i);

/* split_names' index of a word, or SPLIT_COUNT. */
enum split_name split_find(const char *word);

#endif
