/*
 * What layers share whose filters or windows pass over the input: where these lie, as text and as
 * shapes. Behind a window's size the text has, each if it is not the usual,
 *
 *     sS or sSxT   the stride, or one down and one across
 *     v            no padding: only whole windows (VALID)
 *     pP           P rows and columns of padding on each side
 *     pT,L,B,R     so many above, left, below and right
 *
 * Without v or p it is TensorFlow's SAME: ceil(inputs / stride) outputs in each direction; windows
 * reach past the image by max((outputs - 1) * stride + window - inputs, 0), half of that (rounded
 * down) before it, the rest behind.
 */
#ifndef NN_LAYER_WINDOW_H
#define NN_LAYER_WINDOW_H

#include "kernel/reference.h"
#include "nn/layer.h"

/* Window, stride, and rows and columns of padding, which are fewer than those of the window. */
enum { WINDOW_MAX = 64 };

/* Reads what is behind the size; the window's size, the usual stride and the input are set. Sets
 * the output, its channels excepted. As layer_ops.parse. */
const char *window_parse(struct layer *, const char **text);
/* Prints the same behind what is in text. */
void window_print(const struct layer *, int usual_y, int usual_x, char *text, size_t size);

/* The whole text of pooling layers: "K" or "KxL", and the above. The usual stride is the size. */
const char *window_parse_pool(struct layer *, const char **text);
void window_print_pool(const struct layer *, char *text, size_t size);
struct pooling window_pooling(const struct layer *);

#endif
