/*
 * The kernels of one instruction set, as its table lists them (isa.c); KERNEL_ISA comes from the
 * build. What each does is written in kernel.h.
 */
#ifndef KERNEL_ISA_H
#define KERNEL_ISA_H

#include "kernel/kernel.h"
#include "kernel/tile.h"
#include "kernel/winograd.h"

#include <stdint.h>

void ISA(conv)(const struct conv_shape *, int n, const float *x, const float *weights,
	       const float *bias, bool is_relu, uint8_t *choice, float *padded, float *y,
	       struct pool *);
void ISA(conv_gradients)(const struct conv_shape *, int n, const float *padded,
			 const float *weights, const uint8_t *choice, const struct gradients *,
			 struct pool *);
size_t ISA(conv_scratch)(const struct conv_shape *, int n, bool is_pooled);
/* Both for what conv_is_plane(), conv() without maxima: y, and dx. */
void ISA(conv_plane)(const struct conv_shape *, int n, const float *padded, const float *weights,
		     const float *bias, bool is_relu, float *y, struct pool *);
void ISA(conv_plane_gradient)(const struct conv_shape *, int n, const float *weights,
			      const uint8_t *choice, const struct gradients *, struct pool *);
/* The part of conv_gradients() that makes dx. */
void ISA(conv_input_gradient)(const struct conv_shape *, int n, const float *weights,
			      const uint8_t *choice, const struct gradients *, struct pool *);
size_t ISA(conv_input_scratch)(const struct conv_shape *, int n, bool is_pooled);
/* The parts of conv() by transforms: of all filters, which are kept (winograd_filters_size()
 * floats, zero at first) until the filters change; of a patch of an image, whose first padded pixel
 * is given; and the sums of some panels, [height, width, TILE_COLUMNS]. */
const float *ISA(winograd_filters)(const struct conv_shape *, const float *weights, float *kept,
				   struct pool *);
void ISA(winograd_inputs)(const struct conv_shape *, const struct patch *, const float *padded,
			  float *inputs);
void ISA(winograd_sums)(const struct conv_shape *, const struct patch *, const float *inputs,
			const float *filters, const float *bias, int panels, float *sums);
void ISA(dense)(int n, int inputs, int units, const float *x, const float *weights,
		const float *bias, bool is_relu, float *workspace, float *y, struct pool *);
size_t ISA(dense_workspace)(int n, int inputs, int units);
void ISA(dense_gradients)(int n, int inputs, int units, const float *x, const float *weights,
			  const struct gradients *, struct pool *);
/* dx alone, of one image. */
void ISA(dense_image_gradient)(int inputs, int units, const float *x, const float *weights,
			       const struct gradients *, struct pool *);
/* The parts of both for layers of few units. The gradients are dW and db, of up to PANEL_WIDTH
 * units. */
void ISA(dense_narrow)(int n, int inputs, int units, const float *x, const float *weights,
		       const float *bias, bool is_relu, float *y, struct pool *);
void ISA(dense_narrow_gradients)(int n, int inputs, int units, const float *x,
				 const struct gradients *, struct pool *);
/* The outputs' gradients through the ReLU, filled up with zeros, to g->scratch: [n up to whole
 * tiles][PANEL_WIDTH]; those of the biases to the sink. */
void ISA(dense_narrow_outputs)(int n, int units, const struct gradients *);
void ISA(dense_packed)(int n, int inputs, int units, const uint8_t *const *images,
		       const float *weights, const float *bias, bool is_relu, float *y,
		       struct pool *);
void ISA(dense_packed_gradients)(int n, int inputs, int units, const uint8_t *const *images,
				 const struct gradients *, struct pool *);
size_t ISA(dense_scratch)(int n, int units);
void ISA(pool2)(int n, int height, int width, int channels, const float *x, float *y,
		struct pool *);
void ISA(pool2_gradient)(int n, int height, int width, int channels, const float *x, const float *y,
			 const float *dy, float *dx, struct pool *);
void ISA(relu)(size_t count, const float *x, float *y, struct pool *);
void ISA(relu_gradient)(size_t count, const float *y, const float *dy, float *dx, struct pool *);
void ISA(sgd)(size_t count, float rate, const float *gradient, float *parameters);
void ISA(adam)(size_t count, const struct adam_step *, const float *gradient, float *parameters,
	       float *m, float *v);
float ISA(multiply_add)(size_t rounds);
double ISA(multiply_add_operations)(size_t rounds);
void ISA(triad)(size_t count, const float *b, const float *c, float *a);

/* Whether a dense layer has too few units for wide sums (sparse_rows.h). */
static inline bool dense_is_narrow(int units)
{
	return panel_count(units) * PANEL_VECS < 8;
}

/* The next array in scratch, or NULL where there is none yet and only the size is needed. */
static inline void *place(float *scratch, size_t *used, size_t count, size_t size)
{
	float *at = scratch ? scratch + *used : NULL;

	*used += (count * size / sizeof(float) + 15) / 16 * 16;
	return at;
}

/* Floats of a row, and of an image, with its border. */
static inline size_t conv_padded_row(const struct conv_shape *s)
{
	return (size_t)conv_padded_width(s) * (size_t)s->channels;
}

static inline size_t conv_padded_image(const struct conv_shape *s)
{
	return (size_t)conv_padded_height(s) * conv_padded_row(s);
}

/* Of conv_plane.c, at the most: a filter's taps, floats of a row of sums, and of a plane. */
enum { PLANE_TAPS = 256, PLANE_ROW = 256, PLANE_SIZE = 1 << 15 };

/* Floats of the outputs' gradients within zeros: above as many rows as the filter has, and one more
 * below. */
static inline int plane_size(const struct conv_shape *s)
{
	return (conv_padded_height(s) + s->filter_height + 1) * conv_padded_width(s) + LANES;
}

/* Whether one filter sees one channel, a pixel further each time. */
static inline bool conv_is_plane(const struct conv_shape *s)
{
	return s->channels == 1 && s->filters == 1 && s->stride_y == 1 && s->stride_x == 1 &&
	       s->filter_height * s->filter_width <= PLANE_TAPS && s->width + LANES <= PLANE_ROW &&
	       s->out_width + LANES <= PLANE_ROW && plane_size(s) <= PLANE_SIZE;
}

#endif
