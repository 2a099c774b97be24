/* Where one is in ONNX's nodes, and the tables of their operators. */
#ifndef MODEL_IMPORT_ONNX_WALK_H
#define MODEL_IMPORT_ONNX_WALK_H

#include "model/import/graph.h"
#include "model/import/onnx_node.h"

struct onnx_walk {
	struct graph *graph;
	const json_t *nodes;
	size_t at;
	const char *value;      /* the name of what was computed last */
	bool has_channels_last; /* as it is laid out now */
	bool has_weights;       /* a layer of them was met */
};

struct onnx_operator {
	const char *op; /* NULL: the table's end */
	bool (*add)(struct onnx_walk *, const json_t *node, struct err *);
};

/* What maps value by value: activations, and arithmetic with numbers. */
extern const struct onnx_operator onnx_activations[];

/* NULL: the file has no tensor of that name. */
const struct tensor *onnx_tensor(const struct onnx_walk *, const char *name);
/* The number of a tensor of one value; false: it is none. */
bool onnx_scalar(const struct onnx_walk *, const char *name, double *value);
/* Whole numbers of an attribute or, as in later opsets, of a tensor that is input i: how many there
 * are, of which at most `max` are given; -1: they are not in the file. */
int onnx_integers(const struct onnx_walk *, const json_t *node, const char *key, size_t i,
		  int64_t *numbers, int max);
/* The input of a node of two that is not what was computed last. */
const char *onnx_other_input(const struct onnx_walk *, const json_t *node);
bool onnx_refuse(const struct onnx_walk *, const json_t *node, const char *what, struct err *);

#endif
