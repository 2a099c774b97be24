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
#include "kernel/conv_shape.h"

#include <stddef.h>
#include <stdint.h>

enum { KERNEL_SLACK = 64, ROOFLINE_SUMS = 12 };

/* Where a backward pass hands its parameter gradients, piece by piece and from any thread: to store
 * them, or to update the parameters on the spot, so that the gradient of a big matrix is never in
 * memory. */
struct sink {
	/* `gradient`: `count` values (a multiple of 16) of the block from offset `at` on. */
	void (*take)(struct sink *, size_t at, const float *gradient, size_t count);
};

/* One step of Adam (Kingma and Ba, 1412.6980, the form before section 2.1, as in TensorFlow:
 * epsilon stands outside the bias correction, which is folded into `rate`). */
struct adam_step {
	float rate; /* alpha * sqrt(1 - beta2^t) / (1 - beta1^t) */
	float beta1, beta2, epsilon;
};

/* The request to a backward pass through a layer with parameters. */
struct gradients {
	const float *dy;
	const float *y;    /* behind the ReLU that is part of the layer; NULL: there is none */
	float *dx;         /* NULL: not requested */
	bool is_x_relu;    /* x is what a ReLU let through: where it is 0, dx may be left at 0 */
	struct sink *sink; /* NULL: not requested; may change the parameters: dx is made first */
	size_t weights_at, bias_at; /* in the sink's block */
	bool has_bias;              /* else there is no bias that the sink should be given */
	float *scratch;             /* conv_scratch() or dense_scratch() floats */
};

struct kernel {
	const char *name; /* "portable", "avx2", "avx512" */

	/* y = x * weights + bias, at least 0 if is_relu: [n,out_height,out_width,filters]; or,
	 * where `choice` is not NULL, the maxima of y's 2x2 windows,
	 * [n,pooled_height,pooled_width,filters], and in `choice` which of the four each was (0..3
	 * in reading order, the first of equals). `padded` holds conv_padded_size(shape, n) floats,
	 * zero before the first call: the filters' transforms, which the next call takes if the
	 * filters are the same, and x inside a border of zeros, which is what conv_gradients()
	 * reads. */
	void (*conv)(const struct conv_shape *, int n, const float *x, const float *weights,
		     const float *bias, bool is_relu, uint8_t *choice, float *padded, float *y,
		     struct pool *);
	/* From dy (and y) shaped as conv()'s y, with its `choice`: dx [n,height,width,channels] and
	 * the parameters' gradients. */
	void (*conv_gradients)(const struct conv_shape *, int n, const float *padded,
			       const float *weights, const uint8_t *choice,
			       const struct gradients *, struct pool *);
	size_t (*conv_scratch)(const struct conv_shape *, int n, bool is_pooled);

	/* y [n,units] = x [n,inputs] * weights + bias, at least 0 if is_relu; `workspace` holds
	 * dense_workspace() floats. */
	void (*dense)(int n, int inputs, int units, const float *x, const float *weights,
		      const float *bias, bool is_relu, float *workspace, float *y, struct pool *);
	size_t (*dense_workspace)(int n, int inputs, int units);
	void (*dense_gradients)(int n, int inputs, int units, const float *x, const float *weights,
				const struct gradients *, struct pool *);
	size_t (*dense_scratch)(int n, int units);
	/* The same of images as they lie packed (base/packed_image.h), for layers of up to 16
	 * units and a multiple of 4 inputs; without dx. */
	void (*dense_packed)(int n, int inputs, int units, const uint8_t *const *images,
			     const float *weights, const float *bias, bool is_relu, float *y,
			     struct pool *);
	void (*dense_packed_gradients)(int n, int inputs, int units, const uint8_t *const *images,
				       const struct gradients *, struct pool *);

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

	/* The roofline. Of ROOFLINE_SUMS vectors of sums, sum i begins at i, and each round makes
	 * it 1 + sum / 2; nothing leaves the registers. Returns the mean of all, which is then
	 * 2 + (5.5 - 2) / 2^rounds, so that no round can be left out. */
	float (*multiply_add)(size_t rounds);
	/* How many operations that is; a multiply and an add are two. */
	double (*multiply_add_operations)(size_t rounds);
	/* a = b + 3 c (McCalpin's triad). */
	void (*triad)(size_t count, const float *b, const float *c, float *a);
};

/* The instruction sets compiled in that this machine has, best first, NULL at the end. */
const struct kernel *const *kernel_available(void);
/* By name; NULL: the best. Fails on a name that is unknown or that the machine can't run. */
const struct kernel *kernel_choose(const char *name, struct err *);

#endif
