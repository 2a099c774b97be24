/* One attack on each of many images, until the target is reached: how easily a net is fooled. */
#ifndef LAB_ATTACK_ATTACK_IMAGES_H
#define LAB_ATTACK_ATTACK_IMAGES_H

#include "data/dataset.h"
#include "lab/attack/attack.h"

struct attack_outcome {
	int label, prediction; /* of the image as it is */
	int first;             /* the step that answers: attack_answer(); -1: none */
	/* Of that step, or of the last one where there is none: the number of changed pixels, the
	 * length and the largest of the changes, and p(target). */
	float l0, l2, linf, probability;
};

/* Images first..first+count-1 of a split, each until it is taken for the target, in `steps` steps
 * at most. An untargeted attack leads away from the label of each. outcomes: [count]. */
void attack_images(const struct net *, const struct split *, const struct attack_spec *, int steps,
		   size_t first, size_t count, struct pool *, struct attack_outcome *outcomes);

#endif
