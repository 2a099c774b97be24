/*
 * The labels of an npz data set: numbers of classes, [count] or [count, 1]; one-hot rows,
 * [count, classes], each a 1 and zeros; or texts, [count], which are numbers ("7", as OpenML has
 * MNIST) or names of classes.
 */
#ifndef DATA_SOURCE_NPZ_LABELS_H
#define DATA_SOURCE_NPZ_LABELS_H

#include "data/dataset_format.h"
#include "data/source/npz_array.h"

/* The labels of a part, whose images are counted already. Texts that are no numbers become the
 * source's names of classes, in natural order: 2 before 10. */
bool npz_labels_take(const struct npz_array *, const char *path, struct dataset_source *,
		     enum part_name, struct err *);

#endif
