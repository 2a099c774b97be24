/* denseN: a dense layer over all values of its input (flattened in height, width, channel order),
 * alone and with the ReLU behind it. An n at its end: without a bias. */
#include "base/packed_image.h"
#include "kernel/panel.h"
#include "nn/layer.h"

#include <stdio.h>

enum { MAX_UNITS = 65536 };

static const char *dense_parse(struct layer *l, const char **text)
{
	l->units = layer_parse_count(text, MAX_UNITS);
	if (!l->units)
		return "a number of units of 1 to 65536, as in dense128";
	l->out = (struct shape){1, 1, l->units};
	layer_parse_bias(l, text);
	return NULL;
}

static void dense_print(const struct layer *l, char *text, size_t size)
{
	snprintf(text, size, "dense%d%s", l->units, l->has_bias ? "" : "n");
}

static int dense_parameters(const struct layer *l,
			    struct layer_parameter parameters[LAYER_MAX_PARAMETERS])
{
	const int dim[4] = {(int)shape_size(l->in), l->units};

	return layer_weights_and_bias(l, parameters, 2, dim);
}

/* Pictures of the inputs, where these have one channel. */
static struct shape dense_weight_maps(const struct layer *l)
{
	return l->in.channels == 1 ? l->in : (struct shape){0, 0, 0};
}

static double dense_operations(const struct layer *l)
{
	return 2.0 * (double)shape_size(l->in) * l->units;
}

static bool dense_reads_packed(const struct layer *l)
{
	return l->units <= PANEL_WIDTH && shape_size(l->in) % PACKED_FOUR == 0;
}

static void forward(const struct layer *l, struct layer_io *io, bool is_relu)
{
	if (io->packed)
		io->kernel->dense_packed(io->n, (int)shape_size(l->in), l->units, io->packed,
					 io->parameters + l->at[LAYER_WEIGHTS],
					 io->parameters + l->at[LAYER_BIAS], is_relu, io->y,
					 io->pool);
	else
		io->kernel->dense(io->n, (int)shape_size(l->in), l->units, io->x,
				  io->parameters + l->at[LAYER_WEIGHTS],
				  io->parameters + l->at[LAYER_BIAS], is_relu, io->saved, io->y,
				  io->pool);
}

static void dense_forward(const struct layer *l, struct layer_io *io)
{
	forward(l, io, false);
}

static void backward(const struct layer *l, struct layer_io *io, bool is_relu)
{
	struct gradients g = layer_gradients(l, io, is_relu);

	if (io->packed)
		io->kernel->dense_packed_gradients(io->n, (int)shape_size(l->in), l->units,
						   io->packed, &g, io->pool);
	else
		io->kernel->dense_gradients(io->n, (int)shape_size(l->in), l->units, io->x,
					    io->parameters + l->at[LAYER_WEIGHTS], &g, io->pool);
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

static size_t dense_saved_for_backward(const struct layer *l, const struct kernel *kernel, int n)
{
	return kernel->dense_workspace(n, (int)shape_size(l->in), l->units);
}

static size_t dense_scratch(const struct layer *l, const struct kernel *kernel, int n)
{
	return kernel->dense_scratch(n, l->units);
}

static const struct layer_ops dense_relu_ops = {
	.forward = dense_relu_forward,
	.backward = dense_relu_backward,
	.saved_for_backward = dense_saved_for_backward,
	.scratch = dense_scratch,
};

static const struct layer_fusion fusions[] = {{2, {"relu"}, &dense_relu_ops}, {0}};

const struct layer_ops dense_ops = {
	.word = "dense",
	.form = "denseN",
	.label = "fc",
	.is_flat = true,
	.parse = dense_parse,
	.print = dense_print,
	.parameters = dense_parameters,
	.weight_maps = dense_weight_maps,
	.operations = dense_operations,
	.loops = layer_loops_fast,
	.reads_packed = dense_reads_packed,
	.forward = dense_forward,
	.backward = dense_backward,
	.saved_for_backward = dense_saved_for_backward,
	.scratch = dense_scratch,
	.fusions = fusions,
};
