/* THE table of layers. Messages list them in this order. */
#include "nn/layer.h"

extern const struct layer_ops avgpool_ops, conv_ops, dense_ops, dropout_ops, elu_ops, gelu_ops,
	gelutanh_ops, globalavgpool_ops, hardsigmoid_ops, hardswish_ops, leaky_ops, mish_ops,
	normalize_ops, pad_ops, pool_ops, relu6_ops, relu_ops, scale_ops, selu_ops, sigmoid_ops,
	silu_ops, softplus_ops, softsign_ops, tanh_ops;

const struct layer_ops *const layer_kinds[] = {
	&conv_ops,     &relu_ops,        &relu6_ops,     &leaky_ops,         &tanh_ops,
	&sigmoid_ops,  &hardsigmoid_ops, &gelu_ops,      &gelutanh_ops,      &elu_ops,
	&selu_ops,     &silu_ops,        &hardswish_ops, &mish_ops,          &softplus_ops,
	&softsign_ops, &pool_ops,        &avgpool_ops,   &globalavgpool_ops, &pad_ops,
	&dense_ops,    &scale_ops,       &normalize_ops, &dropout_ops,       NULL,
};
