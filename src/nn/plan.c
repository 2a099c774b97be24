/* A greedy walk over the fusions that layers declare for themselves. */
#include "nn/plan.h"

#include <string.h>

static bool fits(const struct layer_fusion *fusion, const struct net *net, int first)
{
	if (first + fusion->count > net->count)
		return false;
	for (int i = 1; i < fusion->count; i++) {
		struct layer_text spelled = layer_text(&net->layers[first + i]);

		if (strcmp(spelled.text, fusion->behind[i - 1]) != 0)
			return false;
	}
	return true;
}

/* Between the ReLU and the layer, zeros stay zeros. */
static bool is_behind_relu(const struct net *net, int layer)
{
	do
		layer--;
	while (layer >= 0 && net->layers[layer].ops->keeps_zeros);
	return layer >= 0 && net->layers[layer].ops->stops_zeros;
}

static struct step next_step(const struct net *net, int first, bool is_fused)
{
	const struct layer_ops *ops = net->layers[first].ops;
	const struct layer_fusion *fusion = is_fused ? ops->fusions : NULL;
	bool is_behind = is_behind_relu(net, first);

	for (; fusion && fusion->count; fusion++)
		if (fits(fusion, net, first))
			return (struct step){first, fusion->count, fusion->ops, is_behind};
	return (struct step){first, 1, ops, is_behind};
}

void plan_make(struct plan *plan, const struct net *net, bool is_fused)
{
	plan->count = 0;
	for (int first = 0; first < net->count;) {
		plan->steps[plan->count] = next_step(net, first, is_fused);
		first += plan->steps[plan->count++].count;
	}
}
