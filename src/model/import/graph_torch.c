/*
 * The modules of a pickled PyTorch model: {"class", "name", "settings", "modules"}. An
 * nn.Sequential is computed in the order of its modules, and so is, in all likelihood, a class of
 * one's own whose modules have an activation behind all layers of weights but the last. Of other
 * classes, whose forward() is not in the file, only the settings of the modules are known.
 */
#include "model/import/graph.h"

#include <stdio.h>
#include <string.h>

static const char *class_of(const json_t *module)
{
	const char *name = json_string_value(json_object_get(module, "class"));
	const char *last = name ? strrchr(name, '.') : NULL;

	return last ? last + 1 : name ? name : "?";
}

static const char *name_of(const json_t *module)
{
	const char *name = json_string_value(json_object_get(module, "name"));

	return name ? name : "";
}

static const json_t *setting(const json_t *module, const char *key)
{
	return json_object_get(json_object_get(module, "settings"), key);
}

static double number_of(const json_t *module, const char *key, double usual)
{
	const json_t *value = setting(module, key);

	return json_is_number(value) ? json_number_value(value) : usual;
}

static bool is_true(const json_t *module, const char *key)
{
	return json_is_true(setting(module, key));
}

/* One or two whole numbers; false: something else. */
static bool pair_of(const json_t *value, int usual, int pair[2])
{
	pair[0] = pair[1] = usual;
	for (int i = 0; value && !json_is_null(value) && i < 2; i++) {
		const json_t *part =
			json_is_array(value) ? json_array_get(value, (size_t)i) : value;

		if (!json_is_integer(part) || json_integer_value(part) < 0 ||
		    json_integer_value(part) > DATASET_MAX_SIDE)
			return false;
		pair[i] = (int)json_integer_value(part);
	}
	return true;
}

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

static bool window_of(const struct graph *graph, const json_t *module, struct graph_window *w,
		      struct err *err)
{
	const json_t *padding = setting(module, "padding");
	const char *words = json_string_value(padding);
	int dilation[2], pads[2] = {0};

	if (!pair_of(setting(module, "kernel_size"), 0, w->size) || w->size[0] < 1 ||
	    w->size[1] < 1 || !pair_of(setting(module, "stride"), w->size[0], w->stride) ||
	    w->stride[0] < 1 || w->stride[0] != w->stride[1] ||
	    (!words && !pair_of(padding, 0, pads)) ||
	    !pair_of(setting(module, "dilation"), 1, dilation))
		return graph_refuse(graph, name_of(module), "its size or stride is not known", err);
	if (dilation[0] != 1 || dilation[1] != 1 || number_of(module, "groups", 1) != 1)
		return graph_refuse(graph, name_of(module), "it has a dilation or groups", err);
	if (is_true(module, "ceil_mode"))
		return graph_refuse(graph, name_of(module), "it has ceil_mode", err);
	if (strcmp(words ? words : "", "same") == 0)
		w->is_same = true;
	w->pads[0] = w->pads[2] = pads[0];
	w->pads[1] = w->pads[3] = pads[1];
	return true;
}

static bool add_conv(struct graph *graph, const json_t *module, struct err *err)
{
	const struct unit *unit = find_unit(graph, name_of(module));
	const char *mode = json_string_value(setting(module, "padding_mode"));
	struct graph_window w = {.size = {0}};
	char text[LAYER_MAX_TEXT];

	if (!window_of(graph, module, &w, err))
		return false;
	if (mode && strcmp(mode, "zeros") != 0)
		return graph_refuse(graph, name_of(module), "it is padded with other than zeros",
				    err);
	if (!unit || unit->weights->ndim != 4)
		return err_set(err, "%s: module '%s' has no weights in the file", graph->path,
			       name_of(module));
	graph_window_text("conv", &w, (int)unit->weights->dim[0], text);
	return graph_add_weights(graph, text, unit->weights, unit->bias, true, err);
}

static bool add_linear(struct graph *graph, const json_t *module, struct err *err)
{
	const struct unit *unit = find_unit(graph, name_of(module));
	char text[LAYER_MAX_TEXT];

	if (!unit || unit->weights->ndim != 2)
		return err_set(err, "%s: module '%s' has no weights in the file", graph->path,
			       name_of(module));
	snprintf(text, sizeof(text), "dense%zu", unit->weights->dim[0]);
	return graph_add_weights(graph, text, unit->weights, unit->bias, true, err);
}

static bool add_batch_norm(struct graph *graph, const json_t *module, struct err *err)
{
	const struct batch_norm *found = find_norm(graph, name_of(module));
	struct batch_norm norm;

	if (!found)
		return err_set(err, "%s: module '%s' has no running mean in the file", graph->path,
			       name_of(module));
	norm = *found;
	norm.epsilon = number_of(module, "eps", 1e-5);
	return graph_add_norm(graph, &norm, err);
}

static bool add_pool(struct graph *graph, const json_t *module, const char *word, struct err *err)
{
	struct graph_window w = {.size = {0}};
	char text[LAYER_MAX_TEXT];

	if (!window_of(graph, module, &w, err))
		return false;
	if (word[0] == 'a' && w.pads[0] + w.pads[1] > 0 &&
	    json_is_false(setting(module, "count_include_pad")))
		return graph_refuse(graph, name_of(module), "its average leaves the padding out",
				    err);
	graph_window_text(word, &w, 0, text);
	return graph_add(graph, IMPORT_POOL, text, err);
}

