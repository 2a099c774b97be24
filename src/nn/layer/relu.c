/* ReLU as a layer of its own, where it is not fused with the one before it: relu. */
#include "nn/layer/map.h"

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
	.parse = map_parse,
	.print = map_print,
	.loops = layer_loops_fast,
	.forward = relu_forward,
	.backward = relu_backward,
};
