/* Layers that map value by value, over the plain loops. */
#include "nn/layer/map.h"

#include <stdio.h>

const char *map_parse(struct layer *l, const char **text)
{
	(void)text;
	l->out = l->in;
	return NULL;
}

void map_print(const struct layer *l, char *text, size_t size)
{
	snprintf(text, size, "%s", l->ops->word);
}

void map_forward(const struct layer *l, struct layer_io *io,
		 float (*function)(float x, const float *numbers))
{
	reference_map((size_t)io->n * shape_size(l->out), function, l->numbers, io->x, io->y,
		      io->pool);
}

static void backward(const struct layer *l, struct layer_io *io,
		     float (*slope)(float at, const float *numbers), const float *at)
{
	if (io->dx)
		reference_map_gradient((size_t)io->n * shape_size(l->out), slope, l->numbers, at,
				       io->dy, io->dx, io->pool);
}

void map_backward_by_y(const struct layer *l, struct layer_io *io,
		       float (*slope)(float y, const float *numbers))
{
	backward(l, io, slope, io->y);
}

void map_backward_by_x(const struct layer *l, struct layer_io *io,
		       float (*slope)(float x, const float *numbers))
{
	backward(l, io, slope, io->x);
}
