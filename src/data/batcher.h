/*
 * Shuffled batches: TensorFlow's next_batch. Each epoch has an order of its own; a batch that
 * passes the end of one epoch takes what is left and goes on with the first images of the next.
 */
#ifndef DATA_BATCHER_H
#define DATA_BATCHER_H

#include "base/rng.h"
#include "data/dataset.h"

/* Everything that the next batch depends on is here and may be saved and put back. */
struct batcher {
	struct split split; /* a copy of the view; the data set must outlive the batcher */
	struct rng rng;
	uint32_t *order; /* [split.count], a permutation; owned */
	size_t cursor;   /* the next place in order, 0..split.count */
};

/* Shuffles the first epoch. split->count >= 1. */
void batcher_init(struct batcher *, const struct split *, uint64_t seed);
void batcher_clear(struct batcher *);

/* images: [count, pixels]; labels: [count]. count may be larger than the split. */
void batcher_next(struct batcher *, size_t count, float *images, uint8_t *labels);
/* The same batches of a split that is packed; images: where each lies (base/packed_image.h). */
void batcher_next_packed(struct batcher *, size_t count, const uint8_t **images, uint8_t *labels);

#endif
