/* avgpoolK, avgpoolKsS: the average of KxK windows, S apart (without S: K), with SAME padding. */
#include "nn/layer/window.h"

static void avgpool_print(const struct layer *l, char *text, size_t size)
{
	window_print("avgpool", l, text, size);
}

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
	.parse = window_parse,
	.print = avgpool_print,
	.forward = avgpool_forward,
	.backward = avgpool_backward,
};
