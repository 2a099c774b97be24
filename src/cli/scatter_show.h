/* Images as points of a plane, a glyph of its class for each. */
#ifndef CLI_SCATTER_SHOW_H
#define CLI_SCATTER_SHOW_H

#include "cli/output.h"
#include "data/classes.h"

struct scatter {
	const double *plane;    /* [count, 2] */
	const int *labels;      /* [count] */
	const bool *is_mistake; /* [count]; NULL: not known */
	size_t count;
	const struct class_names *names;
	int classes;
};

/* Where many images fall into a cell, it has the class of most of them; it is underlined where one
 * of them is a mistake. Below, which class has which glyph, and how many images. */
void scatter_show(struct output *, const struct scatter *);

#endif
