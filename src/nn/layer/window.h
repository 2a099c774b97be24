/* What the pooling layers share: windows of 2x2 to 4x4, 1 to 4 apart. */
#ifndef NN_LAYER_WINDOW_H
#define NN_LAYER_WINDOW_H

#include "kernel/reference.h"
#include "nn/layer.h"

/* "K" or "KsS" behind a word; without S, the stride is the size. */
const char *window_parse(struct layer *, const char **text);
void window_print(const char *word, const struct layer *, char *text, size_t size);
struct pooling window_pooling(const struct layer *);

#endif
