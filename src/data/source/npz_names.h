/*
 * Which arrays of an npz archive are a data set's images and labels, told by their names.
 *
 * A name is a word for images (x, images, data ...) or for labels (y, labels, target ...), with the
 * part's name before or behind it (train, training, test, testing) or without, which is the part
 * for training: x_train, X_train, train_images, TestLabels, images. Case does not count.
 */
#ifndef DATA_SOURCE_NPZ_NAMES_H
#define DATA_SOURCE_NPZ_NAMES_H

#include "data/dataset_format.h"
#include "format/container/zip.h"

enum npz_kind { NPZ_IMAGES, NPZ_LABELS, NPZ_KINDS };

struct npz_names {
	/* Members' names without .npy, owned; NULL where there is none. */
	char *name[PART_COUNT][NPZ_KINDS];
	size_t place[PART_COUNT][NPZ_KINDS]; /* in the archive, of those that are there */
};

/* Of several arrays that could be the same, the one whose name says its part is taken, then the one
 * whose word stands first in the lists. */
struct npz_names npz_names_find(const struct zip_archive *);
void npz_names_clear(struct npz_names *);

/* Whether images and labels for training are there. */
bool npz_names_are_set(const struct npz_names *);

#endif
