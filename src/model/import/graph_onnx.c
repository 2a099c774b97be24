/*
 * ONNX's nodes, in their order, as long as each takes what the one before it gives. Convolutions
 * are those of PyTorch's layout; whether images are flattened in the order of channels, height,
 * width depends on the Transpose nodes before.
 */
#include "format/dtype.h"
#include "model/import/graph.h"
#include "model/import/onnx_node.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

struct walk {
	struct graph *graph;
	const json_t *nodes;
	size_t at;
	const char *value;      /* the name of what was computed last */
	bool has_channels_last; /* as it is laid out now */
	bool has_weights;       /* a layer of them was met */
};

static const struct tensor *tensor_of(const struct walk *w, const char *name)
{
	return *name ? tensor_file_find(w->graph->file, name) : NULL;
}

/* The number of a tensor of one value. */
static bool scalar_of(const struct walk *w, const char *name, double *value)
{
	const struct tensor *t = tensor_of(w, name);
	struct err ignored;
	float number;

	if (!t || tensor_elements(t) != 1 || !tensor_floats(t, w->graph->path, &number, &ignored))
		return false;
	*value = (double)number;
	return true;
}

/* The input of a node of two that is not what was computed last. */
static const char *other_input(const struct walk *w, const json_t *node)
{
	return strcmp(onnx_input(node, 0), w->value) == 0 ? onnx_input(node, 1)
							  : onnx_input(node, 0);
}

static bool refuse(const struct walk *w, const json_t *node, const char *what, struct err *err)
{
	const char *name = onnx_output(node);

	return graph_refuse(w->graph, name, what, err);
}

/* --------------------------------------------------------------------------------- the operators
 */

static bool window_of(const struct walk *w, const json_t *node, struct graph_window *window,
		      struct err *err)
{
	const char *automatic = json_string_value(onnx_attribute(node, "auto_pad"));
	int dilations[2] = {1, 1};

	window->stride[0] = window->stride[1] = 1;
	if (!onnx_numbers(node, "kernel_shape", window->size, 2) ||
	    !onnx_numbers(node, "strides", window->stride, 2) ||
	    !onnx_numbers(node, "pads", window->pads, 4) ||
	    !onnx_numbers(node, "dilations", dilations, 2) || dilations[0] != 1 ||
	    dilations[1] != 1 || onnx_number(node, "group", 1) != 1 ||
	    window->stride[0] != window->stride[1] || window->stride[0] < 1)
		return refuse(w, node, "its size, stride, dilation or groups are not known", err);
	window->is_same = automatic && strcmp(automatic, "SAME_UPPER") == 0;
	if (automatic && strcmp(automatic, "SAME_LOWER") == 0)
		return refuse(w, node, "its auto_pad is SAME_LOWER", err);
	return true;
}

static bool add_conv(struct walk *w, const json_t *node, struct err *err)
{
	const struct tensor *weights = tensor_of(w, onnx_input(node, 1));
	struct graph_window window = {.size = {0}};
	char text[LAYER_MAX_TEXT];

	if (!weights || weights->ndim != 4)
		return refuse(w, node, "its weights are not in the file", err);
	if (!window_of(w, node, &window, err))
		return false;
	for (int i = 0; i < 4; i++)
		window.pads[i] += w->graph->pads[i];
	memset(w->graph->pads, 0, sizeof(w->graph->pads));
	window.size[0] = (int)weights->dim[2];
	window.size[1] = (int)weights->dim[3];
	graph_window_text("conv", &window, (int)weights->dim[0], text);
	w->has_weights = true;
	return graph_add_weights(w->graph, text, weights, tensor_of(w, onnx_input(node, 2)), true,
				 err);
}

static bool add_dense(struct walk *w, const json_t *node, const struct tensor *bias, bool is_torch,
		      struct err *err)
{
	const struct tensor *weights = tensor_of(w, onnx_input(node, 1));
	char text[LAYER_MAX_TEXT];

	if (!weights || weights->ndim != 2)
		return refuse(w, node, "its weights are not in the file", err);
	w->has_weights = true;
	snprintf(text, sizeof(text), "dense%zu", weights->dim[is_torch ? 0 : 1]);
	return graph_add_weights(w->graph, text, weights, bias, is_torch, err);
}

static bool add_gemm(struct walk *w, const json_t *node, struct err *err)
{
	if (onnx_number(node, "alpha", 1) != 1 || onnx_number(node, "beta", 1) != 1 ||
	    onnx_number(node, "transA", 0) != 0)
		return refuse(w, node, "its alpha, beta or transA are unusual", err);
	return add_dense(w, node, tensor_of(w, onnx_input(node, 2)),
			 onnx_number(node, "transB", 0) != 0, err);
}

