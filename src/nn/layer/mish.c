/* mish: x tanh(log(1 + exp(x))) (Misra, 1908.08681). */
#include "nn/layer/map.h"

#include <math.h>

/* log(1 + exp(x)), for large x too. */
static float softplus(float x)
{
	return fmaxf(x, 0) + log1pf(expf(-fabsf(x)));
}

static float value(float x, const float *numbers)
{
	(void)numbers;
	return x * tanhf(softplus(x));
}

static float slope(float x, const float *numbers)
{
	(void)numbers;
	float t = tanhf(softplus(x)), logistic = 1 / (1 + expf(-x));

	return t + x * (1 - t * t) * logistic;
}

static void mish_forward(const struct layer *l, struct layer_io *io)
{
	map_forward(l, io, value);
}

static void mish_backward(const struct layer *l, struct layer_io *io)
{
	map_backward_by_x(l, io, slope);
}

const struct layer_ops mish_ops = {
	.word = "mish",
	.form = "mish",
	.label = "mish",
	.is_activation = true,
	.keeps_zeros = true,
	.parse = map_parse,
	.print = map_print,
	.forward = mish_forward,
	.backward = mish_backward,
};
