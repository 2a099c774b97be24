/* One attack on each of many images, until the target is reached: how easily a net is fooled. */
#ifndef LAB_ATTACK_ATTACK_IMAGES_H
#define LAB_ATTACK_ATTACK_IMAGES_H

#include "lab/attack/batch.h"

/* Images first..first+count-1 of a split, each until it is taken for the target, in `steps` steps
 * at most. An untargeted attack leads away from the label of each. outcomes: [count]. */
void attack_images(const struct net *, const struct split *, const struct attack_spec *, int steps,
		   size_t first, size_t count, struct pool *, struct attack_outcome *outcomes);
/* The same, with the images that the outcomes are of: [count, pixels]; NULL: not wanted. */
void attack_images_into(const struct net *, const struct split *, const struct attack_spec *,
			int steps, size_t first, size_t count, struct pool *,
			struct attack_outcome *outcomes, float *images);

#endif
