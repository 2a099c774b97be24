/* SAME padding, and the sizes of the padded input and the transforms behind it. */
#include "kernel/conv_shape.h"
#include "kernel/winograd.h"

struct conv_shape conv_same(int height, int width, int channels, int size, int filters)
{
	return (struct conv_shape){.height = height,
				   .width = width,
				   .channels = channels,
				   .filter_height = size,
				   .filter_width = size,
				   .stride_y = 1,
				   .stride_x = 1,
				   .top = size / 2,
				   .left = size / 2,
				   .out_height = height,
				   .out_width = width,
				   .pooled_height = (height + 1) / 2,
				   .pooled_width = (width + 1) / 2,
				   .filters = filters};
}

static int larger(int a, int b)
{
	return a > b ? a : b;
}

int conv_padded_height(const struct conv_shape *s)
{
	return larger(s->top + s->height, (s->out_height - 1) * s->stride_y + s->filter_height);
}

int conv_padded_width(const struct conv_shape *s)
{
	return larger(s->left + s->width, (s->out_width - 1) * s->stride_x + s->filter_width);
}

size_t conv_padded_size(const struct conv_shape *s, int n)
{
	size_t height = (size_t)conv_padded_height(s), width = (size_t)conv_padded_width(s);
	size_t images = (size_t)n * height * width * (size_t)s->channels + KERNEL_SLACK;

	return (images + 15) / 16 * 16 + winograd_filters_size(s);
}

bool conv_is_transformed(const struct conv_shape *s)
{
	return winograd_fits(s);
}
