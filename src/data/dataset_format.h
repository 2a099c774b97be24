/*
 * The formats of data sets. One is a const struct dataset_format in a file of its own
 * (data/source/NAME.c) and a row of the table in data/dataset.c; which one a path has is told by
 * what is there.
 */
#ifndef DATA_DATASET_FORMAT_H
#define DATA_DATASET_FORMAT_H

#include "base/err.h"
#include "base/limits.h"
#include "data/packed.h"

enum part_name { PART_TRAIN, PART_TEST, PART_COUNT };

/* Images and their labels, as a file or a pair of files has them. All pointers are owned. */
struct dataset_part {
	char *images_path; /* for messages; NULL: there is no such part */
	char *labels_path; /* NULL where the labels stand in the same file */
	size_t count;
	int height, width;     /* 1..DATASET_MAX_SIDE */
	struct packed *packed; /* bytes, 0..255 standing for 0..1; or NULL, and then */
	float *floats;         /* [count, height, width], within DATASET_MAX_PIXEL, no NaN */
	uint8_t *labels;       /* [count], each below DATASET_MAX_CLASSES */
};

struct dataset_format {
	const char *name;
	/* Whether a folder or file is a data set of this format, be it whole or not. Quick. */
	bool (*probe)(const char *path);
	/* Reads parts that are zero; PART_TRAIN must be there. The caller frees what the parts own,
	 * after a failure too. Every size that a file states is checked before memory is allocated
	 * for it; the counts of the parts and whether they fit each other are checked by the
	 * caller. */
	bool (*read)(const char *path, struct dataset_part part[PART_COUNT], struct err *);
	/* Quick: only count, height and width of the parts, which own nothing afterwards. NULL:
	 * they are not known without reading all. */
	bool (*measure)(const char *path, struct dataset_part part[PART_COUNT], struct err *);
};

#endif
