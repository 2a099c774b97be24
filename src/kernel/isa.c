/* The table of one instruction set. */
#include "kernel/isa.h"

#define STRING_OF(text) #text
#define STRING(macro) STRING_OF(macro)

extern const struct kernel ISA(kernel);
const struct kernel ISA(kernel) = {
	.name = STRING(KERNEL_ISA),
	.conv = ISA(conv),
	.conv_gradients = ISA(conv_gradients),
	.conv_scratch = ISA(conv_scratch),
	.dense = ISA(dense),
	.dense_workspace = ISA(dense_workspace),
	.dense_gradients = ISA(dense_gradients),
	.dense_packed = ISA(dense_packed),
	.dense_packed_gradients = ISA(dense_packed_gradients),
	.dense_scratch = ISA(dense_scratch),
	.pool2 = ISA(pool2),
	.pool2_gradient = ISA(pool2_gradient),
	.relu = ISA(relu),
	.relu_gradient = ISA(relu_gradient),
	.sgd = ISA(sgd),
	.adam = ISA(adam),
	.multiply_add = ISA(multiply_add),
	.multiply_add_operations = ISA(multiply_add_operations),
	.triad = ISA(triad),
};
