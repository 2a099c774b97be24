/* A line-up in pictures. */
#ifndef CLI_LINEUP_SHOW_H
#define CLI_LINEUP_SHOW_H

#include "cli/output.h"
#include "lab/lineup.h"

/* A row of three pictures for each channel of the entries listed; entries: NULL for all. */
bool lineup_show(const struct lineup *, const int *entries, int count, struct output *,
		 struct err *);

#endif
