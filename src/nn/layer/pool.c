/* poolK, poolKsS: the maximum of KxK windows, S apart (without S: K), with SAME padding. pool2 has
 * a kernel of its own; it rounds sizes up. */
#include "nn/layer/window.h"

static bool is_pool2(const struct layer *l)
{
	return l->size == 2 && l->stride == 2;
}

static void pool_print(const struct layer *l, char *text, size_t size)
{
	window_print("pool", l, text, size);
}

static void pool_forward(const struct layer *l, struct layer_io *io)
{
	struct pooling s = window_pooling(l);

	if (is_pool2(l))
		io->kernel->pool2(io->n, s.height, s.width, s.channels, io->x, io->y, io->pool);
	else
		reference_max_pool(&s, io->n, io->x, io->y, io->pool);
}

static void pool_backward(const struct layer *l, struct layer_io *io)
{
	struct pooling s = window_pooling(l);

	if (!io->dx)
		return;
	if (is_pool2(l))
		io->kernel->pool2_gradient(io->n, s.height, s.width, s.channels, io->x, io->y,
					   io->dy, io->dx, io->pool);
	else
		reference_max_pool_gradient(&s, io->n, io->x, io->dy, io->dx, io->pool);
}

const struct layer_ops pool_ops = {
	.word = "pool",
	.form = "poolKsS",
	.label = "pool",
	.is_spatial = true,
	.keeps_zeros = true,
	.parse = window_parse,
	.print = pool_print,
	.forward = pool_forward,
	.backward = pool_backward,
};
