/* Activations are operators of their own, or several in a row; arithmetic scales images, or is a
 * batch norm as its factors. */
#include "format/dtype.h"
#include "model/import/onnx_walk.h"

#include <math.h>
#include <string.h>

static bool is_op(const struct onnx_walk *w, size_t ahead, const char *op)
{
	return strcmp(onnx_op(json_array_get(w->nodes, w->at + ahead)), op) == 0;
}

static bool add_word(struct onnx_walk *w, const char *word, struct err *err)
{
	return graph_add(w->graph, IMPORT_ACTIVATION, word, err);
}

/* Goes on behind `ahead` nodes more. */
static void skip(struct onnx_walk *w, size_t ahead)
{
	w->at += ahead;
	w->value = onnx_output(json_array_get(w->nodes, w->at));
}

/* Whether a number is that of a constant as floats or people round it. */
static bool is_about(double number, double constant)
{
	return fabs(number - constant) < 1e-4 * fabs(constant);
}

/* Whether node `ahead` multiplies x and the value before it. */
static bool is_gate(const struct onnx_walk *w, size_t ahead, const char *x)
{
	const json_t *node = json_array_get(w->nodes, w->at + ahead);
	const char *gate = onnx_output(json_array_get(w->nodes, w->at + ahead - 1));

	return is_op(w, ahead, "Mul") &&
	       ((strcmp(onnx_input(node, 0), x) == 0 && strcmp(onnx_input(node, 1), gate) == 0) ||
		(strcmp(onnx_input(node, 1), x) == 0 && strcmp(onnx_input(node, 0), gate) == 0));
}

static bool add_relu(struct onnx_walk *w, const json_t *node, struct err *err)
{
	(void)node;
	return add_word(w, "relu", err);
}

static bool add_leaky(struct onnx_walk *w, const json_t *node, struct err *err)
{
	return graph_add_leaky(w->graph, onnx_output(node), onnx_number(node, "alpha", 0.01), err);
}

/* With one slope for all it is a leaky ReLU. */
static bool add_prelu(struct onnx_walk *w, const json_t *node, struct err *err)
{
	double slope;

	return onnx_scalar(w, onnx_input(node, 1), &slope)
		       ? graph_add_leaky(w->graph, onnx_output(node), slope, err)
		       : onnx_refuse(w, node, "it is a PReLU of many slopes", err);
}

static bool add_tanh(struct onnx_walk *w, const json_t *node, struct err *err)
{
	(void)node;
	return add_word(w, "tanh", err);
}

/* x sigmoid(x) is SiLU. */
static bool add_sigmoid(struct onnx_walk *w, const json_t *node, struct err *err)
{
	if (!is_gate(w, 1, onnx_input(node, 0)))
		return add_word(w, "sigmoid", err);
	skip(w, 1);
	return add_word(w, "silu", err);
}

/* x hardsigmoid(x) is hard swish. */
static bool add_hardsigmoid(struct onnx_walk *w, const json_t *node, struct err *err)
{
	double slope = onnx_number(node, "alpha", 0.2);

	if (!is_about(onnx_number(node, "beta", 0.5), 0.5))
		return onnx_refuse(w, node, "its beta is not 0.5", err);
	if (!is_about(slope, 1 / 6.0) || !is_gate(w, 1, onnx_input(node, 0)))
		return graph_add_hardsigmoid(w->graph, onnx_output(node), slope, err);
	skip(w, 1);
	return add_word(w, "hardswish", err);
}

static bool add_hardswish(struct onnx_walk *w, const json_t *node, struct err *err)
{
	(void)node;
	return add_word(w, "hardswish", err);
}

/* x tanh(softplus(x)) is Mish. */
static bool add_softplus(struct onnx_walk *w, const json_t *node, struct err *err)
{
	if (!is_op(w, 1, "Tanh") || !is_gate(w, 2, onnx_input(node, 0)))
		return add_word(w, "softplus", err);
	skip(w, 2);
	return add_word(w, "mish", err);
}

static bool add_mish(struct onnx_walk *w, const json_t *node, struct err *err)
{
	(void)node;
	return add_word(w, "mish", err);
}

static bool add_softsign(struct onnx_walk *w, const json_t *node, struct err *err)
{
	(void)node;
	return add_word(w, "softsign", err);
}

static bool add_elu(struct onnx_walk *w, const json_t *node, struct err *err)
{
	double alpha = onnx_number(node, "alpha", 1);

	if (strcmp(onnx_op(node), "Celu") == 0 && alpha != 1)
		return onnx_refuse(w, node, "its alpha is not 1", err);
	return graph_add_elu(w->graph, onnx_output(node), alpha, err);
}

static bool add_selu(struct onnx_walk *w, const json_t *node, struct err *err)
{
	return is_about(onnx_number(node, "alpha", 1.67326), 1.67326) &&
			       is_about(onnx_number(node, "gamma", 1.0507), 1.0507)
		       ? add_word(w, "selu", err)
		       : onnx_refuse(w, node, "its alpha or gamma is unusual", err);
}

static bool add_gelu(struct onnx_walk *w, const json_t *node, struct err *err)
{
	const char *approximate = json_string_value(onnx_attribute(node, "approximate"));

	return add_word(w, approximate && strcmp(approximate, "tanh") == 0 ? "gelutanh" : "gelu",
			err);
}

/* A bound of Clip: an attribute, or an input. */
static bool get_bound(const struct onnx_walk *w, const json_t *node, const char *key, size_t i,
		      double *bound)
{
	*bound = onnx_number(node, key, *bound);
	return !*onnx_input(node, i) || onnx_scalar(w, onnx_input(node, i), bound);
}

