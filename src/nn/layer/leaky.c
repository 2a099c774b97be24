/* leaky, leakyA: leaky ReLU, x where x > 0, else A * x. Without A it is 0.2, the default of
 * TensorFlow's tf.nn.leaky_relu. */
#include "kernel/reference.h"
#include "nn/layer.h"

#include <stdio.h>

static const float usual = 0.2f;

static const char *leaky_parse(struct layer *l, const char **text)
{
	const char *start = *text;

	l->number = usual;
	if (*start && *start != ' ' &&
	    (!layer_parse_number(text, &l->number) || !(l->number < 1))) {
		*text = start;
		return "a slope from 0 to below 1, as in leaky0.1, or none: 0.2";
	}
	l->out = l->in;
	return NULL;
}

static void leaky_print(const struct layer *l, char *text, size_t size)
{
	if (l->number == usual)
		snprintf(text, size, "leaky");
	else
		layer_print_number("leaky", l->number, text, size);
}

static float value(float x, float factor)
{
	return x > 0 ? x : factor * x;
}

/* y has the sign of x, or is 0 where the slope is 0. */
static float slope(float y, float factor)
{
	return y > 0 ? 1 : factor;
}

static void leaky_forward(const struct layer *l, struct layer_io *io)
{
	reference_map((size_t)io->n * shape_size(l->out), value, l->number, io->x, io->y, io->pool);
}

static void leaky_backward(const struct layer *l, struct layer_io *io)
{
	if (io->dx)
		reference_map_gradient((size_t)io->n * shape_size(l->out), slope, l->number, io->y,
				       io->dy, io->dx, io->pool);
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