/* The bias is what the next node adds. */
static bool add_matmul(struct walk *w, const json_t *node, struct err *err)
{
	const json_t *next = json_array_get(w->nodes, w->at + 1);
	const struct tensor *bias = NULL;

	if (strcmp(onnx_op(next), "Add") == 0) {
		const char *sum = onnx_output(node);

		bias = tensor_of(w, strcmp(onnx_input(next, 0), sum) == 0 ? onnx_input(next, 1)
									  : onnx_input(next, 0));
		if (bias && bias->ndim == 1 && bias->dim[0] > 1) {
			w->at++;
			w->value = onnx_output(next);
		} else {
			bias = NULL;
		}
	}
	return add_dense(w, node, bias, false, err);
}

static bool add_pool(struct walk *w, const json_t *node, const char *word, struct err *err)
{
	struct graph_window window = {.size = {0}};
	char text[LAYER_MAX_TEXT];
	bool has_pads;

	if (!window_of(w, node, &window, err))
		return false;
	has_pads = window.pads[0] + window.pads[1] + window.pads[2] + window.pads[3] > 0;
	if (onnx_number(node, "ceil_mode", 0) != 0)
		return refuse(w, node, "it has ceil_mode", err);
	if (word[0] == 'a' && has_pads && onnx_number(node, "count_include_pad", 0) == 0)
		return refuse(w, node, "its average leaves the padding out", err);
	graph_window_text(word, &window, 0, text);
	return graph_add(w->graph, IMPORT_POOL, text, err);
}

static bool add_max_pool(struct walk *w, const json_t *node, struct err *err)
{
	return add_pool(w, node, "pool", err);
}

static bool add_average_pool(struct walk *w, const json_t *node, struct err *err)
{
	return add_pool(w, node, "avgpool", err);
}

static bool add_global_average(struct walk *w, const json_t *node, struct err *err)
{
	(void)node;
	return graph_add(w->graph, IMPORT_OTHER, "globalavgpool", err);
}

static bool add_batch_norm(struct walk *w, const json_t *node, struct err *err)
{
	struct batch_norm norm = {
		tensor_of(w, onnx_input(node, 1)), tensor_of(w, onnx_input(node, 2)),
		tensor_of(w, onnx_input(node, 3)), tensor_of(w, onnx_input(node, 4)),
		onnx_number(node, "epsilon", 1e-5)};

	if (!norm.mean || !norm.variance)
		return refuse(w, node, "its mean and variance are not in the file", err);
	return graph_add_norm(w->graph, &norm, err);
}

static bool add_activation(struct walk *w, const char *word, double number, struct err *err)
{
	char text[LAYER_MAX_TEXT];

	if (isnan(number))
		return graph_add(w->graph, IMPORT_ACTIVATION, word, err);
	layer_print_number(word, (float)number, text, sizeof(text));
	return graph_add(w->graph, IMPORT_ACTIVATION, text, err);
}

static bool add_relu(struct walk *w, const json_t *node, struct err *err)
{
	(void)node;
	return add_activation(w, "relu", NAN, err);
}

static bool add_leaky(struct walk *w, const json_t *node, struct err *err)
{
	return add_activation(w, "leaky", onnx_number(node, "alpha", 0.01), err);
}

static bool add_tanh(struct walk *w, const json_t *node, struct err *err)
{
	(void)node;
	return add_activation(w, "tanh", NAN, err);
}

/* x sigmoid(x) is SiLU. */
static bool add_sigmoid(struct walk *w, const json_t *node, struct err *err)
{
	const json_t *next = json_array_get(w->nodes, w->at + 1);
	const char *gate = onnx_output(node), *x = onnx_input(node, 0);
	bool is_silu =
		strcmp(onnx_op(next), "Mul") == 0 &&
		((strcmp(onnx_input(next, 0), x) == 0 && strcmp(onnx_input(next, 1), gate) == 0) ||
		 (strcmp(onnx_input(next, 1), x) == 0 && strcmp(onnx_input(next, 0), gate) == 0));

	if (!is_silu)
		return add_activation(w, "sigmoid", NAN, err);
	w->at++;
	w->value = onnx_output(next);
	return add_activation(w, "silu", NAN, err);
}

static bool add_elu(struct walk *w, const json_t *node, struct err *err)
{
	return add_activation(w, "elu", onnx_number(node, "alpha", 1), err);
}

static bool add_gelu(struct walk *w, const json_t *node, struct err *err)
{
	const char *approximate = json_string_value(onnx_attribute(node, "approximate"));

	return add_activation(
		w, approximate && strcmp(approximate, "tanh") == 0 ? "gelutanh" : "gelu", NAN, err);
}

/* GELU as older exporters write it: x / sqrt(2), Erf, + 1, x times that, / 2; the multiplications
 * stand in either order. False: these nodes are something else. */
