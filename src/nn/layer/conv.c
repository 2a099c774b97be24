/* convKxKxN: convolution with SAME padding, alone, with the ReLU behind it, with ReLU and pool2. */
#include "nn/layer.h"

#include <stdio.h>

enum { MAX_SIZE = 63 };

static struct conv_shape conv_shape(const struct layer *l)
{
	return (struct conv_shape){l->in.height, l->in.width, l->in.channels, l->size, l->units};
}

static const char *conv_parse(struct layer *l, const char **text)
{
	const char *start = *text;
	int height = layer_parse_count(text, MAX_SIZE), width = 0;

	if (height && **text == 'x') {
		++*text;
		width = layer_parse_count(text, MAX_SIZE);
	}
	if (!width || width != height || width % 2 == 0) {
		*text = start;
		return "an odd filter size of 1x1 to 63x63, as in conv5x5x32";
	}
	if (**text == 'x') {
		++*text;
		l->units = layer_parse_count(text, CONV_MAX_FILTERS);
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

static int conv_parameters(const struct layer *l,
			   struct layer_parameter parameters[LAYER_MAX_PARAMETERS])
{
	const int dim[] = {l->size, l->size, l->in.channels, l->units};

	return layer_weights_and_bias(parameters, 4, dim);
}

/* Filters, for each channel of the input. */
static struct shape conv_weight_maps(const struct layer *l)
{
	return (struct shape){l->size, l->size, l->in.channels};
}

static double conv_operations(const struct layer *l)
{
	return 2.0 * l->size * l->size * l->in.channels * (double)shape_size(l->out);
}

/* Behind the padded input, a group with a maximum saves which of four each was. */
static uint8_t *choice(const struct layer *l, const struct layer_io *io)
{
	struct conv_shape s = conv_shape(l);

	return (uint8_t *)(io->saved + conv_padded_size(&s, io->n));
}

static void forward(const struct layer *l, struct layer_io *io, bool is_relu, uint8_t *choice)
{
	struct conv_shape s = conv_shape(l);

	io->kernel->conv(&s, io->n, io->x, io->parameters + l->at[LAYER_WEIGHTS],
			 io->parameters + l->at[LAYER_BIAS], is_relu, choice, io->saved, io->y,
			 io->pool);
}

static void backward(const struct layer *l, struct layer_io *io, bool is_relu,
		     const uint8_t *choice)
{
	struct conv_shape s = conv_shape(l);
	struct gradients g = layer_gradients(l, io, is_relu);

	io->kernel->conv_gradients(&s, io->n, io->saved, io->parameters + l->at[LAYER_WEIGHTS],
				   choice, &g, io->pool);
}

static void conv_forward(const struct layer *l, struct layer_io *io)
{
	forward(l, io, false, NULL);
}

static void conv_backward(const struct layer *l, struct layer_io *io)
{
	backward(l, io, false, NULL);
}

static void conv_relu_forward(const struct layer *l, struct layer_io *io)
{
	forward(l, io, true, NULL);
}

static void conv_relu_backward(const struct layer *l, struct layer_io *io)
{
	backward(l, io, true, NULL);
}

static void conv_relu_pool2_forward(const struct layer *l, struct layer_io *io)
{
	forward(l, io, true, choice(l, io));
}

static void conv_relu_pool2_backward(const struct layer *l, struct layer_io *io)
{
	backward(l, io, true, choice(l, io));
}

static size_t conv_saved_for_backward(const struct layer *l, const struct kernel *kernel, int n)
{
	struct conv_shape s = conv_shape(l);

	(void)kernel;
	return conv_padded_size(&s, n);
}

static size_t conv_relu_pool2_saved_for_backward(const struct layer *l, const struct kernel *kernel,
						 int n)
{
	size_t outputs = (size_t)n * (size_t)((l->out.height + 1) / 2) *
			 (size_t)((l->out.width + 1) / 2) * (size_t)l->units;

	return conv_saved_for_backward(l, kernel, n) +
	       (outputs + sizeof(float) - 1) / sizeof(float);
}

static size_t conv_scratch(const struct layer *l, const struct kernel *kernel, int n)
{
	struct conv_shape s = conv_shape(l);

	return kernel->conv_scratch(&s, n, false);
}

static size_t conv_relu_pool2_scratch(const struct layer *l, const struct kernel *kernel, int n)
{
	struct conv_shape s = conv_shape(l);

	return kernel->conv_scratch(&s, n, true);
}

static const struct layer_ops conv_relu_ops = {
	.forward = conv_relu_forward,
	.backward = conv_relu_backward,
	.saved_for_backward = conv_saved_for_backward,
	.scratch = conv_scratch,
};

static const struct layer_ops conv_relu_pool2_ops = {
	.forward = conv_relu_pool2_forward,
	.backward = conv_relu_pool2_backward,
	.saved_for_backward = conv_relu_pool2_saved_for_backward,
	.scratch = conv_relu_pool2_scratch,
};

static const struct layer_fusion fusions[] = {
	{3, {"relu", "pool2"}, &conv_relu_pool2_ops}, {2, {"relu"}, &conv_relu_ops}, {0}};

const struct layer_ops conv_ops = {
	.word = "conv",
	.form = "convKxKxN",
	.label = "conv",
	.is_spatial = true,
	.parse = conv_parse,
	.print = conv_print,
	.parameters = conv_parameters,
	.weight_maps = conv_weight_maps,
	.operations = conv_operations,
	.forward = conv_forward,
	.backward = conv_backward,
	.saved_for_backward = conv_saved_for_backward,
	.scratch = conv_scratch,
	.fusions = fusions,
};
