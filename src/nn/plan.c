/* The table of fusions, longest first, and the greedy walk that applies it. */
#include "nn/plan.h"

enum { MAX_GROUP = 3 };

struct fusion {
	int count;
	const struct layer_ops *layers[MAX_GROUP];
	const struct layer_ops *ops;
};

static const struct fusion fusions[] = {
	{3, {&conv_ops, &relu_ops, &pool2_ops}, &conv_relu_pool2_ops},
	{2, {&conv_ops, &relu_ops}, &conv_relu_ops},
	{2, {&dense_ops, &relu_ops}, &dense_relu_ops},
};

static bool matches(const struct fusion *fusion, const struct net *net, int first)
{
	for (int i = 0; i < fusion->count; i++)
		if (first + i >= net->count || net->layers[first + i].ops != fusion->layers[i])
			return false;
	return true;
}

/* Between the ReLU and the layer, zeros stay zeros. */
static bool is_behind_relu(const struct net *net, int layer)
{
	do
		layer--;
	while (layer >= 0 &&
	       (net->layers[layer].ops == &pool2_ops || net->layers[layer].ops == &dropout_ops));
	return layer >= 0 && net->layers[layer].ops == &relu_ops;
}

static struct step next_step(const struct net *net, int first, bool is_fused)
{
	bool is_behind = is_behind_relu(net, first);

	for (size_t i = 0; is_fused && i < sizeof(fusions) / sizeof(fusions[0]); i++)
		if (matches(&fusions[i], net, first))
			return (struct step){first, fusions[i].count, fusions[i].ops, is_behind};
	return (struct step){first, 1, net->layers[first].ops, is_behind};
}

void plan_make(struct plan *plan, const struct net *net, bool is_fused)
{
	plan->count = 0;
	for (int first = 0; first < net->count;) {
		plan->steps[plan->count] = next_step(net, first, is_fused);
		first += plan->steps[plan->count++].count;
	}
}
