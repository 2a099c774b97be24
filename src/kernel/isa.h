/*
 * The kernels of one instruction set, as its table lists them (isa.c); KERNEL_ISA comes from the
 * build. What each does is written in kernel.h.
 */
#ifndef KERNEL_ISA_H
#define KERNEL_ISA_H

#include "kernel/kernel.h"
#include "kernel/tile.h"

#include <stdint.h>

void ISA(conv)(const struct conv_shape *, int n, const float *x, const float *weights,
	       const float *bias, bool is_relu, float *padded, float *y, struct pool *);
void ISA(conv_input_gradient)(const struct conv_shape *, int n, const float *dy,
			      const float *weights, float *scratch, float *dx, struct pool *);
void ISA(conv_weight_gradients)(const struct conv_shape *, int n, const float *padded,
				const float *dy, struct sink *, size_t weights_at, size_t bias_at,
				struct pool *);
void ISA(dense)(int n, int inputs, int units, const float *x, const float *weights,
		const float *bias, bool is_relu, float *y, struct pool *);
void ISA(dense_input_gradient)(int n, int inputs, int units, const float *dy, const float *weights,
			       float *dx, struct pool *);
void ISA(dense_weight_gradients)(int n, int inputs, int units, const float *x, const float *dy,
				 struct sink *, size_t weights_at, size_t bias_at, struct pool *);
void ISA(pool2)(int n, int height, int width, int channels, const float *x, float *y,
		struct pool *);
void ISA(pool2_gradient)(int n, int height, int width, int channels, const float *x, const float *y,
			 const float *dy, float *dx, struct pool *);
void ISA(relu)(size_t count, const float *x, float *y, struct pool *);
void ISA(relu_gradient)(size_t count, const float *y, const float *dy, float *dx, struct pool *);
void ISA(sgd)(size_t count, float rate, const float *gradient, float *parameters);
void ISA(adam)(size_t count, const struct adam_step *, const float *gradient, float *parameters,
	       float *m, float *v);

/* The sums of the columns of x [rows, columns], handed to the sink as the panels of a vector. */
void ISA(column_sums)(size_t rows, int columns, const float *x, struct sink *, size_t at);

#endif
