/*
 * Batches as TensorFlow's DataSet.next_batch makes them: the order is shuffled before the first
 * epoch and again at the end of each, and no image is left out or shown twice within an epoch,
 * however the batches fall. The shuffle is Fisher and Yates's, of the order that stands.
 */
#include "data/batcher.h"
#include "base/xalloc.h"

#include <stdlib.h>

/* Images: in an order of chance each is a cache miss, which takes as long as to take one out. */
enum { AHEAD = 2 };

static void shuffle(struct batcher *batcher)
{
	uint32_t *order = batcher->order;

	for (size_t i = batcher->split.count; i > 1; i--) {
		uint32_t j = rng_below(&batcher->rng, (uint32_t)i);
		uint32_t image = order[j];

		order[j] = order[i - 1];
		order[i - 1] = image;
	}
	batcher->cursor = 0;
}

void batcher_init(struct batcher *batcher, const struct split *split, uint64_t seed)
{
	batcher->split = *split;
	batcher->order = xcalloc(split->count, sizeof(*batcher->order));
	for (size_t i = 0; i < split->count; i++)
		batcher->order[i] = (uint32_t)i;
	rng_seed(&batcher->rng, seed, RNG_SHUFFLE);
	shuffle(batcher);
}

void batcher_clear(struct batcher *batcher)
{
	free(batcher->order);
	batcher->order = NULL;
}

/* Which image comes next. */
static uint32_t next_image(struct batcher *batcher)
{
	const struct split *split = &batcher->split;
	uint32_t image;

	/* Only when another image is requested: TensorFlow, too, ends a full epoch unshuffled. */
	if (batcher->cursor == split->count)
		shuffle(batcher);
	image = batcher->order[batcher->cursor++];
	if (batcher->cursor + AHEAD < split->count)
		split_prefetch(split, batcher->order[batcher->cursor + AHEAD]);
	return image;
}

void batcher_next(struct batcher *batcher, size_t count, float *images, uint8_t *labels)
{
	const struct split *split = &batcher->split;

	for (size_t i = 0; i < count; i++) {
		uint32_t image = next_image(batcher);

		split_image(split, image, images + i * split->pixels);
		labels[i] = split->labels[image];
	}
}

void batcher_next_packed(struct batcher *batcher, size_t count, const uint8_t **images,
			 uint8_t *labels)
{
	const struct split *split = &batcher->split;

	for (size_t i = 0; i < count; i++) {
		uint32_t image = next_image(batcher);

		images[i] = split_packed_image(split, image);
		labels[i] = split->labels[image];
	}
}
