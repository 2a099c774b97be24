/* THE table of layers. Messages list them in this order. */
#include "nn/layer.h"

extern const struct layer_ops conv_ops, relu_ops, pool2_ops, dense_ops, dropout_ops;

const struct layer_ops *const layer_kinds[] = {
	&conv_ops, &relu_ops, &pool2_ops, &dense_ops, &dropout_ops, NULL,
};
