/* What layers share that map value by value: their output has the shape of their input. */
#ifndef NN_LAYER_MAP_H
#define NN_LAYER_MAP_H

#include "kernel/reference.h"
#include "nn/layer.h"

/* Without numbers: the text is the word. */
const char *map_parse(struct layer *, const char **text);
void map_print(const struct layer *, char *text, size_t size);

/* Of functions that are given the layer's numbers too. The slope is computed from the function's
 * value, or from what it was given. */
void map_forward(const struct layer *, struct layer_io *,
		 float (*function)(float x, const float *numbers));
void map_backward_by_y(const struct layer *, struct layer_io *,
		       float (*slope)(float y, const float *numbers));
void map_backward_by_x(const struct layer *, struct layer_io *,
		       float (*slope)(float x, const float *numbers));

#endif
