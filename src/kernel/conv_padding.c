/* How much memory conv() needs beside its output: the padded input, and transforms behind it. */
#include "kernel/kernel.h"
#include "kernel/winograd.h"

size_t conv_padded_size(const struct conv_shape *s, int n)
{
	size_t height = (size_t)(s->height + s->size - 1);
	size_t width = (size_t)(s->width + s->size - 1);
	size_t images = (size_t)n * height * width * (size_t)s->channels + KERNEL_SLACK;

	return (images + 15) / 16 * 16 + winograd_filters_size(s);
}