/* Cut at 0 and 6 it is ReLU6, at 0 only ReLU. */
static bool add_clip(struct onnx_walk *w, const json_t *node, struct err *err)
{
	double min = -INFINITY, max = INFINITY;

	if (!get_bound(w, node, "min", 1, &min) || !get_bound(w, node, "max", 2, &max) ||
	    min != 0 || (max != 6 && max < 1e30))
		return onnx_refuse(w, node, "it does not cut at 0 and 6", err);
	return add_word(w, max == 6 ? "relu6" : "relu", err);
}

/* Whether node `ahead` is of that operator and has this number for one of its inputs. */
static bool has_number(const struct onnx_walk *w, size_t ahead, const char *op, double constant)
{
	const json_t *node = json_array_get(w->nodes, w->at + ahead);
	double number;

	return is_op(w, ahead, op) &&
	       (onnx_scalar(w, onnx_input(node, 1), &number) ||
		onnx_scalar(w, onnx_input(node, 0), &number)) &&
	       is_about(number, constant);
}

/* GELU as older exporters write it: x / sqrt(2), Erf, + 1, x times that, / 2; the multiplications
 * stand in either order. */
static bool is_erf_gelu(const struct onnx_walk *w)
{
	const double root = sqrt(2);

	return (has_number(w, 0, "Div", root) || has_number(w, 0, "Mul", 1 / root)) &&
	       is_op(w, 1, "Erf") && has_number(w, 2, "Add", 1) && is_op(w, 3, "Mul") &&
	       is_op(w, 4, "Mul") && (has_number(w, 3, "Mul", 0.5) || has_number(w, 4, "Mul", 0.5));
}

/* Whether a tensor has a value for each channel: of images [channels, 1, 1], perhaps with a 1
 * before, or, where they come last, with none behind. */
static bool is_along_channels(const struct onnx_walk *w, const struct tensor *t)
{
	const struct graph *graph = w->graph;
	bool is_flat = graph->own_count == 0 || w->has_channels_last ||
		       graph->own[graph->own_count - 1].weights->ndim == 2;
	int at = t ? is_flat ? t->ndim - 1 : t->ndim - 3 : -1;

	for (int i = 0; at >= 0 && i < t->ndim; i++)
		if ((t->dim[i] > 1) != (i == at))
			return false;
	return at >= 0;
}

/* A batch norm as its factors: a Mul by [1, channels, 1, 1], and perhaps an Add of such behind it.
 */
static bool add_scale(struct onnx_walk *w, const json_t *node, const struct tensor *t,
		      struct err *err)
{
	const json_t *next = json_array_get(w->nodes, w->at + 1);
	bool is_mul = strcmp(onnx_op(node), "Mul") == 0;
	struct batch_norm norm = {is_mul ? t : NULL, is_mul ? NULL : t, NULL, NULL, 0};

	w->value = onnx_output(node);
	if (is_mul && strcmp(onnx_op(next), "Add") == 0) {
		const struct tensor *added = onnx_tensor(w, onnx_other_input(w, next));

		if (is_along_channels(w, added) && tensor_elements(added) == tensor_elements(t)) {
			norm.beta = added;
			w->value = onnx_output(next);
			w->at++;
		}
	}
	return graph_add_norm(w->graph, &norm, err);
}

/* x - a, x / a, x a and x + a with a number. */
static bool add_arithmetic(struct onnx_walk *w, const json_t *node, struct err *err)
{
	const char *op = onnx_op(node);
	const struct tensor *other = onnx_tensor(w, onnx_other_input(w, node));
	double number;

	if (is_erf_gelu(w)) {
		skip(w, 4);
		return add_word(w, "gelu", err);
	}
	if (w->has_weights && (strcmp(op, "Mul") == 0 || strcmp(op, "Add") == 0) &&
	    is_along_channels(w, other))
		return add_scale(w, node, other, err);
	if (!onnx_scalar(w, onnx_other_input(w, node), &number))
		return onnx_refuse(w, node, "it joins two branches, or takes a tensor", err);
	if (w->has_weights || strcmp(onnx_input(node, 0), w->value) != 0)
		return onnx_refuse(w, node, "it is arithmetic behind a layer of weights", err);
	if (strcmp(op, "Sub") == 0)
		return graph_add_normalize(w->graph, number, 1, err);
	if (strcmp(op, "Add") == 0)
		return graph_add_normalize(w->graph, -number, 1, err);
	if (strcmp(op, "Div") == 0)
		return graph_add_normalize(w->graph, 0, number, err);
	if (number == 0)
		return onnx_refuse(w, node, "it multiplies by 0", err);
	return graph_add_normalize(w->graph, 0, 1 / number, err);
}

const struct onnx_operator onnx_activations[] = {
	{"Relu", add_relu},
	{"LeakyRelu", add_leaky},
	{"PRelu", add_prelu},
	{"Clip", add_clip},
	{"Tanh", add_tanh},
	{"Sigmoid", add_sigmoid},
	{"HardSigmoid", add_hardsigmoid},
	{"Gelu", add_gelu},
	{"Elu", add_elu},
	{"Celu", add_elu},
	{"Selu", add_selu},
	{"HardSwish", add_hardswish},
	{"Mish", add_mish},
	{"Softplus", add_softplus},
	{"Softsign", add_softsign},
	{"Sub", add_arithmetic},
	{"Add", add_arithmetic},
	{"Mul", add_arithmetic},
	{"Div", add_arithmetic},
	{NULL, NULL},
};
