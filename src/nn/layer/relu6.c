/* relu6: ReLU that stops at 6 (Howard and others, 1704.04861). */
#include "nn/layer/map.h"

static float value(float x, const float *numbers)
{
	(void)numbers;
	return x <= 0 ? 0 : x < 6 ? x : 6;
}

static float slope(float y, const float *numbers)
{
	(void)numbers;
	return y > 0 && y < 6 ? 1 : 0;
}

static void relu6_forward(const struct layer *l, struct layer_io *io)
{
	map_forward(l, io, value);
}

static void relu6_backward(const struct layer *l, struct layer_io *io)
{
	map_backward_by_y(l, io, slope);
}

const struct layer_ops relu6_ops = {
	.word = "relu6",
	.form = "relu6",
	.label = "relu6",
	.is_activation = true,
	.stops_zeros = true,
	.parse = map_parse,
	.print = map_print,
	.forward = relu6_forward,
	.backward = relu6_backward,
};
