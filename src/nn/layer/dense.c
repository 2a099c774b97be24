/* A dense layer over all values of its input (flattened in height, width, channel order), alone and
 * with the ReLU behind it: denseN. */
#include "nn/layer.h"

#include <stdio.h>

enum { MAX_UNITS = 65536 };

static const char *dense_parse(struct layer *l, const char **text)
{
	l->units = parse_count(text, MAX_UNITS);
	if (!l->units)
		return "a number of units of 1 to 65536, as in dense128";
	l->out = (struct shape){1, 1, l->units};
	return NULL;
}

static void dense_print(const struct layer *l, char *text, size_t size)
{
	snprintf(text, size, "dense%d", l->units);
}

static void forward(const struct layer *l, struct layer_io *io, bool is_relu)
{
	io->kernel->dense(io->n, (int)shape_size(l->in), l->units, io->x,
			  io->parameters + l->weights, io->parameters + l->bias, is_relu, io->saved,
			  io->y, io->pool);
}

static void dense_forward(const struct layer *l, struct layer_io *io)
{
	forward(l, io, false);
}

static void backward(const struct layer *l, struct layer_io *io, bool is_relu)
{
	struct gradients g = layer_gradients(l, io, is_relu);

	io->kernel->dense_gradients(io->n, (int)shape_size(l->in), l->units, io->x,
				    io->parameters + l->weights, &g, io->pool);
}

static void dense_backward(const struct layer *l, struct layer_io *io)
{
	backward(l, io, false);
}

static void dense_relu_forward(const struct layer *l, struct layer_io *io)
{
	forward(l, io, true);
}

static void dense_relu_backward(const struct layer *l, struct layer_io *io)
{
	backward(l, io, true);
}

static size_t dense_saved(const struct layer *l, const struct kernel *kernel, int n)
{
	return kernel->dense_room(n, (int)shape_size(l->in), l->units);
}

static size_t dense_scratch(const struct layer *l, const struct kernel *kernel, int n)
{
	return kernel->dense_scratch(n, l->units);
}

const struct layer_ops dense_ops = {
	.word = "dense",
	.form = "denseN",
	.label = "fc",
	.parse = dense_parse,
	.print = dense_print,
	.forward = dense_forward,
	.backward = dense_backward,
	.saved = dense_saved,
	.scratch = dense_scratch,
};

const struct layer_ops dense_relu_ops = {
	.forward = dense_relu_forward,
	.backward = dense_relu_backward,
	.saved = dense_saved,
	.scratch = dense_scratch,
};
