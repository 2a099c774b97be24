/* A line-up in pictures. */
#ifndef CLI_LINEUP_SHOW_H
#define CLI_LINEUP_SHOW_H

#include "cli/output.h"
#include "lab/lineup.h"

/* A row of three pictures for each channel. */
bool lineup_show(const struct lineup *, struct output *, struct err *);

#endif
