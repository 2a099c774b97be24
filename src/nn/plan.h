/*
 * The plan of a pass: which neighbouring layers run as one fused kernel, as the layer in front
 * declares (struct layer_fusion). The outputs inside a group are never in memory, so that whoever
 * wants to look at every layer plans without fusing.
 */
#ifndef NN_PLAN_H
#define NN_PLAN_H

#include "nn/net.h"

struct step {
	int first, count;            /* layers first..first+count-1 */
	const struct layer_ops *ops; /* forward and backward of them all */
	bool is_behind_relu;         /* what comes in is 0 where a ReLU let nothing through */
};

struct plan {
	int count;
	struct step steps[NET_MAX_LAYERS];
};

void plan_make(struct plan *, const struct net *, bool is_fused);

#endif
