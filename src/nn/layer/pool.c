/* 2x2 max-pooling with stride 2, sizes rounded up: pool2. */
#include "nn/layer.h"

#include <stdio.h>

static const char *pool2_parse(struct layer *l, const char **text)
{
	if (**text != '2')
		return "pool2, the 2x2 maximum";
	++*text;
	l->out = (struct shape){(l->in.height + 1) / 2, (l->in.width + 1) / 2, l->in.channels};
	return NULL;
}

static void pool2_print(const struct layer *l, char *text, size_t size)
{
	(void)l;
	snprintf(text, size, "pool2");
}

static void pool2_forward(const struct layer *l, struct layer_io *io)
{
	io->kernel->pool2(io->n, l->in.height, l->in.width, l->in.channels, io->x, io->y, io->pool);
}

static void pool2_backward(const struct layer *l, struct layer_io *io)
{
	if (io->dx)
		io->kernel->pool2_gradient(io->n, l->in.height, l->in.width, l->in.channels, io->x,
					   io->y, io->dy, io->dx, io->pool);
}

const struct layer_ops pool2_ops = {
	.word = "pool",
	.form = "pool2",
	.label = "pool",
	.is_spatial = true,
	.keeps_zeros = true,
	.parse = pool2_parse,
	.print = pool2_print,
	.forward = pool2_forward,
	.backward = pool2_backward,
};
