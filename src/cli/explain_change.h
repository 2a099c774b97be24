/* explain --least-change: what of an image to change least to have it taken for a class. */
#ifndef CLI_EXPLAIN_CHANGE_H
#define CLI_EXPLAIN_CHANGE_H

#include "cli/command_context.h"

/* Towards a class; -1: the image's label. prediction: what the network sees in it. */
bool explain_change(struct command_context *, const struct sample *, int prediction, int class,
		    struct err *);

#endif
