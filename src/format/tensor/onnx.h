/*
 * ONNX: the parts of its reader. A file is one message of protobuf: a graph of nodes, whose
 * constant inputs are tensors (initializers).
 *
 * What is read gives these tensors, those of Constant nodes (named as the node's output), those
 * that Identity gives a second name, and those that are attributes of other nodes; and the string
 * "onnx_graph", JSON:
 *
 *	{"opset": 13, "producer": "pytorch 2.15.0",
 *	 "inputs": [{"name": "x", "dims": [-1, 1, 28, 28]}], "outputs": [as inputs],
 *	 "nodes": [{"op": "Conv", "name": "/conv1", "inputs": ["x", "conv1.weight"],
 *		    "outputs": ["y"], "attributes": {"strides": [2, 2], "group": 1}}]}
 *
 * A size of -1 is not fixed. Inputs that are initializers are not listed, nor are nodes that give
 * tensors of the file. A tensor as an attribute is the name of one of the file's. An input that a
 * node leaves out has the name "".
 */
#ifndef FORMAT_TENSOR_ONNX_H
#define FORMAT_TENSOR_ONNX_H

#include "format/proto/onnx.pb-c.h"
#include "format/tensor_file.h"

/* A model that is read; what it owns becomes the memory of a struct tensor_file. */
struct onnx {
	const char *path; /* borrowed */
	Onnx__Model *model;
	size_t count;
	struct tensor *tensors; /* [count]; data: the model's, or owned */
	void **owned;           /* [owned_count]: names and data that are not the model's */
	size_t owned_count;
	size_t room, owned_room; /* for which the two arrays have memory */
	uint64_t external;       /* bytes that were read from other files */
	char *graph, *container;
};

/* Adds a tensor; the name is the model's. Left out: strings and what else we know no dtype for.
 * Fails where the bytes do not fit the shape. */
bool onnx_add_tensor(struct onnx *, const char *name, const Onnx__Tensor *, bool is_header_only,
		     struct err *);
/* Adds the values of a Constant node's attribute (value, value_ints, ...) by its output's name. */
bool onnx_add_constant(struct onnx *, const Onnx__Node *, bool is_header_only, struct err *);
/* Adds a tensor of the file by a second name, which is the model's; false: there are too many. */
bool onnx_add_alias(struct onnx *, const char *name, const struct tensor *);
/* Adds memory to what is owned. */
void *onnx_own(struct onnx *, void *memory);
/* Makes o->graph. Adds the tensors that are attributes. */
bool onnx_describe(struct onnx *, bool is_header_only, struct err *);

#endif
