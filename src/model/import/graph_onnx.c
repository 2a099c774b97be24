/*
 * ONNX's nodes, in their order, as long as each takes what the one before it gives. Convolutions
 * are those of PyTorch's layout; whether images are flattened in the order of channels, height,
 * width depends on the Transpose nodes before.
 */
#include "model/import/onnx_walk.h"

#include <stdio.h>
#include <string.h>

/* --------------------------------------------------------------------------------- the operators
 */

static bool window_of(const struct onnx_walk *w, const json_t *node, struct graph_window *window,
		      struct err *err)
{
	const char *automatic = json_string_value(onnx_attribute(node, "auto_pad"));
	int dilations[2] = {1, 1};

	window->stride[0] = window->stride[1] = 1;
	if (!onnx_numbers(node, "kernel_shape", window->size, 2) ||
	    !onnx_numbers(node, "strides", window->stride, 2) ||
	    !onnx_numbers(node, "pads", window->pads, 4) ||
	    !onnx_numbers(node, "dilations", dilations, 2) || window->stride[0] < 1 ||
	    window->stride[1] < 1)
		return onnx_refuse(w, node, "its size or stride is not known", err);
	if (dilations[0] != 1 || dilations[1] != 1 || onnx_number(node, "group", 1) != 1)
		return onnx_refuse(w, node, "it has a dilation or groups", err);
	window->is_same = automatic && strcmp(automatic, "SAME_UPPER") == 0;
	if (automatic && strcmp(automatic, "SAME_LOWER") == 0)
		return onnx_refuse(w, node, "its auto_pad is SAME_LOWER", err);
	if (automatic && strcmp(automatic, "VALID") == 0)
		memset(window->pads, 0, sizeof(window->pads));
	if (w->has_channels_last && w->has_weights)
		return onnx_refuse(w, node, "it takes images whose channels come last", err);
	return true;
}

/* An input that need not be there, but is a tensor of the file if it is. */
static bool get_optional(const struct onnx_walk *w, const json_t *node, size_t i,
			 const struct tensor **t, struct err *err)
{
	*t = onnx_tensor(w, onnx_input(node, i));
	return *t || !*onnx_input(node, i) ||
	       onnx_refuse(w, node, "one of its inputs is not in the file", err);
}

static bool add_conv(struct onnx_walk *w, const json_t *node, struct err *err)
{
	const struct tensor *weights = onnx_tensor(w, onnx_input(node, 1)), *bias;
	struct graph_window window = {.size = {0}};
	char text[LAYER_MAX_TEXT];

	if (!weights || weights->ndim != 4)
		return onnx_refuse(w, node, "its weights are not in the file", err);
	if (!window_of(w, node, &window, err) || !get_optional(w, node, 2, &bias, err))
		return false;
	window.size[0] = (int)weights->dim[2];
	window.size[1] = (int)weights->dim[3];
	graph_take_pads(w->graph, &window);
	graph_window_text("conv", &window, (int)weights->dim[0], text);
	w->has_weights = true;
	return graph_add_weights(w->graph, text, weights, bias, true, err);
}

static bool add_dense(struct onnx_walk *w, const json_t *node, const struct tensor *bias,
		      bool is_torch, struct err *err)
{
	const struct tensor *weights = onnx_tensor(w, onnx_input(node, 1));
	char text[LAYER_MAX_TEXT];

	if (!weights || weights->ndim != 2)
		return onnx_refuse(w, node, "its weights are not in the file", err);
	w->has_weights = true;
	snprintf(text, sizeof(text), "dense%zu", weights->dim[is_torch ? 0 : 1]);
	return graph_add_weights(w->graph, text, weights, bias, is_torch, err);
}