static bool is_erf_gelu(const struct walk *w, size_t *length)
{
	const char *ops[5];

	for (size_t i = 0; i < 5; i++)
		ops[i] = onnx_op(json_array_get(w->nodes, w->at + i));
	*length = 5;
	return (strcmp(ops[0], "Div") == 0 || strcmp(ops[0], "Mul") == 0) &&
	       strcmp(ops[1], "Erf") == 0 && strcmp(ops[2], "Add") == 0 &&
	       strcmp(ops[3], "Mul") == 0 && strcmp(ops[4], "Mul") == 0;
}

/* A batch norm as its factors: a Mul by [1, channels, 1, 1], and perhaps an Add of such behind it.
 */
static bool add_scale(struct walk *w, const json_t *node, const struct tensor *t, struct err *err)
{
	const json_t *next = json_array_get(w->nodes, w->at + 1);
	bool is_mul = strcmp(onnx_op(node), "Mul") == 0;
	struct batch_norm norm = {is_mul ? t : NULL, is_mul ? NULL : t, NULL, NULL, 0};

	w->value = onnx_output(node);
	if (is_mul && strcmp(onnx_op(next), "Add") == 0) {
		const struct tensor *added = tensor_of(w, other_input(w, next));

		if (added && tensor_elements(added) == tensor_elements(t)) {
			norm.beta = added;
			w->value = onnx_output(next);
			w->at++;
		}
	}
	return graph_add_norm(w->graph, &norm, err);
}

/* Whether a tensor has values along one dimension only. */
static bool is_along_channels(const struct tensor *t)
{
	int longer = 0;

	for (int i = 0; t && i < t->ndim; i++)
		longer += t->dim[i] > 1;
	return longer == 1;
}

/* x - a, x / a, x a and x + a with a number. */
static bool add_arithmetic(struct walk *w, const json_t *node, struct err *err)
{
	const char *op = onnx_op(node);
	size_t length;
	double number;

	if (is_erf_gelu(w, &length)) {
		w->at += length - 1;
		w->value = onnx_output(json_array_get(w->nodes, w->at));
		return add_activation(w, "gelu", NAN, err);
	}
	if (w->has_weights && (strcmp(op, "Mul") == 0 || strcmp(op, "Add") == 0) &&
	    is_along_channels(tensor_of(w, other_input(w, node))))
		return add_scale(w, node, tensor_of(w, other_input(w, node)), err);
	if (!scalar_of(w, other_input(w, node), &number))
		return refuse(w, node, "it joins two branches, or takes a tensor", err);
	if (w->has_weights || strcmp(onnx_input(node, 0), w->value) != 0)
		return refuse(w, node, "it is arithmetic behind a layer of weights", err);
	if (strcmp(op, "Sub") == 0)
		return graph_add_normalize(w->graph, number, 1, err);
	if (strcmp(op, "Add") == 0)
		return graph_add_normalize(w->graph, -number, 1, err);
	if (strcmp(op, "Div") == 0)
		return graph_add_normalize(w->graph, 0, number, err);
	if (number == 0)
		return refuse(w, node, "it multiplies by 0", err);
	return graph_add_normalize(w->graph, 0, 1 / number, err);
}

/* [0, 3, 1, 2]: channels come first from here on; [0, 2, 3, 1]: last. */
static bool transpose(struct walk *w, const json_t *node, struct err *err)
{
	int perm[4] = {-1, -1, -1, -1};

	if (!onnx_numbers(node, "perm", perm, 4) ||
	    json_array_size(onnx_attribute(node, "perm")) != 4)
		return refuse(w, node, "it is transposed in an unusual way", err);
	if (perm[0] == 0 && perm[1] == 3 && perm[2] == 1 && perm[3] == 2)
		w->has_channels_last = false;
	else if (perm[0] == 0 && perm[1] == 2 && perm[2] == 3 && perm[3] == 1)
		w->has_channels_last = true;
	else
		return refuse(w, node, "it is transposed in an unusual way", err);
	w->graph->flatten = w->has_channels_last ? FLATTEN_HWC : FLATTEN_CHW;
	return true;
}

/* Zeros around, [0, 0, top, left, 0, 0, bottom, right], for the next convolution. */
static bool add_pad(struct walk *w, const json_t *node, struct err *err)
{
	const struct tensor *t = tensor_of(w, onnx_input(node, 1));
	int pads[8] = {0};
	static const int places[] = {2, 3, 6, 7};

	if (t && t->ndim == 1 && t->dim[0] == 8 && strcmp(t->dtype, "I64") == 0) {
		for (int i = 0; i < 8; i++) {
			int64_t value;

			memcpy(&value, (const char *)t->data + 8 * i, sizeof(value));
			if (value < 0 || value > DATASET_MAX_SIDE)
				return refuse(w, node, "its padding is not known", err);
			pads[i] = (int)value;
		}
	} else if (!onnx_numbers(node, "pads", pads, 8) ||
		   json_array_size(onnx_attribute(node, "pads")) != 8) {
		return refuse(w, node, "its padding is not known", err);
	}
	for (int i = 0; i < 4; i++)
		w->graph->pads[i] += pads[places[i]];
	return true;
}

