/*
 * A small data set made in memory: 12x12 pictures of a bar that stands, lies or leans, with some
 * noise, in classes 0, 1 and 2. A net learns it within a second, and it has no file behind it.
 */
#ifndef TESTS_SUPPORT_BARS_H
#define TESTS_SUPPORT_BARS_H

#include "data/dataset.h"

enum { BARS_SIDE = 12, BARS_CLASSES = 3, BARS_TRAIN = 250, BARS_OTHER = 50 };

struct dataset *bars_new(void);
void bars_free(struct dataset *);

#endif
