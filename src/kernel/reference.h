/*
 * Plain loops for what the fast kernels do not cover: one version for all instruction sets, with
 * the same result for any number of threads. Arrays as in kernel/kernel.h.
 */
#ifndef KERNEL_REFERENCE_H
#define KERNEL_REFERENCE_H

#include "base/pool.h"

#include <stddef.h>

/*
 * Pooling over size x size windows, `stride` apart, with the SAME padding of TensorFlow: there are
 * ceil(inputs / stride) outputs in each direction; the windows reach past the image by
 * max((outputs - 1) * stride + size - inputs, 0), half of that (rounded down) before it, the rest
 * behind. What is past the image takes no part: not in a maximum, and not in the count of an
 * average.
 */
struct pooling {
	int height, width, channels; /* of the input */
	int size, stride;
};

/* Outputs in one direction. */
int reference_pooled(int inputs, int stride);

/* x [n, height, width, channels] -> y [n, pooled height, pooled width, channels]. */
void reference_max_pool(const struct pooling *, int n, const float *x, float *y, struct pool *);
void reference_average_pool(const struct pooling *, int n, const float *x, float *y, struct pool *);
/* dy -> dx. Of equal maxima the first in reading order gets all. */
void reference_max_pool_gradient(const struct pooling *, int n, const float *x, const float *dy,
				 float *dx, struct pool *);
void reference_average_pool_gradient(const struct pooling *, int n, const float *dy, float *dx,
				     struct pool *);

/* y[i] = function(x[i], number). */
void reference_map(size_t count, float (*function)(float x, float number), float number,
		   const float *x, float *y, struct pool *);
/* dx[i] = dy[i] * slope(y[i], number): the function's derivative, as computed from its value. */
void reference_map_gradient(size_t count, float (*slope)(float y, float number), float number,
			    const float *y, const float *dy, float *dx, struct pool *);

#endif
