/* Modules by their class, each with the settings that change what it computes: those that netglyph
 * does not compute are refused. */
#include "model/import/torch_kinds.h"
#include "format/dtype.h"
#include "model/import/torch_module.h"

#include <stdio.h>
#include <string.h>

struct unit *torch_unit(const struct graph *graph, const char *name)
{
	for (int i = 0; i < graph->units->count; i++)
		if (strcmp(graph->units->unit[i].name, name) == 0)
			return &graph->units->unit[i];
	return NULL;
}

static const struct batch_norm *find_norm(const struct graph *graph, const char *name)
{
	for (int i = 0; i < graph->units->norm_count; i++)
		if (strcmp(graph->units->norm[i].name, name) == 0)
			return &graph->units->norm[i].norm;
	return NULL;
}

/* False: the module does not tell it. */
static bool get_number(const struct graph *graph, const json_t *module, const char *key,
		       double *number, struct err *err)
{
	char what[64];

	snprintf(what, sizeof(what), "its %s is not a number", key);
	return module_number(module, key, number) ||
	       graph_refuse(graph, module_name(module), what, err);
}

static bool window_of(const struct graph *graph, const json_t *module, struct graph_window *w,
		      struct err *err)
{
	const json_t *padding = module_setting(module, "padding");
	const char *words = json_string_value(padding);
	int dilation[2], pads[2] = {0};

	if (!module_pair(module_setting(module, "kernel_size"), 0, w->size) || w->size[0] < 1 ||
	    w->size[1] < 1 ||
	    !module_pair(module_setting(module, "stride"), w->size[0], w->stride) ||
	    w->stride[0] < 1 || w->stride[1] < 1 || (!words && !module_pair(padding, 0, pads)) ||
	    !module_pair(module_setting(module, "dilation"), 1, dilation))
		return graph_refuse(graph, module_name(module), "its size or stride is not known",
				    err);
	if (json_is_null(module_setting(module, "stride")) || !module_setting(module, "stride"))
		w->stride[1] = w->size[1];
	if (dilation[0] != 1 || dilation[1] != 1 || !module_is_usual(module, "groups", 1))
		return graph_refuse(graph, module_name(module), "it has a dilation or groups", err);
	if (module_is_true(module, "ceil_mode"))
		return graph_refuse(graph, module_name(module), "it has ceil_mode", err);
	w->is_same = words && strcmp(words, "same") == 0;
	if (words && !w->is_same && strcmp(words, "valid") != 0)
		return graph_refuse(graph, module_name(module), "its padding is not known", err);
	w->pads[0] = w->pads[2] = pads[0];
	w->pads[1] = w->pads[3] = pads[1];
	return true;
}

static bool add_conv(struct graph *graph, const json_t *module, const struct torch_kind *kind,
		     struct err *err)
{
	const struct unit *unit = torch_unit(graph, module_name(module));
	const char *mode = json_string_value(module_setting(module, "padding_mode"));
	struct graph_window w = {.size = {0}};
	char text[LAYER_MAX_TEXT];

	(void)kind;
	if (!window_of(graph, module, &w, err))
		return false;
	if (mode && strcmp(mode, "zeros") != 0)
		return graph_refuse(graph, module_name(module),
				    "it is padded with other than zeros", err);
	if (module_is_true(module, "transposed"))
		return graph_refuse(graph, module_name(module), "it is a transposed convolution",
				    err);
	if (!unit || unit->weights->ndim != 4)
		return err_set(err, "%s: module '%s' has no weights in the file", graph->path,
			       module_name(module));
	graph_take_pads(graph, &w);
	graph_window_text("conv", &w, (int)unit->weights->dim[0], text);
	return graph_add_weights(graph, text, unit->weights, unit->bias, true, err);
}

static bool add_linear(struct graph *graph, const json_t *module, const struct torch_kind *kind,
		       struct err *err)
{
	const struct unit *unit = torch_unit(graph, module_name(module));
	char text[LAYER_MAX_TEXT];

	(void)kind;
	if (!unit || unit->weights->ndim != 2)
		return err_set(err, "%s: module '%s' has no weights in the file", graph->path,
			       module_name(module));
	snprintf(text, sizeof(text), "dense%zu", unit->weights->dim[0]);
	return graph_add_weights(graph, text, unit->weights, unit->bias, true, err);
}

static bool add_batch_norm(struct graph *graph, const json_t *module, const struct torch_kind *kind,
			   struct err *err)
{
	const struct batch_norm *found = find_norm(graph, module_name(module));
	struct batch_norm norm;

