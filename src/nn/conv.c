/* Convolution with SAME padding, alone and with the ReLU behind it: convKxKxN. */
#include "nn/layer.h"

#include <stdio.h>

enum { MAX_SIZE = 63, MAX_FILTERS = 4096 };

static struct conv_shape conv_shape(const struct layer *l)
{
	return (struct conv_shape){l->in.height, l->in.width, l->in.channels, l->size, l->units};
}

static const char *conv_parse(struct layer *l, const char **text)
{
	const char *start = *text;
	int height = parse_count(text, MAX_SIZE), width = 0;

	if (height && **text == 'x') {
		++*text;
		width = parse_count(text, MAX_SIZE);
	}
	if (!width || width != height || width % 2 == 0) {
		*text = start;
		return "an odd filter size of 1x1 to 63x63, as in conv5x5x32";
	}
	if (**text == 'x') {
		++*text;
		l->units = parse_count(text, MAX_FILTERS);
	}
	if (!l->units)
		return "a number of filters of 1 to 4096, as in conv5x5x32";
	l->size = width;
	l->out = (struct shape){l->in.height, l->in.width, l->units};
	return NULL;
}

static void conv_print(const struct layer *l, char *text, size_t size)
{
	snprintf(text, size, "conv%dx%dx%d", l->size, l->size, l->units);
}

static void run(const struct layer *l, struct layer_io *io, bool is_relu)
{
	struct conv_shape s = conv_shape(l);

	io->kernel->conv(&s, io->n, io->x, io->parameters + l->weights, io->parameters + l->bias,
			 is_relu, io->kept, io->y, io->pool);
}

static void conv_forward(const struct layer *l, struct layer_io *io)
{
	run(l, io, false);
}

static void conv_backward(const struct layer *l, struct layer_io *io)
{
	struct conv_shape s = conv_shape(l);

	if (io->dx)
		io->kernel->conv_input_gradient(&s, io->n, io->dy, io->parameters + l->weights,
						io->scratch, io->dx, io->pool);
	if (io->sink)
		io->kernel->conv_weight_gradients(&s, io->n, io->kept, io->dy, io->sink, l->weights,
						  l->bias, io->pool);
}

static void conv_relu_forward(const struct layer *l, struct layer_io *io)
{
	run(l, io, true);
}

static void conv_relu_backward(const struct layer *l, struct layer_io *io)
{
	io->kernel->relu_gradient((size_t)io->n * shape_size(l->out), io->y, io->dy, io->dy,
				  io->pool);
	conv_backward(l, io);
}

static size_t conv_kept(const struct layer *l, int n)
{
	struct conv_shape s = conv_shape(l);

	return conv_padded_size(&s, n);
}

static size_t conv_scratch(const struct layer *l, int n)
{
	struct conv_shape s = conv_shape(l);

	return conv_gradient_scratch(&s, n);
}

const struct layer_ops conv_ops = {
	.word = "conv",
	.form = "convKxKxN",
	.label = "conv",
	.parse = conv_parse,
	.print = conv_print,
	.forward = conv_forward,
	.backward = conv_backward,
	.kept = conv_kept,
	.scratch = conv_scratch,
};

const struct layer_ops conv_relu_ops = {
	.forward = conv_relu_forward,
	.backward = conv_relu_backward,
	.kept = conv_kept,
	.scratch = conv_scratch,
};