static bool add_nothing(struct walk *w, const json_t *node, struct err *err)
{
	(void)w;
	(void)node;
	(void)err;
	return true;
}

static const struct {
	const char *op;
	bool (*add)(struct walk *, const json_t *node, struct err *);
} operators[] = {
	{"Conv", add_conv},
	{"Gemm", add_gemm},
	{"MatMul", add_matmul},
	{"MaxPool", add_max_pool},
	{"AveragePool", add_average_pool},
	{"GlobalAveragePool", add_global_average},
	{"ReduceMean", add_global_average},
	{"BatchNormalization", add_batch_norm},
	{"Relu", add_relu},
	{"LeakyRelu", add_leaky},
	{"Tanh", add_tanh},
	{"Sigmoid", add_sigmoid},
	{"Elu", add_elu},
	{"Gelu", add_gelu},
	{"Sub", add_arithmetic},
	{"Add", add_arithmetic},
	{"Mul", add_arithmetic},
	{"Div", add_arithmetic},
	{"Transpose", transpose},
	{"Pad", add_pad},
	{"Flatten", add_nothing},
	{"Reshape", add_nothing},
	{"Squeeze", add_nothing},
	{"Unsqueeze", add_nothing},
	{"Softmax", add_nothing},
	{"LogSoftmax", add_nothing},
	{"Dropout", add_nothing},
	{"Identity", add_nothing},
	{"Cast", add_nothing},
};

/* ------------------------------------------------------------------------------------ the chain */

/* Whether a node takes the values of what was computed last; Shape takes their number. */
static bool is_next(const struct walk *w, const json_t *node)
{
	const json_t *inputs = json_object_get(node, "inputs");

	if (strcmp(onnx_op(node), "Shape") == 0)
		return false;
	for (size_t i = 0; i < json_array_size(inputs); i++)
		if (strcmp(onnx_input(node, i), w->value) == 0)
			return true;
	return false;
}

static bool add_node(struct walk *w, const json_t *node, struct err *err)
{
	const char *op = onnx_op(node);
	char what[96];

	for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++)
		if (strcmp(op, operators[i].op) == 0)
			return operators[i].add(w, node, err);
	snprintf(what, sizeof(what), "the operator %.60s is not known", op);
	return refuse(w, node, what, err);
}

/* The first input that is no tensor of the file, and its size. */
static bool find_input(struct walk *w, const json_t *root, struct err *err)
{
	const json_t *inputs = json_object_get(root, "inputs"), *input;
	size_t i;

	json_array_foreach (inputs, i, input) {
		const char *name = json_string_value(json_object_get(input, "name"));
		const json_t *dims = json_object_get(input, "dims");
		int sides[4] = {0};

		if (!name || tensor_of(w, name))
			continue;
		for (size_t k = 0; k < 4 && k < json_array_size(dims); k++)
			sides[k] = (int)json_integer_value(json_array_get(dims, k));
		w->value = name;
		w->has_channels_last = json_array_size(dims) == 4 && sides[3] == 1 && sides[1] != 1;
		if (json_array_size(dims) == 4)
			w->graph->candidate->input =
				w->has_channels_last ? (struct shape){sides[1], sides[2], 1}
						     : (struct shape){sides[2], sides[3], 1};
		else if (json_array_size(dims) == 3)
			w->graph->candidate->input = (struct shape){sides[1], sides[2], 1};
		return true;
	}
	return err_set(err, "%s: its graph has no input", w->graph->path);
}

static enum graph_answer follow(const json_t *root, struct graph *graph, struct err *err)
{
	struct walk w = {.graph = graph, .nodes = json_object_get(root, "nodes")};

	graph->flatten = FLATTEN_CHW;
	if (!find_input(&w, root, err))
		return GRAPH_REFUSED;
	for (; w.at < json_array_size(w.nodes); w.at++) {
		const json_t *node = json_array_get(w.nodes, w.at);
		const char *before = w.value;

		if (!is_next(&w, node))
			continue;
		if (!add_node(&w, node, err))
			return GRAPH_REFUSED;
		/* What takes several nodes at once has moved on already. */
		if (w.value == before)
			w.value = onnx_output(node);
	}
	return GRAPH_FOLLOWED;
}

const struct graph_reader graph_onnx = {"onnx_graph", follow};
