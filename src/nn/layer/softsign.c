/* softsign: x / (1 + |x|) (Glorot and Bengio, AISTATS 2010). */
#include "nn/layer/map.h"

#include <math.h>

static float value(float x, const float *numbers)
{
	(void)numbers;
	return x / (1 + fabsf(x));
}

static float slope(float y, const float *numbers)
{
	(void)numbers;
	float rest = 1 - fabsf(y);

	return rest * rest;
}

static void softsign_forward(const struct layer *l, struct layer_io *io)
{
	map_forward(l, io, value);
}

static void softsign_backward(const struct layer *l, struct layer_io *io)
{
	map_backward_by_y(l, io, slope);
}

const struct layer_ops softsign_ops = {
	.word = "softsign",
	.form = "softsign",
	.label = "softsign",
	.is_activation = true,
	.keeps_zeros = true,
	.parse = map_parse,
	.print = map_print,
	.forward = softsign_forward,
	.backward = softsign_backward,
};
