/* hardsigmoid, hardsigmoidA: A x + 1/2, cut at 0 and 1. Without A it is 1/6 (PyTorch, and Keras
 * from 3 on); older ones of Keras have 0.2. */
#include "nn/layer/map.h"

#include <stdio.h>

static const float usual = 1 / 6.0f;

static const char *hardsigmoid_parse(struct layer *l, const char **text)
{
	const char *start = *text;

	l->numbers[0] = usual;
	l->out = l->in;
	if (*start && *start != ' ' &&
	    (!layer_parse_number(text, &l->numbers[0]) || !(l->numbers[0] > 0))) {
		*text = start;
		return "a slope above 0, as in hardsigmoid0.2, or none: 1/6";
	}
	return NULL;
}

static void hardsigmoid_print(const struct layer *l, char *text, size_t size)
{
	if (l->numbers[0] == usual)
		snprintf(text, size, "hardsigmoid");
	else
		layer_print_number("hardsigmoid", l->numbers[0], text, size);
}

static float value(float x, const float *numbers)
{
	float y = numbers[0] * x + 0.5f;

	return y <= 0 ? 0 : y < 1 ? y : 1;
}

static float slope(float y, const float *numbers)
{
	return y > 0 && y < 1 ? numbers[0] : 0;
}

static void hardsigmoid_forward(const struct layer *l, struct layer_io *io)
{
	map_forward(l, io, value);
}

static void hardsigmoid_backward(const struct layer *l, struct layer_io *io)
{
	map_backward_by_y(l, io, slope);
}

const struct layer_ops hardsigmoid_ops = {
	.word = "hardsigmoid",
	.form = "hardsigmoidA",
	.label = "hardsigmoid",
	.is_activation = true,
	.stops_zeros = true,
	.parse = hardsigmoid_parse,
	.print = hardsigmoid_print,
	.forward = hardsigmoid_forward,
	.backward = hardsigmoid_backward,
};
