/*
 * Finding data sets and shipped files by name.
 *
 * A data set is named by a folder or by a word. With a slash in it or a dot before it, and where
 * the current folder has a folder of IDX files of that name, it is a folder; else the word is
 * looked for as a folder with IDX files in each of these places:
 *
 * - $NETGLYPH_DATA, which may also be that folder itself
 * - $XDG_DATA_HOME/netglyph, else ~/.local/share/netglyph
 * - beside an executable in a folder named src: its ../data, then the source tree's data
 * - ../share/netglyph beside any executable's folder (an install that was moved)
 * - where `make install` put the data, then the source tree's data
 * - for `fashion`: /usr/share/datasets/fashion-mnist (Debian's dataset-fashion-mnist)
 *
 * NULL names $NETGLYPH_DATA itself where that holds IDX files, else the shipped `sample`.
 */
#ifndef DATA_FIND_H
#define DATA_FIND_H

#include "base/err.h"

#include <stddef.h>

/* The folder of a data set; the caller frees it. NULL: not found, and the message lists where it
 * was looked for and how to get it. */
char *find_dataset(const char *name, struct err *);

/* A file that is shipped in data/ (a model), in the same places; the caller frees it. */
char *find_shipped(const char *file, struct err *);

#endif