	(void)kind;
	if (!found)
		return graph_refuse(graph, module_name(module),
				    "it has no running mean in the file, so that each batch of "
				    "images has its own",
				    err);
	norm = *found;
	return get_number(graph, module, "eps", &norm.epsilon, err) &&
	       graph_add_norm(graph, &norm, err);
}

static bool add_pool(struct graph *graph, const json_t *module, const struct torch_kind *kind,
		     struct err *err)
{
	struct graph_window w = {.size = {0}};
	const json_t *divisor = module_setting(module, "divisor_override");
	bool is_average = kind->text[0] == 'a';
	char text[LAYER_MAX_TEXT];

	if (!window_of(graph, module, &w, err))
		return false;
	if (is_average && w.pads[0] + w.pads[1] > 0 &&
	    json_is_false(module_setting(module, "count_include_pad")))
		return graph_refuse(graph, module_name(module),
				    "its average leaves the padding out", err);
	if (divisor && !json_is_null(divisor))
		return graph_refuse(graph, module_name(module), "it has a divisor_override", err);
	if (module_is_true(module, "return_indices"))
		return graph_refuse(graph, module_name(module), "it has return_indices", err);
	graph_window_text(kind->text, &w, 0, text);
	return graph_add(graph, IMPORT_POOL, text, err);
}

static bool add_adaptive_pool(struct graph *graph, const json_t *module,
			      const struct torch_kind *kind, struct err *err)
{
	int size[2];

	if (!module_pair(module_setting(module, "output_size"), 0, size) || size[0] != 1 ||
	    size[1] != 1)
		return graph_refuse(graph, module_name(module), "its output is not 1x1", err);
	return graph_add(graph, IMPORT_OTHER, kind->text, err);
}

/* padding: (left, right, top, bottom); value: of constants. */
static bool add_zeros(struct graph *graph, const json_t *module, const struct torch_kind *kind,
		      struct err *err)
{
	static const int sides[] = {1, 3, 0, 2};
	const json_t *padding = module_setting(module, "padding");

	(void)kind;
	if (!module_is_usual(module, "value", 0))
		return graph_refuse(graph, module_name(module),
				    "it is padded with other than zeros", err);
	for (size_t i = 0; i < 4; i++) {
		const json_t *zeros = json_is_array(padding) ? json_array_get(padding, i) : padding;

		if (!json_is_integer(zeros) || json_integer_value(zeros) < 0 ||
		    json_integer_value(zeros) > DATASET_MAX_SIDE)
			return graph_refuse(graph, module_name(module), "its padding is not known",
					    err);
		graph->pads[sides[i]] += (int)json_integer_value(zeros);
	}
	graph->has_zeros = true;
	return true;
}

static bool add_plain(struct graph *graph, const json_t *module, const struct torch_kind *kind,
		      struct err *err)
{
	(void)module;
	return graph_add(graph, IMPORT_ACTIVATION, kind->text, err);
}

static bool add_leaky(struct graph *graph, const json_t *module, const struct torch_kind *kind,
		      struct err *err)
{
	double slope;

	(void)kind;
	return get_number(graph, module, "negative_slope", &slope, err) &&
	       graph_add_leaky(graph, module_name(module), slope, err);
}

/* With one slope for all it is a leaky ReLU. */
static bool add_prelu(struct graph *graph, const json_t *module, const struct torch_kind *kind,
		      struct err *err)
{
	char name[UNIT_NAME_MAX + sizeof(".weight")];
	const struct tensor *slopes;
	float slope;

	snprintf(name, sizeof(name), "%.*s.%s", UNIT_NAME_MAX - 1, module_name(module), kind->text);
	slopes = tensor_file_find(graph->file, name);
	if (!slopes || tensor_elements(slopes) != 1)
		return graph_refuse(graph, module_name(module), "it is a PReLU of many slopes",
				    err);
	return tensor_floats(slopes, graph->path, &slope, err) &&
	       graph_add_leaky(graph, module_name(module), (double)slope, err);
}

static bool add_gelu(struct graph *graph, const json_t *module, const struct torch_kind *kind,
		     struct err *err)
{
	const char *approximate = json_string_value(module_setting(module, "approximate"));

	(void)kind;
	return graph_add(graph, IMPORT_ACTIVATION,
			 approximate && strcmp(approximate, "tanh") == 0 ? "gelutanh" : "gelu",
			 err);
}

static bool add_elu(struct graph *graph, const json_t *module, const struct torch_kind *kind,
		    struct err *err)
{
	double alpha;

	if (!get_number(graph, module, "alpha", &alpha, err))
		return false;
	if (strcmp(kind->class_name, "CELU") == 0 && alpha != 1)
		return graph_refuse(graph, module_name(module), "its alpha is not 1", err);
	return graph_add_elu(graph, module_name(module), alpha, err);
}

