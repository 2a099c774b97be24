/*
 * The modules of a pickled PyTorch model: {"class", "name", "settings", "modules"}. An
 * nn.Sequential is computed in the order of its modules, and so is, in all likelihood, a class of
 * one's own whose modules have an activation behind all layers of weights but the last. Of other
 * classes, whose forward() is not in the file, only the modules are known. One that is not computed
 * exactly as PyTorch does is refused wherever it stands.
 */
#include "model/import/torch_kinds.h"
#include "model/import/torch_module.h"

#include <stdio.h>
#include <string.h>

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

/* Of modules whose order is not known: what their own settings say of their weights. */
static void hint(struct graph *graph, const json_t *module)
{
	struct unit *unit = torch_unit(graph, module_name(module));
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

/* "torch.nn.LSTM", as one writes it; or a class of one's own. */
static bool unknown(const struct graph *graph, const json_t *module, struct err *err)
{
	const char *class_name = json_string_value(json_object_get(module, "class"));
	char kind[96];

	snprintf(kind, sizeof(kind), "torch.nn.%s", module_class(module));
	if (module_is_of_torch(module) || !class_name)
		return graph_unknown(graph, module_name(module), kind, err);
	return err_set(err,
		       "%s: layer '%s' is %.60s, whose forward() is not in the file; tell the "
		       "layers of the network with --architecture",
		       graph->path, module_name(module), class_name);
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
	const struct torch_kind *kind = torch_kind(module);
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
