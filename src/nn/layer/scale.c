/* scale: gamma * x + beta, a gamma and a beta for each channel: what batch normalization is once
 * its net is trained (Ioffe and Szegedy, 1502.03167, algorithm 2). */
#include "kernel/panel.h"
#include "nn/layer/map.h"

#include <string.h>

enum { GAMMA, BETA };

static int scale_parameters(const struct layer *l,
			    struct layer_parameter parameters[LAYER_MAX_PARAMETERS])
{
	parameters[GAMMA] = (struct layer_parameter){
		.prefix = "gamma", .ndim = 1, .dim = {l->in.channels}, .initial = 1};
	parameters[BETA] = (struct layer_parameter){
		.prefix = "beta", .ndim = 1, .dim = {l->in.channels}, .initial = 0};
	return 2;
}

static size_t pixels(const struct layer *l, const struct layer_io *io)
{
	return (size_t)io->n * (size_t)l->in.height * (size_t)l->in.width;
}

static double scale_operations(const struct layer *l)
{
	return 2.0 * (double)shape_size(l->out);
}

static void scale_forward(const struct layer *l, struct layer_io *io)
{
	reference_scale(pixels(l, io), l->in.channels, io->parameters + l->at[GAMMA],
			io->parameters + l->at[BETA], io->x, io->y, io->pool);
}

/* dx is dy scaled, with no beta: the zeros in scratch. */
static void scale_backward(const struct layer *l, struct layer_io *io)
{
	size_t size = panel_size(1, l->in.channels);
	float *gamma = io->scratch, *beta = io->scratch + size;

	memset(gamma, 0, 2 * size * sizeof(float));
	if (io->dx)
		reference_scale(pixels(l, io), l->in.channels, io->parameters + l->at[GAMMA], beta,
				io->dy, io->dx, io->pool);
	if (!io->sink)
		return;
	reference_scale_gradients(pixels(l, io), l->in.channels, io->x, io->dy, gamma, beta,
				  io->pool);
	io->sink->take(io->sink, l->at[GAMMA], gamma, size);
	io->sink->take(io->sink, l->at[BETA], beta, size);
}

static size_t scale_scratch(const struct layer *l, const struct kernel *kernel, int n)
{
	(void)kernel;
	(void)n;
	return 2 * panel_size(1, l->in.channels);
}

const struct layer_ops scale_ops = {
	.word = "scale",
	.form = "scale",
	.label = "scale",
	.is_activation = true,
	.parse = map_parse,
	.print = map_print,
	.parameters = scale_parameters,
	.operations = scale_operations,
	.forward = scale_forward,
	.backward = scale_backward,
	.scratch = scale_scratch,
};
