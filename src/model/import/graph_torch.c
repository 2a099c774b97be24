/*
 * The modules of a pickled PyTorch model: {"class", "name", "settings", "modules"}. An
 * nn.Sequential is computed in the order of its modules, and so is, in all likelihood, a class of
 * one's own whose modules have an activation behind all layers of weights but the last. Of other
 * classes, whose forward() is not in the file, only the modules are known. One that is not computed
 * exactly as PyTorch does is refused wherever it stands.
 */
#include "model/import/graph.h"
#include "model/import/torch_module.h"

#include <stdio.h>
#include <string.h>

static struct unit *find_unit(const struct graph *graph, const char *name)
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

/* ---------------------------------------------------------------------------------- the kinds */

/* What a class of modules becomes. */
struct torch_kind {
	const char *class_name;
	bool (*add)(struct graph *, const json_t *module, const struct torch_kind *, struct err *);
	const char *text; /* of layers without settings */
};

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
	const struct unit *unit = find_unit(graph, module_name(module));
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
	const struct unit *unit = find_unit(graph, module_name(module));
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

/* ------------------------------------------------------------------------------------ the order */

static bool is_sequential(const json_t *module)
{
	return module_is_of_torch(module) && strcmp(module_class(module), "Sequential") == 0;
}

/* What trains or measures and computes nothing of a net. */
static bool is_beside(const json_t *module)
{
	static const char *const prefixes[] = {"torch.nn.modules.loss.", "torchmetrics."};
	const char *name = json_string_value(json_object_get(module, "class"));

	for (size_t i = 0; name && i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
		if (strncmp(name, prefixes[i], strlen(prefixes[i])) == 0)
			return true;
	return false;
}

/* NULL: it is a class of one's own, or one that is not computed. */
static const struct torch_kind *kind_of(const json_t *module)
{
	/* A class of one's own that can only do what its name says. */
	bool is_flatten = strcmp(module_class(module), "Flatten") == 0;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if ((module_is_of_torch(module) || is_flatten) &&
		    strcmp(module_class(module), kinds[i].class_name) == 0)
			return &kinds[i];
	return NULL;
}

/* Of modules whose order is not known: what their own settings say of their weights. */
static void hint(struct graph *graph, const json_t *module)
{
	struct unit *unit = find_unit(graph, module_name(module));
	const char *words = json_string_value(module_setting(module, "padding"));
	int stride[2], padding[2], size[2];

	if (!unit || strcmp(module_class(module), "Conv2d") != 0)
		return;
	if (module_setting(module, "stride") &&
	    module_pair(module_setting(module, "stride"), 1, stride) && stride[0] > 0)
		unit->stride = stride[0];
	if (words && strcmp(words, "valid") == 0)
		unit->padding = 0;
	else if (words && module_pair(module_setting(module, "kernel_size"), 0, size) &&
		 size[0] % 2 == 1 && size[0] == size[1])
		unit->padding = size[0] / 2;
	if (json_is_array(module_setting(module, "padding")) &&
	    module_pair(module_setting(module, "padding"), 0, padding) && padding[0] == padding[1])
		unit->padding = padding[0];
}

/* "torch.nn.LSTM", as one writes it. */
static bool unknown(const struct graph *graph, const json_t *module, struct err *err)
{
	const char *class_name = json_string_value(json_object_get(module, "class"));
	char kind[96];

	snprintf(kind, sizeof(kind), "torch.nn.%s", module_class(module));
	return graph_unknown(graph, module_name(module),
			     module_is_of_torch(module) || !class_name ? kind : class_name, err);
}

enum { NESTED_MAX = 16 };

/* Whether a module of PyTorch's does nothing but hold others. */
static bool is_container(const json_t *module)
{
	static const char *const names[] = {"Sequential", "ModuleList", "ModuleDict"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(module_class(module), names[i]) == 0)
			return true;
	return false;
}

static bool add_modules(struct graph *graph, const json_t *module, int depth, struct err *err)
{
	const json_t *modules = json_object_get(module, "modules"), *part;
	const struct torch_kind *kind = kind_of(module);
	size_t i;

	hint(graph, module);
	if (is_beside(module))
		return true;
	if (kind)
		return kind->add(graph, module, kind, err);
	if (depth == NESTED_MAX || (module_is_of_torch(module) && !is_container(module)) ||
	    (!module_is_of_torch(module) && json_array_size(modules) == 0 && depth > 0))
		return unknown(graph, module, err);
	json_array_foreach (modules, i, part)
		if (!add_modules(graph, part, depth + 1, err))
			return false;
	return true;
}

/* Whether only Sequentials are in Sequentials. */
static bool is_all_sequential(const json_t *module, int depth)
{
	const json_t *modules = json_object_get(module, "modules"), *part;
	size_t i;

	if (json_array_size(modules) == 0)
		return true;
	if (!is_sequential(module) || depth == NESTED_MAX)
		return false;
	json_array_foreach (modules, i, part)
		if (!is_all_sequential(part, depth + 1))
			return false;
	return true;
}

/* Whether there is an activation behind all layers of weights but the last. */
static bool has_all_activations(const struct candidate *candidate)
{
	bool is_waiting = false;

	for (int i = 0; i < candidate->count; i++) {
		if (candidate->layers[i].kind == IMPORT_WEIGHTS && is_waiting)
			return false;
		if (candidate->layers[i].kind == IMPORT_WEIGHTS)
			is_waiting = true;
		if (candidate->layers[i].kind == IMPORT_ACTIVATION)
			is_waiting = false;
	}
	return true;
}

static enum graph_answer follow(const json_t *root, struct graph *graph, struct err *err)
{
	graph->flatten = FLATTEN_CHW;
	graph->is_order_open = !is_all_sequential(root, 0);
	if (!add_modules(graph, root, 0, err))
		return GRAPH_REFUSED;
	if (!graph->is_order_open && graph->own_count)
		return GRAPH_FOLLOWED;
	if (graph->own_count > 0 && !graph->is_disordered &&
	    has_all_activations(graph->candidate)) {
		graph_note(graph,
			   "its modules are taken in their order: forward() is not in the file");
		return GRAPH_FOLLOWED;
	}
	if (!graph->has_zeros)
		return GRAPH_NONE;
	err_set(err,
		"%s: puts zeros around images by a module whose place is not in the file; tell "
		"its layers with --architecture",
		graph->path);
	return GRAPH_REFUSED;
}

const struct graph_reader graph_torch = {"torch_modules", follow};
