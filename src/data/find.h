/*
 * Finding data sets by name.
 *
 * A data set is named by a path (a folder, or a file of a format that is one) or by a word. With a
 * slash in it or a dot before it, and where the current folder has a folder of IDX files of that
 * name, it is a folder; else the word is looked for as a folder with IDX files in each of the
 * places of base/places.h ($NETGLYPH_DATA may also be that folder itself), and for `fashion` in
 * /usr/share/datasets/fashion-mnist (Debian's dataset-fashion-mnist).
 *
 * torchvision's names (FashionMNIST) are found under ours, and emnist-letters in a folder emnist of
 * all six sets.
 *
 * NULL names $NETGLYPH_DATA itself where that holds IDX files, else the shipped `sample`.
 */
#ifndef DATA_FIND_H
#define DATA_FIND_H

#include "base/err.h"

#include <stddef.h>

/* What dataset_open() takes, the path with the options that stand behind the name, which may be all
 * of the text; the caller frees it. NULL: not found, and the message lists where it was looked for
 * and how to get it. */
char *find_dataset(const char *text, struct err *);

#endif
