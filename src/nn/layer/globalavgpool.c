/* globalavgpool: the average of each channel over the whole image. */
#include "nn/layer/map.h"
#include "nn/layer/window.h"

static const char *globalavgpool_parse(struct layer *l, const char **text)
{
	(void)text;
	l->window = (struct layer_window){.height = l->in.height,
					  .width = l->in.width,
					  .stride_y = 1,
					  .stride_x = 1,
					  .padding = WINDOW_VALID};
	l->out = (struct shape){1, 1, l->in.channels};
	return NULL;
}

static void globalavgpool_forward(const struct layer *l, struct layer_io *io)
{
	struct pooling s = window_pooling(l);

	reference_average_pool(&s, io->n, io->x, io->y, io->pool);
}

static void globalavgpool_backward(const struct layer *l, struct layer_io *io)
{
	struct pooling s = window_pooling(l);

	if (io->dx)
		reference_average_pool_gradient(&s, io->n, io->dy, io->dx, io->pool);
}

const struct layer_ops globalavgpool_ops = {
	.word = "globalavgpool",
	.form = "globalavgpool",
	.label = "globalavg",
	.is_spatial = true,
	.is_flat = true,
	.keeps_zeros = true,
	.parse = globalavgpool_parse,
	.print = map_print,
	.forward = globalavgpool_forward,
	.backward = globalavgpool_backward,
};
