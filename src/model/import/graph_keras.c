/*
 * Keras's model_config: {"class_name": "Sequential" or "Functional", "config": {"layers": [...]}},
 * whose layers have class_name and config. Layouts are TensorFlow's; images are flattened in the
 * order height, width, channels.
 */
#include "model/import/graph.h"
#include "model/import/keras_config.h"
#include "model/import/keras_kinds.h"

#include <string.h>

/* [batch, height, width, 1], [batch, height, width] or [batch, pixels] of an input. */
static bool set_input(struct graph *graph, const json_t *config, const char *name, struct err *err)
{
	const json_t *shape = json_object_get(config, "batch_shape");
	int sides[3] = {0};
	size_t count;

	if (!shape)
		shape = json_object_get(config, "batch_input_shape");
	if (!json_is_array(shape))
		return true;
	count = json_array_size(shape);
	for (size_t i = 1; i < count && i < 4; i++) {
		const json_t *side = json_array_get(shape, i);

		sides[i - 1] = json_is_integer(side) && json_integer_value(side) < 1 << 20
				       ? (int)json_integer_value(side)
				       : 0;
	}
	if (count == 4 && sides[0] == 1 && sides[2] > 1)
		return graph_refuse(graph, name, "its channels come first", err);
	if (count == 4 && sides[2] != 1)
		return graph_refuse(graph, name, "it takes images of several channels", err);
	if (count == 3 || count == 4)
		graph->candidate->input = (struct shape){sides[0], sides[1], 1};
	return true;
}

/* Whether a layer of a functional model takes anything but what the layer before it gives. */
static bool takes(const json_t *nodes, const json_t *layers, size_t at)
{
	const char *text = json_string_value(nodes);
	const json_t *part;
	const char *key;
	size_t i;

	for (size_t k = 0; text && k < json_array_size(layers); k++)
		if (k + 1 != at &&
		    strcmp(text, keras_text(json_array_get(layers, k), "name", "")) == 0)
			return true;
	json_array_foreach (nodes, i, part)
		if (takes(part, layers, at))
			return true;
	json_object_foreach ((json_t *)nodes, key, part)
		if (takes(part, layers, at))
			return true;
	return false;
}

static const json_t *layers_of(const json_t *model)
{
	const json_t *config = json_object_get(model, "config");

	return json_is_array(config) ? config : json_object_get(config, "layers");
}

enum { NESTED_MAX = 8 };

static bool add_layers(struct graph *graph, const json_t *layers, int depth, struct err *err);

static bool add_layer(struct graph *graph, const json_t *layer, int depth, struct err *err)
{
	const char *class_name = keras_text(layer, "class_name", "?");
	const json_t *config = json_object_get(layer, "config");
	const char *name = keras_text(config, "name", keras_text(layer, "name", class_name));
	const struct keras_layer added = {config, name, keras_kind(class_name)};

	if (layers_of(layer))
		return depth < NESTED_MAX ? add_layers(graph, layers_of(layer), depth + 1, err)
					  : graph_refuse(graph, name, "it is nested too deep", err);
	if (graph->candidate->count == 0 && !set_input(graph, config, name, err))
		return false;
	if (!added.kind)
		return graph_unknown(graph, name, class_name, err);
	return added.kind->add(graph, &added, err);
}

static bool add_layers(struct graph *graph, const json_t *layers, int depth, struct err *err)
{
	const json_t *layer;
	size_t i;

	json_array_foreach (layers, i, layer) {
		if (takes(json_object_get(layer, "inbound_nodes"), layers, i))
			return graph_refuse(graph, keras_text(layer, "name", "?"),
					    "it takes what another than the layer before it gives",
					    err);
		if (!add_layer(graph, layer, depth, err))
			return false;
	}
	return true;
}

static enum graph_answer follow(const json_t *model, struct graph *graph, struct err *err)
{
	const json_t *layers = layers_of(model);

	if (!layers)
		return GRAPH_NONE;
	graph->flatten = FLATTEN_HWC;
	return add_layers(graph, layers, 0, err) ? GRAPH_FOLLOWED : GRAPH_REFUSED;
}

const struct graph_reader graph_keras = {"keras_config", follow};
