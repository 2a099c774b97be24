/* THE table of layers. Messages list them in this order. */
#include "nn/layer.h"

extern const struct layer_ops avgpool_ops, conv_ops, dense_ops, dropout_ops, leaky_ops, pool_ops,
	relu_ops, sigmoid_ops, tanh_ops;

const struct layer_ops *const layer_kinds[] = {
	&conv_ops, &relu_ops,    &leaky_ops, &tanh_ops,    &sigmoid_ops,
	&pool_ops, &avgpool_ops, &dense_ops, &dropout_ops, NULL,
};
