/*
 * The hot loops, compiled once per instruction set and chosen at start-up.
 *
 * Arrays are float32, channels last: images [batch, height, width, channels], dense layers [batch,
 * units]. Weights and biases are laid out in panels (kernel/panel.h). Every array a kernel reads
 * must have KERNEL_SLACK readable floats behind its end. All sums run in an order that depends on
 * the shapes alone, so that results are the same for any number of threads and, row by row, for any
 * batch size.
 */
#ifndef KERNEL_KERNEL_H
#define KERNEL_KERNEL_H

#include "base/err.h"
#include "base/pool.h"

#include <stddef.h>

enum { KERNEL_SLACK = 64 };

/* Where a backward pass hands its parameter gradients, piece by piece and from any thread: to store
 * them, or to update the parameters on the spot, so that the gradient of a big matrix is never in
 * memory. */
struct sink {
	/* `gradient` holds the `count` values (a multiple of 16) of the block from offset `at` on.
	 */
	void (*take)(struct sink *, size_t at, const float *gradient, size_t count);
};

/* A convolution with SAME padding and stride 1 (Dumoulin and Visin, 1603.07285, section 2.3). */
struct conv_shape {
	int height, width, channels; /* of the input */
	int size;                    /* of the filters: odd */
	int filters;
};

/* One step of Adam (Kingma and Ba, 1412.6980, the form before section 2.1, as in TensorFlow:
 * epsilon stands outside the bias correction, which is folded into `rate`). */
struct adam_step {
	float rate; /* alpha * sqrt(1 - beta2^t) / (1 - beta1^t) */
	float beta1, beta2, epsilon;
};

struct kernel {
	const char *name; /* "portable", "avx2", "avx512" */

	/* y = x * weights + bias, [n,height,width,filters], no less than 0 if is_relu. `padded`
	 * holds conv_padded_size(shape, n) floats; it is filled with x inside a border of zeros and
	 * is what conv_weight_gradients() reads. */
	void (*conv)(const struct conv_shape *, int n, const float *x, const float *weights,
		     const float *bias, bool is_relu, float *padded, float *y, struct pool *);
	/* dx [n,height,width,channels] from dy; scratch: conv_gradient_scratch(shape, n) floats. */
	void (*conv_input_gradient)(const struct conv_shape *, int n, const float *dy,
				    const float *weights, float *scratch, float *dx, struct pool *);
	void (*conv_weight_gradients)(const struct conv_shape *, int n, const float *padded,
				      const float *dy, struct sink *, size_t weights_at,
				      size_t bias_at, struct pool *);

	/* y [n,units] = x [n,inputs] * weights + bias, no less than 0 if is_relu. */
	void (*dense)(int n, int inputs, int units, const float *x, const float *weights,
		      const float *bias, bool is_relu, float *y, struct pool *);
	void (*dense_input_gradient)(int n, int inputs, int units, const float *dy,
				     const float *weights, float *dx, struct pool *);
	void (*dense_weight_gradients)(int n, int inputs, int units, const float *x,
				       const float *dy, struct sink *, size_t weights_at,
				       size_t bias_at, struct pool *);

	/* 2x2 maximum with stride 2; sizes round up. dx goes to the first of equal maxima. */
	void (*pool2)(int n, int height, int width, int channels, const float *x, float *y,
		      struct pool *);
	void (*pool2_gradient)(int n, int height, int width, int channels, const float *x,
			       const float *y, const float *dy, float *dx, struct pool *);

	void (*relu)(size_t count, const float *x, float *y, struct pool *);
	/* dx = dy where y > 0, else 0; dx may be dy. */
	void (*relu_gradient)(size_t count, const float *y, const float *dy, float *dx,
			      struct pool *);

	/* Updates of `count` parameters (a multiple of 16). */
	void (*sgd)(size_t count, float rate, const float *gradient, float *parameters);
	void (*adam)(size_t count, const struct adam_step *, const float *gradient,
		     float *parameters, float *m, float *v);
};

size_t conv_padded_size(const struct conv_shape *, int n);
size_t conv_gradient_scratch(const struct conv_shape *, int n);

/* The instruction sets compiled in that this machine has, best first, NULL at the end. */
const struct kernel *const *kernel_available(void);
/* By name; NULL: the best. Fails on a name that is unknown or that the machine can't run. */
const struct kernel *kernel_choose(const char *name, struct err *);

#endif
