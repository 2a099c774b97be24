/* The images that a net gets wrong, as cell 4 of the article has them. */
#ifndef CLI_MISTAKES_H
#define CLI_MISTAKES_H

#include "cli/output.h"
#include "data/dataset.h"
#include "lab/evaluate.h"

struct mistake {
	size_t index; /* in the split */
	struct verdict verdict;
};

struct mistakes {
	const struct split *split; /* borrowed */
	int height, width;
	size_t examined, count;
	struct mistake *list; /* [count]; owned */
};

enum mistake_order { BY_INDEX, BY_LOSS, BY_CONFIDENCE }; /* worst first */

/* Among the first `count` images of the split. */
struct mistakes mistakes_find(const struct net *, const struct dataset *, const struct split *,
			      size_t count, enum mistake_order, struct pool *);
void mistakes_clear(struct mistakes *);
/* Pictures of those from first to first + count - 1, captioned "#33 7>3 0.94". scale: as of a
 * picture. */
bool mistakes_show(const struct mistakes *, struct output *, size_t first, size_t count, int scale,
		   struct err *);

#endif
