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

/* Both sides of pictures that are framed. */
enum { FITTED_SIDE = 28 };

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

/* What a format's reader hands over. It is zero before, but for what is asked of the reader. */
struct dataset_source {
	bool is_fitted;     /* asked: pictures of any size are framed as MNIST's makers did */
	bool may_be_fitted; /* they are pictures, and that was not asked */
	struct dataset_part part[PART_COUNT];
	/* Names of the classes; NULL: it knows none. Owned, and each of them. */
	char **class_name;
	int class_count;
	char *notes; /* what a person has to know of it, "...; ..."; NULL: nothing. Owned. */
};

/* Adds a note. */
void source_note(struct dataset_source *, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* The class of a name, as much of it as fits; it is added where it is new. */
int source_class(struct dataset_source *, const char *name);
void source_clear(struct dataset_source *);
/* Image i of a part as floats. out: [height, width]. */
void part_image(const struct dataset_part *, size_t i, float *out);

/* Whether images of that size can be used. path: the file, for the message. */
bool source_check_size(const char *path, size_t height, size_t width, struct err *);
/* Whether so many images can be held, as bytes or as floats. */
bool source_check_count(const char *path, size_t count, size_t pixels, bool are_floats,
			struct err *);
/* Value i of all of a part's, which has room for it; false: it is further from 0 than
 * DATASET_MAX_PIXEL, or no number. */
bool source_take_pixel(struct dataset_part *, size_t i, double value, struct err *);
/* Label i of a part, whose `labels` have room; false: it is no class's number. */
bool source_take_label(struct dataset_part *, const char *path, size_t i, double value,
		       struct err *);

struct dataset_format {
	const char *name; /* for people */
	/* Whether a folder or file is a data set of this format, be it whole or not. Quick. */
	bool (*probe)(const char *path);
	/* Whether a path that no format's probe takes was meant to be one of these, so that `read`
	 * says what is wrong with it. NULL: none is. */
	bool (*is_like)(const char *path);
	/* PART_TRAIN must be there. The caller clears the source, after a failure too. Every size
	 * that a file states is checked before memory is allocated for it; the counts of the parts
	 * and whether they fit each other are checked by the caller. */
	bool (*read)(const char *path, struct dataset_source *, struct err *);
	/* Quick: only count, height and width of the parts, which own nothing afterwards. NULL:
	 * they are not known without reading all. */
	bool (*measure)(const char *path, struct dataset_part part[PART_COUNT], struct err *);
};

#endif
