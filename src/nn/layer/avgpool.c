/* avgpoolK: the average of KxK windows. */
#include "nn/layer/window.h"

static void avgpool_forward(const struct layer *l, struct layer_io *io)
{
	struct pooling s = window_pooling(l);

	reference_average_pool(&s, io->n, io->x, io->y, io->pool);
}

static void avgpool_backward(const struct layer *l, struct layer_io *io)
{
	struct pooling s = window_pooling(l);

	if (io->dx)
		reference_average_pool_gradient(&s, io->n, io->dy, io->dx, io->pool);
}

const struct layer_ops avgpool_ops = {
	.word = "avgpool",
	.form = "avgpoolKsS",
	.label = "avg",
	.is_spatial = true,
	.keeps_zeros = true,
	.parse = window_parse_pool,
	.print = window_print_pool,
	.forward = avgpool_forward,
	.backward = avgpool_backward,
};
