/* sigmoid: the logistic function 1 / (1 + exp(-x)) of each value. */
#include "kernel/reference.h"
#include "nn/layer.h"

#include <math.h>
#include <stdio.h>

static const char *sigmoid_parse(struct layer *l, const char **text)
{
	(void)text;
	l->out = l->in;
	return NULL;
}

static void sigmoid_print(const struct layer *l, char *text, size_t size)
{
	(void)l;
	snprintf(text, size, "sigmoid");
}

static float value(float x, float number)
{
	(void)number;
	return 1 / (1 + expf(-x));
}

static float slope(float y, float number)
{
	(void)number;
	return y * (1 - y);
}

static void sigmoid_forward(const struct layer *l, struct layer_io *io)
{
	reference_map((size_t)io->n * shape_size(l->out), value, 0, io->x, io->y, io->pool);
}

static void sigmoid_backward(const struct layer *l, struct layer_io *io)
{
	if (io->dx)
		reference_map_gradient((size_t)io->n * shape_size(l->out), slope, 0, io->y, io->dy,
				       io->dx, io->pool);
}

const struct layer_ops sigmoid_ops = {
	.word = "sigmoid",
	.form = "sigmoid",
	.label = "sigmoid",
	.is_activation = true,
	.parse = sigmoid_parse,
	.print = sigmoid_print,
	.forward = sigmoid_forward,
	.backward = sigmoid_backward,
};
