/* selu: ELU with a factor and a scale that keep mean and deviation (Klambauer and others,
 * 1706.02515): scale * x where x > 0, else scale * alpha * (exp(x) - 1). */
#include "nn/layer/map.h"

#include <math.h>

static const float alpha = 1.6732632423543772f, scale = 1.0507009873554805f;

static float value(float x, const float *numbers)
{
	(void)numbers;
	return x > 0 ? scale * x : scale * alpha * expm1f(x);
}

static float slope(float y, const float *numbers)
{
	(void)numbers;
	return y > 0 ? scale : y + scale * alpha;
}

static void selu_forward(const struct layer *l, struct layer_io *io)
{
	map_forward(l, io, value);
}

static void selu_backward(const struct layer *l, struct layer_io *io)
{
	map_backward_by_y(l, io, slope);
}

const struct layer_ops selu_ops = {
	.word = "selu",
	.form = "selu",
	.label = "selu",
	.is_activation = true,
	.keeps_zeros = true,
	.parse = map_parse,
	.print = map_print,
	.forward = selu_forward,
	.backward = selu_backward,
};