static bool add_gemm(struct onnx_walk *w, const json_t *node, struct err *err)
{
	const struct tensor *bias;

	if (onnx_number(node, "alpha", 1) != 1 || onnx_number(node, "beta", 1) != 1 ||
	    onnx_number(node, "transA", 0) != 0)
		return onnx_refuse(w, node, "its alpha, beta or transA are unusual", err);
	return get_optional(w, node, 2, &bias, err) &&
	       add_dense(w, node, bias, onnx_number(node, "transB", 0) != 0, err);
}

/* The bias is what the next node adds. */
static bool add_matmul(struct onnx_walk *w, const json_t *node, struct err *err)
{
	const json_t *next = json_array_get(w->nodes, w->at + 1);
	const struct tensor *bias = NULL;

	if (strcmp(onnx_op(next), "Add") == 0) {
		const char *sum = onnx_output(node);

		bias = onnx_tensor(w, strcmp(onnx_input(next, 0), sum) == 0 ? onnx_input(next, 1)
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

static bool add_pool(struct onnx_walk *w, const json_t *node, const char *word, struct err *err)
{
	struct graph_window window = {.size = {0}};
	char text[LAYER_MAX_TEXT];
	bool has_pads;

	if (!window_of(w, node, &window, err))
		return false;
	if (window.size[0] < 1 || window.size[1] < 1)
		return onnx_refuse(w, node, "its size is not known", err);
	has_pads = window.pads[0] + window.pads[1] + window.pads[2] + window.pads[3] > 0;
	if (onnx_number(node, "ceil_mode", 0) != 0)
		return onnx_refuse(w, node, "it has ceil_mode", err);
	if (word[0] == 'a' && has_pads && onnx_number(node, "count_include_pad", 0) == 0)
		return onnx_refuse(w, node, "its average leaves the padding out", err);
	if (word[0] == 'a' && window.is_same && onnx_number(node, "count_include_pad", 0) != 0)
		return onnx_refuse(w, node, "its average takes the padding in", err);
	graph_window_text(word, &window, 0, text);
	return graph_add(w->graph, IMPORT_POOL, text, err);
}

static bool add_max_pool(struct onnx_walk *w, const json_t *node, struct err *err)
{
	return add_pool(w, node, "pool", err);
}

static bool add_average_pool(struct onnx_walk *w, const json_t *node, struct err *err)
{
	return add_pool(w, node, "avgpool", err);
}

static bool add_global_average(struct onnx_walk *w, const json_t *node, struct err *err)
{
	(void)node;
	return graph_add(w->graph, IMPORT_OTHER, "globalavgpool", err);
}

/* Over height and width and nothing else: [2, 3] or [-1, -2]; [1, 2] where channels are last. */
static bool add_mean(struct onnx_walk *w, const json_t *node, struct err *err)
{
	int64_t axes[2] = {0};
	int first = w->has_channels_last ? 1 : 2, found = 0;
	int count = onnx_integers(w, node, "axes", 1, axes, 2);

	for (int i = 0; i < 2; i++) {
		int64_t axis = axes[i] < 0 ? axes[i] + 4 : axes[i];

		found |= axis == first ? 1 : axis == first + 1 ? 2 : 4;
	}
	return count == 2 && found == 3
		       ? add_global_average(w, node, err)
		       : onnx_refuse(w, node, "its mean is not that of each channel", err);
}

static bool add_batch_norm(struct onnx_walk *w, const json_t *node, struct err *err)
{
	struct batch_norm norm = {NULL, NULL, onnx_tensor(w, onnx_input(node, 3)),
				  onnx_tensor(w, onnx_input(node, 4)),
				  onnx_number(node, "epsilon", 1e-5)};

	if (!norm.mean || !norm.variance)
		return onnx_refuse(w, node, "its mean and variance are not in the file", err);
	if (onnx_number(node, "training_mode", 0) != 0 || onnx_number(node, "spatial", 1) != 1)
		return onnx_refuse(w, node, "it has training_mode, or other means for each place",
				   err);
	return get_optional(w, node, 1, &norm.gamma, err) &&
	       get_optional(w, node, 2, &norm.beta, err) && graph_add_norm(w->graph, &norm, err);
}

/* Changes nothing when a net is evaluated. */
static bool add_nothing(struct onnx_walk *w, const json_t *node, struct err *err)
{
	(void)w;
	(void)node;
	(void)err;
	return true;
}

/* Between numbers of several kinds, but not to whole ones. */
static bool add_cast(struct onnx_walk *w, const json_t *node, struct err *err)
{
	enum { FLOAT = 1, FLOAT16 = 10, DOUBLE = 11, BFLOAT16 = 16 };
	double to = onnx_number(node, "to", 0);

	return to == FLOAT || to == FLOAT16 || to == DOUBLE || to == BFLOAT16 ||
	       onnx_refuse(w, node, "it makes whole numbers of its values", err);
}

static bool add_softmax(struct onnx_walk *w, const json_t *node, struct err *err)
{
	double axis = onnx_number(node, "axis", -1);

	return axis == 1 || axis == -1 ? graph_end(w->graph, onnx_output(node), err)
				       : onnx_refuse(w, node, "it is not over the classes", err);
}

static bool add_flatten(struct onnx_walk *w, const json_t *node, struct err *err)
{
	double axis = onnx_number(node, "axis", 1);

	return axis == 1 || axis == -3 ||
	       onnx_refuse(w, node, "it does not flatten whole images", err);
}

/* To a vector; or of the image that comes, to its form. A shape that is computed is a vector's. */
static bool add_reshape(struct onnx_walk *w, const json_t *node, struct err *err)
{
	enum { DIMENSIONS = 5 };
	int64_t shape[DIMENSIONS] = {0};
	int count = onnx_integers(w, node, "shape", 1, shape, DIMENSIONS);
	bool is_image = count == 4 && (shape[1] == 1 || shape[3] == 1);

	if (is_image && !w->has_weights) {
		w->has_channels_last = shape[1] != 1;
		return true;
	}
	return count <= 2 || (count == 3 && !w->has_weights) ||
	       onnx_refuse(w, node, "it takes its values for other sides", err);
}

/* [0, 3, 1, 2]: channels come first from here on; [0, 2, 3, 1]: last. */
static bool transpose(struct onnx_walk *w, const json_t *node, struct err *err)
{
	int perm[4] = {-1, -1, -1, -1};

	if (!onnx_numbers(node, "perm", perm, 4) ||
	    json_array_size(onnx_attribute(node, "perm")) != 4)
		return onnx_refuse(w, node, "it is transposed in an unusual way", err);
	if (perm[0] == 0 && perm[1] == 3 && perm[2] == 1 && perm[3] == 2)
		w->has_channels_last = false;
	else if (perm[0] == 0 && perm[1] == 2 && perm[2] == 3 && perm[3] == 1)
		w->has_channels_last = true;
	else
		return onnx_refuse(w, node, "it is transposed in an unusual way", err);
	w->graph->flatten = w->has_channels_last ? FLATTEN_HWC : FLATTEN_CHW;
	return true;
}

/* Zeros around, [0, 0, top, left, 0, 0, bottom, right], or with channels last
 * [0, top, left, 0, 0, bottom, right, 0]. */
static bool add_pad(struct onnx_walk *w, const json_t *node, struct err *err)
{
	const char *mode = json_string_value(onnx_attribute(node, "mode"));
	int64_t pads[8] = {0};
	int first = w->has_channels_last ? 1 : 2,
	    sides[4] = {first, first + 1, first + 4, first + 5};
	double value = onnx_number(node, "value", 0);

	if ((mode && strcmp(mode, "constant") != 0) ||
	    (*onnx_input(node, 2) && !onnx_scalar(w, onnx_input(node, 2), &value)) || value != 0)
		return onnx_refuse(w, node, "it is padded with other than zeros", err);
	if (onnx_integers(w, node, "pads", 1, pads, 8) != 8 || *onnx_input(node, 3))
		return onnx_refuse(w, node, "its padding is not known", err);
	for (int i = 0; i < 4; i++) {
		if (pads[sides[i]] < 0 || pads[sides[i]] > DATASET_MAX_SIDE)
			return onnx_refuse(w, node, "its padding is not known", err);
		w->graph->pads[i] += (int)pads[sides[i]];
		pads[sides[i]] = 0;
	}
	for (int i = 0; i < 8; i++)
		if (pads[i] != 0)
			return onnx_refuse(w, node, "it pads channels", err);
	return true;
}

static const struct onnx_operator operators[] = {
	{"Conv", add_conv},
	{"Gemm", add_gemm},
	{"MatMul", add_matmul},
	{"MaxPool", add_max_pool},
	{"AveragePool", add_average_pool},
	{"GlobalAveragePool", add_global_average},
	{"ReduceMean", add_mean},
	{"BatchNormalization", add_batch_norm},
	{"Transpose", transpose},
	{"Pad", add_pad},
	{"Flatten", add_flatten},
	{"Reshape", add_reshape},
	{"Squeeze", add_nothing},
	{"Unsqueeze", add_nothing},
	{"Softmax", add_softmax},
	{"LogSoftmax", add_softmax},
	{"Dropout", add_nothing},
	{"Identity", add_nothing},
	{"Cast", add_cast},
	{NULL, NULL},
};

/* ------------------------------------------------------------------------------------ the chain */

/* Whether a node takes the values of what was computed last; Shape takes their number. */
static bool is_next(const struct onnx_walk *w, const json_t *node)
{
	const json_t *inputs = json_object_get(node, "inputs");

	if (strcmp(onnx_op(node), "Shape") == 0)
		return false;
	for (size_t i = 0; i < json_array_size(inputs); i++)
		if (strcmp(onnx_input(node, i), w->value) == 0)
			return true;
	return false;
}

static bool add_node(struct onnx_walk *w, const json_t *node, struct err *err)
{
	static const struct onnx_operator *const tables[] = {operators, onnx_activations};
	const char *op = onnx_op(node);
	char what[96];

	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		for (const struct onnx_operator *o = tables[i]; o->op; o++)
			if (strcmp(op, o->op) == 0)
				return o->add(w, node, err);
	snprintf(what, sizeof(what), "the operator %.60s", op);
	return graph_unknown(w->graph, onnx_output(node), what, err);
}

/* The first input that is no tensor of the file, and its size. */
static bool find_input(struct onnx_walk *w, const json_t *root, struct err *err)
{
	const json_t *inputs = json_object_get(root, "inputs"), *input;
	size_t i;

	json_array_foreach (inputs, i, input) {
		const char *name = json_string_value(json_object_get(input, "name"));
		const json_t *dims = json_object_get(input, "dims");
		int sides[4] = {0};

		if (!name || onnx_tensor(w, name))
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

/* The chain has to be all that the graph gives. */
static bool check_output(const struct onnx_walk *w, const json_t *root, struct err *err)
{
	const json_t *outputs = json_object_get(root, "outputs");
	const char *name = json_string_value(json_object_get(json_array_get(outputs, 0), "name"));

	if (json_array_size(outputs) > 1)
		return err_set(err, "%s: gives %zu outputs; netglyph computes one, for classes",
			       w->graph->path, json_array_size(outputs));
	return (name && strcmp(name, w->value) == 0) ||
	       graph_refuse(w->graph, w->value, "what comes behind it takes another value too",
			    err);
}

static enum graph_answer follow(const json_t *root, struct graph *graph, struct err *err)
{
	struct onnx_walk w = {.graph = graph, .nodes = json_object_get(root, "nodes")};

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
	return check_output(&w, root, err) ? GRAPH_FOLLOWED : GRAPH_REFUSED;
}

const struct graph_reader graph_onnx = {"onnx_graph", follow};
