/* silu: x times its logistic function (Elfwing and others, 1702.03118; also called swish). */
#include "nn/layer/map.h"

#include <math.h>

static float value(float x, const float *numbers)
{
	(void)numbers;
	return x / (1 + expf(-x));
}

static float slope(float x, const float *numbers)
{
	(void)numbers;
	float logistic = 1 / (1 + expf(-x));

	return logistic * (1 + x * (1 - logistic));
}

static void silu_forward(const struct layer *l, struct layer_io *io)
{
	map_forward(l, io, value);
}

static void silu_backward(const struct layer *l, struct layer_io *io)
{
	map_backward_by_x(l, io, slope);
}

const struct layer_ops silu_ops = {
	.word = "silu",
	.form = "silu",
	.label = "silu",
	.is_activation = true,
	.keeps_zeros = true,
	.parse = map_parse,
	.print = map_print,
	.forward = silu_forward,
	.backward = silu_backward,
};
