/* THE table of layers. Messages list them in this order. */
#include "nn/layer.h"

extern const struct layer_ops avgpool_ops, conv_ops, dense_ops, dropout_ops, elu_ops, gelu_ops,
	gelutanh_ops, globalavgpool_ops, leaky_ops, normalize_ops, pool_ops, relu_ops, scale_ops,
	sigmoid_ops, silu_ops, tanh_ops;

const struct layer_ops *const layer_kinds[] = {
	&conv_ops,     &relu_ops,  &leaky_ops,     &tanh_ops,    &sigmoid_ops, &gelu_ops,
	&gelutanh_ops, &elu_ops,   &silu_ops,      &pool_ops,    &avgpool_ops, &globalavgpool_ops,
	&dense_ops,    &scale_ops, &normalize_ops, &dropout_ops, NULL,
};
