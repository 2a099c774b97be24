/* gelutanh: GELU by the formula with a tangent (Hendrycks and Gimpel, 1606.08415, section 2), as
 * PyTorch's and TensorFlow's approximate GELU. */
#include "nn/layer/map.h"

#include <math.h>

static const float scale = 0.797884561f; /* sqrt(2 / pi) */
static const float cubic = 0.044715f;

static float value(float x, const float *numbers)
{
	(void)numbers;
	return 0.5f * x * (1 + tanhf(scale * (x + cubic * x * x * x)));
}

static float slope(float x, const float *numbers)
{
	(void)numbers;
	float t = tanhf(scale * (x + cubic * x * x * x));

	return 0.5f * (1 + t) + 0.5f * x * (1 - t * t) * scale * (1 + 3 * cubic * x * x);
}

static void gelutanh_forward(const struct layer *l, struct layer_io *io)
{
	map_forward(l, io, value);
}

static void gelutanh_backward(const struct layer *l, struct layer_io *io)
{
	map_backward_by_x(l, io, slope);
}

const struct layer_ops gelutanh_ops = {
	.word = "gelutanh",
	.form = "gelutanh",
	.label = "gelutanh",
	.is_activation = true,
	.keeps_zeros = true,
	.parse = map_parse,
	.print = map_print,
	.forward = gelutanh_forward,
	.backward = gelutanh_backward,
};
