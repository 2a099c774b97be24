/* gelu: x times the normal distribution function of it (Hendrycks and Gimpel, 1606.08415). */
#include "nn/layer/map.h"

#include <math.h>

static const float root_half = 0.707106781f;

static float value(float x, const float *numbers)
{
	(void)numbers;
	return 0.5f * x * (1 + erff(x * root_half));
}

static float slope(float x, const float *numbers)
{
	(void)numbers;
	/* The density: exp(-x * x / 2) / sqrt(2 pi). */
	return 0.5f * (1 + erff(x * root_half)) + x * expf(-0.5f * x * x) * 0.398942280f;
}

static void gelu_forward(const struct layer *l, struct layer_io *io)
{
	map_forward(l, io, value);
}

static void gelu_backward(const struct layer *l, struct layer_io *io)
{
	map_backward_by_x(l, io, slope);
}

const struct layer_ops gelu_ops = {
	.word = "gelu",
	.form = "gelu",
	.label = "gelu",
	.is_activation = true,
	.keeps_zeros = true,
	.parse = map_parse,
	.print = map_print,
	.forward = gelu_forward,
	.backward = gelu_backward,
};
