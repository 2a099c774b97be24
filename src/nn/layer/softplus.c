/* softplus: log(1 + exp(x)) (Dugas and others, NIPS 2000). */
#include "nn/layer/map.h"

#include <math.h>

static float value(float x, const float *numbers)
{
	(void)numbers;
	return fmaxf(x, 0) + log1pf(expf(-fabsf(x)));
}

static float slope(float x, const float *numbers)
{
	(void)numbers;
	return 1 / (1 + expf(-x));
}

static void softplus_forward(const struct layer *l, struct layer_io *io)
{
	map_forward(l, io, value);
}

static void softplus_backward(const struct layer *l, struct layer_io *io)
{
	map_backward_by_x(l, io, slope);
}

const struct layer_ops softplus_ops = {
	.word = "softplus",
	.form = "softplus",
	.label = "softplus",
	.is_activation = true,
	.parse = map_parse,
	.print = map_print,
	.forward = softplus_forward,
	.backward = softplus_backward,
};
