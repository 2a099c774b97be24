/* tanh: the hyperbolic tangent of each value. */
#include "nn/layer/map.h"

#include <math.h>

static float value(float x, const float *numbers)
{
	(void)numbers;
	return tanhf(x);
}

static float slope(float y, const float *numbers)
{
	(void)numbers;
	return 1 - y * y;
}

static void tanh_forward(const struct layer *l, struct layer_io *io)
{
	map_forward(l, io, value);
}

static void tanh_backward(const struct layer *l, struct layer_io *io)
{
	map_backward_by_y(l, io, slope);
}

const struct layer_ops tanh_ops = {
	.word = "tanh",
	.form = "tanh",
	.label = "tanh",
	.is_activation = true,
	.keeps_zeros = true,
	.parse = map_parse,
	.print = map_print,
	.forward = tanh_forward,
	.backward = tanh_backward,
};
