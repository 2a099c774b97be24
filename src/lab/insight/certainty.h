/* How many answers have a probability that is exactly 1 as a float. */
#ifndef LAB_INSIGHT_CERTAINTY_H
#define LAB_INSIGHT_CERTAINTY_H

#include "lab/train/evaluate.h"

struct insight_certainty {
	size_t images, certain;
};

struct insight_certainty insight_certainty_of(const struct prediction *, size_t count);

#endif
