/*
 * Which IDX files a folder holds, told by their names.
 *
 * A data file's name contains "images" or "labels" and ends in idx, a digit and a type, as MNIST's
 * do (train-images-idx3-ubyte), with - . or _ before idx, with or without .gz, in any case and
 * behind any prefix (emnist-letters-train-...). With the word "t10k" or "test" in it, it belongs to
 * the test set, else to the training set. Hidden files and folders are no data files.
 */
#ifndef DATA_FOLDER_H
#define DATA_FOLDER_H

#include "base/err.h"

enum folder_set { FOLDER_TRAIN, FOLDER_TEST, FOLDER_SETS };
enum folder_kind { FOLDER_IMAGES, FOLDER_LABELS, FOLDER_KINDS };

/* Names without the folder's path; NULL where there is none. Owned. */
struct folder {
	char *name[FOLDER_SETS][FOLDER_KINDS];
};

/* A file that is there both packed and unpacked counts once, unpacked. Two other files for one
 * place are an error. That nothing is there is none: see folder_is_empty. On failure nothing is
 * owned. */
bool folder_read(const char *path, struct folder *, struct err *);
void folder_clear(struct folder *);

/* No data file at all. */
bool folder_is_empty(const struct folder *);

/* Whether `path` is a folder with at least one data file. */
bool folder_has_data(const char *path);

/* Whether `path` is a folder. */
bool folder_exists(const char *path);

#endif
