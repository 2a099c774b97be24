/* explain --nearest: the training images that a network finds most like an image. */
#ifndef CLI_EXPLAIN_NEAREST_H
#define CLI_EXPLAIN_NEAREST_H

#include "cli/command_context.h"

/* Finds and prints so many; prediction: what the network sees in the image. */
bool explain_nearest(struct command_context *, const struct sample *, int prediction, int wanted,
		     struct err *);

#endif
