/* An explorer without a terminal, on a tiny data set and a tiny network, for fuzz targets. */
#ifndef TESTS_FUZZ_EXPLORER_H
#define TESTS_FUZZ_EXPLORER_H

#include "tui/explorer.h"

/* With model and data read. The current folder is an empty one until fuzz_explorer_free(), so that
 * what a file may be written as is written there. */
struct app *fuzz_explorer_new(void);
void fuzz_explorer_free(struct app *);
/* Computes what was asked for, so many jobs at most, one or more; then draws. */
void fuzz_explorer_rest(struct app *, int jobs);

#endif
