/* The table of one instruction set. */
#include "kernel/isa.h"

#define STRING_OF(text) #text
#define STRING(macro) STRING_OF(macro)

extern const struct kernel ISA(kernel);
const struct kernel ISA(kernel) = {
	.name = STRING(KERNEL_ISA),
	.conv = ISA(conv),
	.conv_input_gradient = ISA(conv_input_gradient),
	.conv_weight_gradients = ISA(conv_weight_gradients),
	.dense = ISA(dense),
	.dense_input_gradient = ISA(dense_input_gradient),
	.dense_weight_gradients = ISA(dense_weight_gradients),
	.pool2 = ISA(pool2),
	.pool2_gradient = ISA(pool2_gradient),
	.relu = ISA(relu),
	.relu_gradient = ISA(relu_gradient),
	.sgd = ISA(sgd),
	.adam = ISA(adam),
};