static bool add_max_pool(struct graph *graph, const json_t *module, struct err *err)
{
	return add_pool(graph, module, "pool", err);
}

static bool add_average_pool(struct graph *graph, const json_t *module, struct err *err)
{
	return add_pool(graph, module, "avgpool", err);
}

static bool add_adaptive_pool(struct graph *graph, const json_t *module, struct err *err)
{
	int size[2];

	if (!pair_of(setting(module, "output_size"), 0, size) || size[0] != 1 || size[1] != 1)
		return graph_refuse(graph, name_of(module), "its output is not 1x1", err);
	return graph_add(graph, IMPORT_OTHER, "globalavgpool", err);
}

static bool add_number(struct graph *graph, const char *word, double number, struct err *err)
{
	char text[LAYER_MAX_TEXT];

	layer_print_number(word, (float)number, text, sizeof(text));
	return graph_add(graph, IMPORT_ACTIVATION, text, err);
}

static bool add_relu(struct graph *graph, const json_t *module, struct err *err)
{
	(void)module;
	return graph_add(graph, IMPORT_ACTIVATION, "relu", err);
}

static bool add_leaky(struct graph *graph, const json_t *module, struct err *err)
{
	return add_number(graph, "leaky", number_of(module, "negative_slope", 0.01), err);
}

static bool add_tanh(struct graph *graph, const json_t *module, struct err *err)
{
	(void)module;
	return graph_add(graph, IMPORT_ACTIVATION, "tanh", err);
}

static bool add_sigmoid(struct graph *graph, const json_t *module, struct err *err)
{
	(void)module;
	return graph_add(graph, IMPORT_ACTIVATION, "sigmoid", err);
}

static bool add_gelu(struct graph *graph, const json_t *module, struct err *err)
{
	const char *approximate = json_string_value(setting(module, "approximate"));

	return graph_add(graph, IMPORT_ACTIVATION,
			 approximate && strcmp(approximate, "tanh") == 0 ? "gelutanh" : "gelu",
			 err);
}

static bool add_elu(struct graph *graph, const json_t *module, struct err *err)
{
	return add_number(graph, "elu", number_of(module, "alpha", 1), err);
}

static bool add_silu(struct graph *graph, const json_t *module, struct err *err)
{
	(void)module;
	return graph_add(graph, IMPORT_ACTIVATION, "silu", err);
}

static bool add_nothing(struct graph *graph, const json_t *module, struct err *err)
{
	(void)graph;
	(void)module;
	(void)err;
	return true;
}

static const struct {
	const char *class_name;
	bool (*add)(struct graph *, const json_t *module, struct err *);
} kinds[] = {
	{"Conv2d", add_conv},
	{"Linear", add_linear},
	{"BatchNorm2d", add_batch_norm},
	{"BatchNorm1d", add_batch_norm},
	{"MaxPool2d", add_max_pool},
	{"AvgPool2d", add_average_pool},
	{"AdaptiveAvgPool2d", add_adaptive_pool},
	{"ReLU", add_relu},
	{"LeakyReLU", add_leaky},
	{"Tanh", add_tanh},
	{"Sigmoid", add_sigmoid},
	{"GELU", add_gelu},
	{"ELU", add_elu},
	{"SiLU", add_silu},
	{"Flatten", add_nothing},
	{"Unflatten", add_nothing},
	{"Identity", add_nothing},
	{"Dropout", add_nothing},
	{"Dropout2d", add_nothing},
	{"Softmax", add_nothing},
	{"LogSoftmax", add_nothing},
	{"NLLLoss", add_nothing},
	{"CrossEntropyLoss", add_nothing},
};

/* ------------------------------------------------------------------------------------ the order */

static bool is_sequential(const json_t *module)
{
	return strcmp(class_of(module), "Sequential") == 0;
}

/* Of modules whose order is not known: what their own settings say of their weights. */
static void hint(struct graph *graph, const json_t *module)
{
	struct unit *unit = find_unit(graph, name_of(module));
	int stride[2], padding[2];

	if (!unit || strcmp(class_of(module), "Conv2d") != 0)
		return;
	if (setting(module, "stride") && pair_of(setting(module, "stride"), 1, stride) &&
	    stride[0] > 0)
		unit->stride = stride[0];
	if (json_is_array(setting(module, "padding")) &&
	    pair_of(setting(module, "padding"), 0, padding) && padding[0] == padding[1])
		unit->padding = padding[0];
}

enum { NESTED_MAX = 16 };

static bool add_modules(struct graph *graph, const json_t *module, int depth, struct err *err)
{
	const json_t *modules = json_object_get(module, "modules"), *part;
	char what[96];
	size_t i;

	hint(graph, module);
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(class_of(module), kinds[i].class_name) == 0)
			return kinds[i].add(graph, module, err);
	if (json_array_size(modules) == 0 || depth == NESTED_MAX) {
		snprintf(what, sizeof(what), "its class %.60s is not known", class_of(module));
		return graph_refuse(graph, name_of(module), what, err);
	}
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
	bool is_followed;

	graph->flatten = FLATTEN_CHW;
	is_followed = add_modules(graph, root, 0, err);
	if (is_all_sequential(root, 0))
		return is_followed ? GRAPH_FOLLOWED : GRAPH_REFUSED;
	if (!is_followed || !has_all_activations(graph->candidate))
		return GRAPH_NONE;
	graph_note(graph, "its modules are taken in their order: forward() is not in the file");
	return GRAPH_FOLLOWED;
}

const struct graph_reader graph_torch = {"torch_modules", follow};
