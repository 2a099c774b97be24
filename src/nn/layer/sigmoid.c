/* sigmoid: the logistic function 1 / (1 + exp(-x)) of each value. */
#include "nn/layer/map.h"

#include <math.h>

static float value(float x, const float *numbers)
{
	(void)numbers;
	return 1 / (1 + expf(-x));
}

static float slope(float y, const float *numbers)
{
	(void)numbers;
	return y * (1 - y);
}

static void sigmoid_forward(const struct layer *l, struct layer_io *io)
{
	map_forward(l, io, value);
}

static void sigmoid_backward(const struct layer *l, struct layer_io *io)
{
	map_backward_by_y(l, io, slope);
}

const struct layer_ops sigmoid_ops = {
	.word = "sigmoid",
	.form = "sigmoid",
	.label = "sigmoid",
	.is_activation = true,
	.parse = map_parse,
	.print = map_print,
	.forward = sigmoid_forward,
	.backward = sigmoid_backward,
};
