/* leaky, leakyA: leaky ReLU, x where x > 0, else A * x. Without A it is 0.2, the default of
 * TensorFlow's tf.nn.leaky_relu. */
#include "nn/layer/map.h"

#include <stdio.h>

static const float usual = 0.2f;

static const char *leaky_parse(struct layer *l, const char **text)
{
	const char *start = *text;

	l->numbers[0] = usual;
	if (*start && *start != ' ' &&
	    (!layer_parse_number(text, &l->numbers[0]) || !(l->numbers[0] < 1))) {
		*text = start;
		return "a slope from 0 to below 1, as in leaky0.1, or none: 0.2";
	}
	l->out = l->in;
	return NULL;
}

static void leaky_print(const struct layer *l, char *text, size_t size)
{
	if (l->numbers[0] == usual)
		snprintf(text, size, "leaky");
	else
		layer_print_number("leaky", l->numbers[0], text, size);
}

static float value(float x, const float *numbers)
{
	return x > 0 ? x : numbers[0] * x;
}

/* y has the sign of x, or is 0 where the slope is 0. */
static float slope(float y, const float *numbers)
{
	return y > 0 ? 1 : numbers[0];
}

static void leaky_forward(const struct layer *l, struct layer_io *io)
{
	map_forward(l, io, value);
}

static void leaky_backward(const struct layer *l, struct layer_io *io)
{
	map_backward_by_y(l, io, slope);
}

const struct layer_ops leaky_ops = {
	.word = "leaky",
	.form = "leakyA",
	.label = "leaky",
	.is_activation = true,
	.keeps_zeros = true,
	.parse = leaky_parse,
	.print = leaky_print,
	.forward = leaky_forward,
	.backward = leaky_backward,
};
