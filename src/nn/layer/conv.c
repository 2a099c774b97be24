/* convHxWxN: convolution with N filters of HxW, alone, with the ReLU behind it, with ReLU and the
 * maxima of 2x2 windows. An n at its end: without a bias. */
#include "nn/layer/window.h"

#include <stdio.h>
#include <string.h>

enum { MAX_SIZE = 63 };

static struct conv_shape conv_shape(const struct layer *l)
{
	const struct layer_window *w = &l->window;

	return (struct conv_shape){.height = l->in.height,
				   .width = l->in.width,
				   .channels = l->in.channels,
				   .filter_height = w->height,
				   .filter_width = w->width,
				   .stride_y = w->stride_y,
				   .stride_x = w->stride_x,
				   .top = w->top,
				   .left = w->left,
				   .out_height = l->out.height,
				   .out_width = l->out.width,
				   .filters = l->units};
}

/* Of a group: the maxima are those of the layer two behind. */
static struct conv_shape pooled_shape(const struct layer *l)
{
	struct conv_shape s = conv_shape(l);

	s.pooled_height = l[2].out.height;
	s.pooled_width = l[2].out.width;
	return s;
}

static const char *conv_parse(struct layer *l, const char **text)
{
	const char *start = *text, *expected;
	struct layer_window *w = &l->window;

	w->height = layer_parse_count(text, MAX_SIZE);
	if (w->height && **text == 'x') {
		++*text;
		w->width = layer_parse_count(text, MAX_SIZE);
	}
	if (!w->width) {
		*text = start;
		return "a filter size of 1x1 to 63x63, as in conv5x5x32";
	}
	if (**text == 'x') {
		++*text;
		l->units = layer_parse_count(text, CONV_MAX_FILTERS);
	}
	if (!l->units)
		return "a number of filters of 1 to 4096, as in conv5x5x32";
	w->stride_y = w->stride_x = 1;
	expected = window_parse(l, text);
	if (!expected && (l->out.height > CONV_MAX_SIDE || l->out.width > CONV_MAX_SIDE)) {
		*text = start;
		return "a convolution whose output has at most 128 rows and columns";
	}
	l->out.channels = l->units;
	layer_parse_bias(l, text);
	return expected;
}

static void conv_print(const struct layer *l, char *text, size_t size)
{
	snprintf(text, size, "conv%dx%dx%d", l->window.height, l->window.width, l->units);
	window_print(l, 1, 1, text, size);
	if (!l->has_bias)
		snprintf(text + strlen(text), size - strlen(text), "n");
}

static int conv_parameters(const struct layer *l,
			   struct layer_parameter parameters[LAYER_MAX_PARAMETERS])
{
	const int dim[] = {l->window.height, l->window.width, l->in.channels, l->units};

	return layer_weights_and_bias(l, parameters, 4, dim);
}

/* Filters, for each channel of the input. */
static struct shape conv_weight_maps(const struct layer *l)
{
	return (struct shape){l->window.height, l->window.width, l->in.channels};
}

static const char *conv_loops(const struct layer *l)
{
	struct conv_shape s = conv_shape(l);

	return conv_is_transformed(&s) ? "winograd" : "fast";
}

static double conv_operations(const struct layer *l)
{
	return 2.0 * l->window.height * l->window.width * l->in.channels *
	       (double)shape_size(l->out);
}

/* Behind the padded input, a group with a maximum saves which of four each was. */
static uint8_t *choice(const struct layer *l, const struct layer_io *io)
{
	struct conv_shape s = pooled_shape(l);

	return (uint8_t *)(io->saved + conv_padded_size(&s, io->n));
}

static void forward(const struct layer *l, struct conv_shape *s, struct layer_io *io, bool is_relu,
		    uint8_t *choice)
{
	s->is_direct = io->is_exact;
	io->kernel->conv(s, io->n, io->x, io->parameters + l->at[LAYER_WEIGHTS],
			 io->parameters + l->at[LAYER_BIAS], is_relu, choice, io->saved, io->y,
			 io->pool);
}

static void backward(const struct layer *l, const struct conv_shape *s, struct layer_io *io,
		     bool is_relu, const uint8_t *choice)
{
	struct gradients g = layer_gradients(l, io, is_relu);

	io->kernel->conv_gradients(s, io->n, io->saved, io->parameters + l->at[LAYER_WEIGHTS],
				   choice, &g, io->pool);
}

static void conv_forward(const struct layer *l, struct layer_io *io)
{
	struct conv_shape s = conv_shape(l);

	forward(l, &s, io, false, NULL);
}

static void conv_backward(const struct layer *l, struct layer_io *io)
{
	struct conv_shape s = conv_shape(l);

	backward(l, &s, io, false, NULL);
}

static void conv_relu_forward(const struct layer *l, struct layer_io *io)
{
	struct conv_shape s = conv_shape(l);

	forward(l, &s, io, true, NULL);
}

static void conv_relu_backward(const struct layer *l, struct layer_io *io)
{
	struct conv_shape s = conv_shape(l);

	backward(l, &s, io, true, NULL);
}

static void conv_relu_pool2_forward(const struct layer *l, struct layer_io *io)
{
	struct conv_shape s = pooled_shape(l);

	forward(l, &s, io, true, choice(l, io));
}

static void conv_relu_pool2_backward(const struct layer *l, struct layer_io *io)
{
	struct conv_shape s = pooled_shape(l);

	backward(l, &s, io, true, choice(l, io));
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
	size_t outputs = (size_t)n * shape_size(l[2].out);

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
	struct conv_shape s = pooled_shape(l);

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

static const struct layer_fusion fusions[] = {{3, {"relu", "pool2"}, &conv_relu_pool2_ops},
					      {3, {"relu", "pool2v"}, &conv_relu_pool2_ops},
					      {2, {"relu"}, &conv_relu_ops},
					      {0}};

const struct layer_ops conv_ops = {
	.word = "conv",
	.form = "convHxWxN",
	.label = "conv",
	.is_spatial = true,
	.parse = conv_parse,
	.print = conv_print,
	.parameters = conv_parameters,
	.weight_maps = conv_weight_maps,
	.operations = conv_operations,
	.loops = conv_loops,
	.forward = conv_forward,
	.backward = conv_backward,
	.saved_for_backward = conv_saved_for_backward,
	.scratch = conv_scratch,
	.fusions = fusions,
};
