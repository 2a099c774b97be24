/*
 * Plain loops for what the fast kernels do not cover: one version for all instruction sets, with
 * the same result for any number of threads. Arrays as in kernel/kernel.h.
 */
#ifndef KERNEL_REFERENCE_H
#define KERNEL_REFERENCE_H

#include "base/pool.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Pooling. The window of output (y, x) has its first row and column at (y * stride_y - top,
 * x * stride_x - left) of the input, and meets the input. What is past the image takes no part in a
 * maximum; in an average it counts as zeros where has_zeros is set (PyTorch's default), else it is
 * left out (TensorFlow's SAME).
 */
struct pooling {
	int height, width, channels; /* of the input */
	int window_height, window_width, stride_y, stride_x, top, left;
	int out_height, out_width;
	bool has_zeros;
};

/* x [n, height, width, channels] -> y [n, out_height, out_width, channels]. */
void reference_max_pool(const struct pooling *, int n, const float *x, float *y, struct pool *);
void reference_average_pool(const struct pooling *, int n, const float *x, float *y, struct pool *);
/* dy -> dx. Of equal maxima the first in reading order gets all. */
void reference_max_pool_gradient(const struct pooling *, int n, const float *x, const float *dy,
				 float *dx, struct pool *);
void reference_average_pool_gradient(const struct pooling *, int n, const float *dy, float *dx,
				     struct pool *);

/* y[i] = function(x[i], numbers), for numbers of the function's own. */
void reference_map(size_t count, float (*function)(float x, const float *numbers),
		   const float *numbers, const float *x, float *y, struct pool *);
/* dx[i] = dy[i] * slope(at[i], numbers): the function's derivative, as computed from what it was
 * given or from its value. */
void reference_map_gradient(size_t count, float (*slope)(float at, const float *numbers),
			    const float *numbers, const float *at, const float *dy, float *dx,
			    struct pool *);

/* y [pixels, channels] = gamma * x + beta, of which there is one each for a channel. */
void reference_scale(size_t pixels, int channels, const float *gamma, const float *beta,
		     const float *x, float *y, struct pool *);
/* The gradients of gamma and beta: sums of dy * x and of dy. */
void reference_scale_gradients(size_t pixels, int channels, const float *x, const float *dy,
			       float *gamma, float *beta, struct pool *);

#endif
