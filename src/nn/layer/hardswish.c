/* hardswish: x relu6(x + 3) / 6 (Howard and others, 1905.02244). */
#include "nn/layer/map.h"

static float value(float x, const float *numbers)
{
	(void)numbers;
	return x <= -3 ? 0 : x < 3 ? x * (x + 3) / 6 : x;
}

static float slope(float x, const float *numbers)
{
	(void)numbers;
	return x <= -3 ? 0 : x < 3 ? (2 * x + 3) / 6 : 1;
}

static void hardswish_forward(const struct layer *l, struct layer_io *io)
{
	map_forward(l, io, value);
}

static void hardswish_backward(const struct layer *l, struct layer_io *io)
{
	map_backward_by_x(l, io, slope);
}

const struct layer_ops hardswish_ops = {
	.word = "hardswish",
	.form = "hardswish",
	.label = "hardswish",
	.is_activation = true,
	.keeps_zeros = true,
	.parse = map_parse,
	.print = map_print,
	.forward = hardswish_forward,
	.backward = hardswish_backward,
};
