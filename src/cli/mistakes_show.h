/* Mistakes in pictures. */
#ifndef CLI_MISTAKES_SHOW_H
#define CLI_MISTAKES_SHOW_H

#include "cli/output.h"
#include "lab/train/mistakes.h"

/* Pictures of those from first to first + count - 1, captioned "#33 7>3 0.94", with names of
 * classes as of the data set. scale: as of a
 * picture. */
bool mistakes_show(const struct mistakes *, struct output *, size_t first, size_t count, int scale,
		   struct err *);

#endif
