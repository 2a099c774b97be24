/*
 * Which IDX files a folder holds, told by their names.
 *
 * A data file's name contains "images" or "labels" and ends in idx, a digit and a type, as MNIST's
 * do (train-images-idx3-ubyte), with - . or _ before idx, with or without .gz, in any case and
 * behind any prefix (emnist-letters-train-...). With the word "t10k" or "test" in it, it belongs to
 * the test set, else to the training set. Hidden files and folders are no data files.
 *
 * A folder with several sets, as EMNIST comes, has one prefix for each. "FOLDER:letters" names one
 * of them, by its prefix or by the end of it. torchvision keeps the files in a folder raw, in a
 * folder of the set's name: ROOT/KMNIST/raw is also found as ROOT/KMNIST, and as ROOT where it is
 * the only one there, else as ROOT:kmnist.
 */
#ifndef DATA_SOURCE_IDX_NAMES_H
#define DATA_SOURCE_IDX_NAMES_H

#include "base/err.h"
#include "data/dataset_format.h"

enum idx_kind { IDX_IMAGES, IDX_LABELS, IDX_KINDS };

/* Owned. */
struct idx_names {
	char *folder; /* that the files are in */
	/* Names without the folder's path; NULL where there is none. */
	char *name[PART_COUNT][IDX_KINDS];
	char *packed[PART_COUNT][IDX_KINDS]; /* the same file gzipped, where both are there */
};

/* path: a folder, with or without the name of a set as above. A file that is there both packed and
 * unpacked counts once, unpacked. Two other files for one place, and several sets of which none is
 * named, are an error that lists them. That nothing is there is none: see idx_names_are_empty. On
 * failure nothing is owned. */
bool idx_names_read(const char *path, struct idx_names *, struct err *);
void idx_names_clear(struct idx_names *);

/* No data file at all. */
bool idx_names_are_empty(const struct idx_names *);

/* Whether `path` leads to a folder with at least one data file. */
bool idx_names_exist(const char *path);

#endif
