/* ReLU as a layer of its own, where it is not fused with the one before it: relu. */
#include "nn/layer.h"

#include <stdio.h>

static const char *relu_parse(struct layer *l, const char **text)
{
	(void)text;
	l->out = l->in;
	return NULL;
}

static void relu_print(const struct layer *l, char *text, size_t size)
{
	(void)l;
	snprintf(text, size, "relu");
}

static void relu_forward(const struct layer *l, struct layer_io *io)
{
	io->kernel->relu((size_t)io->n * shape_size(l->out), io->x, io->y, io->pool);
}

static void relu_backward(const struct layer *l, struct layer_io *io)
{
	if (io->dx)
		io->kernel->relu_gradient((size_t)io->n * shape_size(l->out), io->y, io->dy, io->dx,
					  io->pool);
}

const struct layer_ops relu_ops = {
	.word = "relu",
	.form = "relu",
	.label = "relu",
	.is_activation = true,
	.stops_zeros = true,
	.parse = relu_parse,
	.print = relu_print,
	.forward = relu_forward,
	.backward = relu_backward,
};
