/* elu, eluA: x where x > 0, else A * (exp(x) - 1) (Clevert and others, 1511.07289). Without A it is
 * 1. */
#include "nn/layer/map.h"

#include <math.h>
#include <stdio.h>

static const char *elu_parse(struct layer *l, const char **text)
{
	l->numbers[0] = 1;
	l->out = l->in;
	if (**text && **text != ' ' && !layer_parse_number(text, &l->numbers[0]))
		return "a factor of 0 or more, as in elu0.5, or none: 1";
	return NULL;
}

static void elu_print(const struct layer *l, char *text, size_t size)
{
	if (l->numbers[0] == 1)
		snprintf(text, size, "elu");
	else
		layer_print_number("elu", l->numbers[0], text, size);
}

static float value(float x, const float *numbers)
{
	return x > 0 ? x : numbers[0] * expm1f(x);
}

static float slope(float y, const float *numbers)
{
	return y > 0 ? 1 : y + numbers[0];
}

static void elu_forward(const struct layer *l, struct layer_io *io)
{
	map_forward(l, io, value);
}

static void elu_backward(const struct layer *l, struct layer_io *io)
{
	map_backward_by_y(l, io, slope);
}

const struct layer_ops elu_ops = {
	.word = "elu",
	.form = "eluA",
	.label = "elu",
	.is_activation = true,
	.keeps_zeros = true,
	.parse = elu_parse,
	.print = elu_print,
	.forward = elu_forward,
	.backward = elu_backward,
};
