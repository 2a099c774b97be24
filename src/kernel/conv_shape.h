/* What a convolution is, whatever computes it, and how much memory it needs. */
#ifndef KERNEL_CONV_SHAPE_H
#define KERNEL_CONV_SHAPE_H

#include <stdbool.h>
#include <stddef.h>

enum { CONV_MAX_FILTERS = 4096, CONV_MAX_SIDE = 128 };

/* A convolution (Dumoulin and Visin, 1603.07285). Output (y, x) is what filters see whose first row
 * and column lie at (y * stride_y - top, x * stride_x - left) of the input; what they see past the
 * input is zero. conv_same() and nn/window.h fill it in. */
struct conv_shape {
	int height, width, channels; /* of the input */
	int filter_height, filter_width, stride_y, stride_x;
	int top, left;                   /* rows and columns of zeros before the input */
	int out_height, out_width;       /* each 1 to CONV_MAX_SIDE */
	int pooled_height, pooled_width; /* of the 2x2 maxima behind it: half of that, rounded up or
					    down */
	int filters;
	bool is_direct; /* sums as they stand: without transforms, which are faster and round more
			 */
};

/* With SAME padding and stride 1, and square filters of an odd size; maxima round up. */
struct conv_shape conv_same(int height, int width, int channels, int size, int filters);

/* The input with its border: all of it, and all that filters see. */
int conv_padded_height(const struct conv_shape *);
int conv_padded_width(const struct conv_shape *);
size_t conv_padded_size(const struct conv_shape *, int n);
/* Whether it is computed by transforms (winograd.c). */
bool conv_is_transformed(const struct conv_shape *);

#endif
