/* poolK: the maximum of KxK windows. 2x2 windows that cover the whole image have a kernel of their
 * own. */
#include "nn/layer/window.h"

/* Sizes round up. */
static bool is_pool2(const struct layer *l)
{
	const struct layer_window *w = &l->window;

	return w->height == 2 && w->width == 2 && w->stride_y == 2 && w->stride_x == 2 &&
	       w->top == 0 && w->left == 0 && l->out.height == (l->in.height + 1) / 2 &&
	       l->out.width == (l->in.width + 1) / 2;
}

static const char *pool_loops(const struct layer *l)
{
	return is_pool2(l) ? "fast" : "reference";
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
	.parse = window_parse_pool,
	.print = window_print_pool,
	.loops = pool_loops,
	.forward = pool_forward,
	.backward = pool_backward,
};
