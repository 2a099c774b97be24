/*
 * Images that two splits have both: what is measured on one was learned from the other.
 *
 * Images are sorted by a hash of their pixels, and by the pixels where hashes are equal: so equal
 * images lie together, however many there are, and no two others are taken for equal.
 */
#ifndef LAB_INSIGHT_LEAK_H
#define LAB_INSIGHT_LEAK_H

#include "data/dataset.h"

struct leak {
	/* Of validation and test, each beside train; that of train: zeros. */
	struct leak_split {
		size_t equal;    /* images of it that train has as well */
		size_t count;    /* images of it */
		size_t image;    /* the first of the equal ones, */
		size_t train;    /* and the first image of train that is equal to that */
		size_t contrary; /* of the equal ones, those with another label there */
	} split[SPLIT_COUNT];
};

/* Some 0.2 s for MNIST. */
struct leak leak_find(const struct dataset *);

/* The same in pieces, for whom may be told to stop meanwhile. The data are borrowed. */
struct leak_search;
struct leak_search *leak_search_new(const struct dataset *);
void leak_search_free(struct leak_search *);
/* Hashes the next LEAK_PIECE images; false where none were left. */
enum { LEAK_PIECE = 2000 };
bool leak_search_step(struct leak_search *);
/* Once none are left. */
struct leak leak_search_end(struct leak_search *);

#endif
