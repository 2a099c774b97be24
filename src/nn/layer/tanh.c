/* tanh: the hyperbolic tangent of each value. */
#include "kernel/reference.h"
#include "nn/layer.h"

#include <math.h>
#include <stdio.h>

static const char *tanh_parse(struct layer *l, const char **text)
{
	(void)text;
	l->out = l->in;
	return NULL;
}

static void tanh_print(const struct layer *l, char *text, size_t size)
{
	(void)l;
	snprintf(text, size, "tanh");
}

static float value(float x, float number)
{
	(void)number;
	return tanhf(x);
}

static float slope(float y, float number)
{
	(void)number;
	return 1 - y * y;
}

static void tanh_forward(const struct layer *l, struct layer_io *io)
{
	reference_map((size_t)io->n * shape_size(l->out), value, 0, io->x, io->y, io->pool);
}

static void tanh_backward(const struct layer *l, struct layer_io *io)
{
	if (io->dx)
		reference_map_gradient((size_t)io->n * shape_size(l->out), slope, 0, io->y, io->dy,
				       io->dx, io->pool);
}

const struct layer_ops tanh_ops = {
	.word = "tanh",
	.form = "tanh",
	.label = "tanh",
	.is_activation = true,
	.keeps_zeros = true,
	.parse = tanh_parse,
	.print = tanh_print,
	.forward = tanh_forward,
	.backward = tanh_backward,
};