/* Above its threshold it is x, as softplus is but for 2e-9. */
static bool add_softplus(struct graph *graph, const json_t *module, const struct torch_kind *kind,
			 struct err *err)
{
	if (!module_is_usual(module, "beta", 1) || !module_is_usual(module, "threshold", 20))
		return graph_refuse(graph, module_name(module), "its beta or threshold is unusual",
				    err);
	return graph_add(graph, IMPORT_ACTIVATION, kind->text, err);
}

/* Hardtanh from 0 to 6 is ReLU6. */
static bool add_hardtanh(struct graph *graph, const json_t *module, const struct torch_kind *kind,
			 struct err *err)
{
	double min, max;

	if (!get_number(graph, module, "min_val", &min, err) ||
	    !get_number(graph, module, "max_val", &max, err))
		return false;
	if (min != 0 || max != 6)
		return graph_refuse(graph, module_name(module), "it does not cut at 0 and 6", err);
	return graph_add(graph, IMPORT_ACTIVATION, kind->text, err);
}

static bool add_softmax(struct graph *graph, const json_t *module, const struct torch_kind *kind,
			struct err *err)
{
	(void)kind;
	if (!module_is_usual(module, "dim", 1) && !module_is_usual(module, "dim", -1) &&
	    !json_is_null(module_setting(module, "dim")))
		return graph_refuse(graph, module_name(module), "it is not over the classes", err);
	return graph_end(graph, module_name(module), err);
}

static bool add_flatten(struct graph *graph, const json_t *module, const struct torch_kind *kind,
			struct err *err)
{
	(void)kind;
	return (module_is_usual(module, "start_dim", 1) &&
		module_is_usual(module, "end_dim", -1)) ||
	       graph_refuse(graph, module_name(module), "it does not flatten whole images", err);
}

/* An image that comes as a vector gets its form; behind layers it could be any. */
static bool add_unflatten(struct graph *graph, const json_t *module, const struct torch_kind *kind,
			  struct err *err)
{
	(void)kind;
	return graph->own_count == 0 ||
	       graph_refuse(graph, module_name(module), "it stands behind layers of weights", err);
}

static bool add_nothing(struct graph *graph, const json_t *module, const struct torch_kind *kind,
			struct err *err)
{
	(void)graph;
	(void)module;
	(void)kind;
	(void)err;
	return true;
}

static const struct torch_kind kinds[] = {
	{"Conv2d", add_conv, NULL},
	{"Linear", add_linear, NULL},
	{"BatchNorm2d", add_batch_norm, NULL},
	{"BatchNorm1d", add_batch_norm, NULL},
	{"MaxPool2d", add_pool, "pool"},
	{"AvgPool2d", add_pool, "avgpool"},
	{"AdaptiveAvgPool2d", add_adaptive_pool, "globalavgpool"},
	{"ZeroPad2d", add_zeros, NULL},
	{"ConstantPad2d", add_zeros, NULL},
	{"ReLU", add_plain, "relu"},
	{"ReLU6", add_hardtanh, "relu6"},
	{"Hardtanh", add_hardtanh, "relu6"},
	{"LeakyReLU", add_leaky, NULL},
	{"PReLU", add_prelu, "weight"},
	{"Tanh", add_plain, "tanh"},
	{"Sigmoid", add_plain, "sigmoid"},
	{"Hardsigmoid", add_plain, "hardsigmoid"},
	{"GELU", add_gelu, NULL},
	{"ELU", add_elu, NULL},
	{"CELU", add_elu, NULL},
	{"SELU", add_plain, "selu"},
	{"SiLU", add_plain, "silu"},
	{"Hardswish", add_plain, "hardswish"},
	{"Mish", add_plain, "mish"},
	{"Softplus", add_softplus, "softplus"},
	{"Softsign", add_plain, "softsign"},
	{"Flatten", add_flatten, NULL},
	{"Unflatten", add_unflatten, NULL},
	{"Identity", add_nothing, NULL},
	{"Dropout", add_nothing, NULL},
	{"Dropout1d", add_nothing, NULL},
	{"Dropout2d", add_nothing, NULL},
	{"AlphaDropout", add_nothing, NULL},
	{"FeatureAlphaDropout", add_nothing, NULL},
	{"Softmax", add_softmax, NULL},
	{"LogSoftmax", add_softmax, NULL},
};

const struct torch_kind *torch_kind(const json_t *module)
{
	/* A class of one's own that can only do what its name says. */
	bool is_flatten = strcmp(module_class(module), "Flatten") == 0;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if ((module_is_of_torch(module) || is_flatten) &&
		    strcmp(module_class(module), kinds[i].class_name) == 0)
			return &kinds[i];
	return NULL;
}
