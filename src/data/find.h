/*
 * Finding data sets and shipped files by name.
 *
 * A data set is named by a folder (anything that is one, or has a slash in it) or by a word, which is
 * looked for as a folder in $NETGLYPH_DATA, then $XDG_DATA_HOME/netglyph (else ~/.local/share/netglyph),
 * then the `data` folder beside the executable's own (a build tree or a moved install) or in the source
 * tree it was built from, then where `make install` put it; `fashion` also in
 * /usr/share/datasets/fashion-mnist. NULL names $NETGLYPH_DATA itself where that holds IDX files, else
 * the shipped `sample`.
 */
#ifndef DATA_FIND_H
#define DATA_FIND_H

#include "base/err.h"

#include <stddef.h>

/* The folder of a data set; the caller frees it. NULL: not found, and the message lists where it was
 * looked for and how to get it. */
char *find_dataset(const char *name, struct err *);

/* A file that is shipped in data/ (a model), in the same places; the caller frees it. */
char *find_shipped(const char *file, struct err *);

#endif
