/*
 * Keras's model_config: {"class_name": "Sequential" or "Functional", "config": {"layers": [...]}},
 * whose layers have class_name and config. Layouts are TensorFlow's; images are flattened in the
 * order height, width, channels.
 */
#include "model/import/graph.h"

#include <stdio.h>
#include <string.h>

/* What a kind of layers becomes. */
struct keras_kind {
	const char *class_name;
	bool (*add)(struct graph *, const json_t *config, const char *name, struct err *);
};

static const char *text_of(const json_t *config, const char *key, const char *usual)
{
	const char *text = json_string_value(json_object_get(config, key));

	return text ? text : usual;
}

static double number_of(const json_t *config, const char *key, double usual)
{
	const json_t *value = json_object_get(config, key);

	return json_is_number(value) ? json_number_value(value) : usual;
}

/* One or two whole numbers; false: something else. */
static bool pair_of(const json_t *config, const char *key, int usual, int pair[2])
{
	const json_t *value = json_object_get(config, key);

	pair[0] = pair[1] = usual;
	if (!value || json_is_null(value))
		return true;
	for (int i = 0; i < 2; i++) {
		const json_t *part =
			json_is_array(value) ? json_array_get(value, (size_t)i) : value;

		if (!json_is_integer(part) || json_integer_value(part) < 1 ||
		    json_integer_value(part) > DATASET_MAX_SIDE)
			return false;
		pair[i] = (int)json_integer_value(part);
	}
	return true;
}

/* The unit (or batch norm) of a layer: one whose name is that of the layer, or ends with it. */
static bool is_named(const char *unit, const char *layer)
{
	size_t whole = strlen(unit), part = strlen(layer);
	static const char vars[] = "/vars";

	if (whole > sizeof(vars) - 1 && strcmp(unit + whole - sizeof(vars) + 1, vars) == 0)
		whole -= sizeof(vars) - 1;
	return whole >= part && strncmp(unit + whole - part, layer, part) == 0 &&
	       (whole == part || unit[whole - part - 1] == '/');
}

static const struct unit *find_unit(const struct graph *graph, const char *layer)
{
	for (int i = 0; i < graph->units->count; i++)
		if (is_named(graph->units->unit[i].name, layer))
			return &graph->units->unit[i];
	return NULL;
}

static const struct batch_norm *find_norm(const struct graph *graph, const char *layer)
{
	for (int i = 0; i < graph->units->norm_count; i++)
		if (is_named(graph->units->norm[i].name, layer))
			return &graph->units->norm[i].norm;
	return NULL;
}

/* ---------------------------------------------------------------------------------- the kinds */

static bool add_activation_named(struct graph *graph, const char *activation, const char *name,
				 struct err *err)
{
	static const struct {
		const char *keras, *text;
	} known[] = {
		{"relu", "relu"}, {"tanh", "tanh"},    {"sigmoid", "sigmoid"},    {"gelu", "gelu"},
		{"elu", "elu1"},  {"silu", "silu"},    {"swish", "silu"},         {"linear", ""},
		{"softmax", ""},  {"log_softmax", ""}, {"leaky_relu", "leaky0.2"}};
	char what[96];

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strcmp(activation, known[i].keras) == 0)
			return !known[i].text[0] ||
			       graph_add(graph, IMPORT_ACTIVATION, known[i].text, err);
	snprintf(what, sizeof(what), "the activation '%.40s' is not known", activation);
	return graph_refuse(graph, name, what, err);
}

/* The "activation" of a layer: a name, or an object with one. */
static bool add_activation(struct graph *graph, const json_t *config, const char *name,
			   struct err *err)
{
	const json_t *activation = json_object_get(config, "activation");
	const char *text = json_string_value(activation);

	if (!activation || json_is_null(activation))
		return true;
	if (json_is_object(activation)) {
		text = text_of(activation, "class_name", "?");
		if (strcmp(text, "function") == 0)
			text = text_of(activation, "config", "?");
	}
	return add_activation_named(graph, text ? text : "?", name, err);
}

static bool add_number(struct graph *graph, const char *word, double number, struct err *err)
{
	char text[LAYER_MAX_TEXT];

	layer_print_number(word, (float)number, text, sizeof(text));
	return graph_add(graph, IMPORT_ACTIVATION, text, err);
}

static bool window_of(const struct graph *graph, const json_t *config, const char *name,
		      const char *size_key, struct graph_window *w, struct err *err)
{
	const char *padding = text_of(config, "padding", text_of(config, "border_mode", "valid"));
	int dilation[2];
	bool is_pool = strcmp(size_key, "pool_size") == 0;

	if (!pair_of(config, size_key, 2, w->size) ||
	    !pair_of(config, "strides", is_pool ? w->size[0] : 1, w->stride) ||
	    !pair_of(config, "dilation_rate", 1, dilation) || w->stride[0] != w->stride[1])
		return graph_refuse(graph, name, "its size or stride is not known", err);
	if (dilation[0] != 1 || dilation[1] != 1 || number_of(config, "groups", 1) != 1)
		return graph_refuse(graph, name, "it has a dilation or groups", err);
	if (strcmp(text_of(config, "data_format", "channels_last"), "channels_last") != 0)
		return graph_refuse(graph, name, "its channels come first", err);
	w->is_same = strcmp(padding, "same") == 0;
	if (!w->is_same && strcmp(padding, "valid") != 0)
		return graph_refuse(graph, name, "its padding is neither 'same' nor 'valid'", err);
	return true;
}

/* Weights by the layer's name, for which the word is printed. */
static bool add_weights(struct graph *graph, const struct unit *unit, const char *word,
			const char *name, bool is_conv, struct err *err)
{
	if (unit && (unit->weights->ndim == 4) == is_conv)
		return graph_add_weights(graph, word, unit->weights, unit->bias, false, err);
	return err_set(err, "%s: layer '%s' has no weights in the file, or none of its shape",
		       graph->path, name);
}

static bool add_conv(struct graph *graph, const json_t *config, const char *name, struct err *err)
{
	const struct unit *unit = find_unit(graph, name);
	struct graph_window w = {.size = {0}};
	char text[LAYER_MAX_TEXT];
	int sizes[4] = {0};

	if (!window_of(graph, config, name, "kernel_size", &w, err))
		return false;
	if (unit)
		unit_sizes(unit->weights, false, sizes);
	/* Of zeros put around before, see ZeroPadding2D. */
	memcpy(w.pads, graph->pads, sizeof(w.pads));
	memset(graph->pads, 0, sizeof(graph->pads));
	w.size[0] = sizes[0];
	w.size[1] = sizes[1];
	graph_window_text("conv", &w, sizes[3], text);
	return add_weights(graph, unit, text, name, true, err) &&
	       add_activation(graph, config, name, err);
}

static bool add_dense(struct graph *graph, const json_t *config, const char *name, struct err *err)
{
	const struct unit *unit = find_unit(graph, name);
	char text[LAYER_MAX_TEXT];

	snprintf(text, sizeof(text), "dense%zu",
		 unit && unit->weights->ndim == 2 ? unit->weights->dim[1] : 0);
	return add_weights(graph, unit, text, name, false, err) &&
	       add_activation(graph, config, name, err);
}

static bool add_pool(struct graph *graph, const json_t *config, const char *name, const char *word,
		     struct err *err)
{
	struct graph_window w = {.size = {0}};
	char text[LAYER_MAX_TEXT];

	if (!window_of(graph, config, name, "pool_size", &w, err))
		return false;
	graph_window_text(word, &w, 0, text);
	return graph_add(graph, IMPORT_POOL, text, err);
}

static bool add_max_pool(struct graph *graph, const json_t *config, const char *name,
			 struct err *err)
{
	return add_pool(graph, config, name, "pool", err);
}

static bool add_average_pool(struct graph *graph, const json_t *config, const char *name,
			     struct err *err)
{
	return add_pool(graph, config, name, "avgpool", err);
}

static bool add_global_average(struct graph *graph, const json_t *config, const char *name,
			       struct err *err)
{
	(void)config;
	(void)name;
	return graph_add(graph, IMPORT_OTHER, "globalavgpool", err);
}

static bool add_batch_norm(struct graph *graph, const json_t *config, const char *name,
			   struct err *err)
{
	const struct batch_norm *found = find_norm(graph, name);
	struct batch_norm norm;

	if (!found)
		return err_set(err, "%s: layer '%s' has no weights in the file", graph->path, name);
	norm = *found;
	norm.epsilon = number_of(config, "epsilon", 1e-3);
	return graph_add_norm(graph, &norm, err);
}

/* y = x scale + offset */
static bool add_rescaling(struct graph *graph, const json_t *config, const char *name,
			  struct err *err)
{
	double scale = number_of(config, "scale", 0), offset = number_of(config, "offset", 0);

	if (scale == 0)
		return graph_refuse(graph, name, "its scale is no number", err);
	return graph_add_normalize(graph, -offset / scale, 1 / scale, err);
}

static bool add_relu(struct graph *graph, const json_t *config, const char *name, struct err *err)
{
	double slope = number_of(config, "negative_slope", 0);

	if (json_is_number(json_object_get(config, "max_value")) ||
	    number_of(config, "threshold", 0) != 0)
		return graph_refuse(graph, name, "its ReLU has a largest value or a threshold",
				    err);
	return slope == 0 ? graph_add(graph, IMPORT_ACTIVATION, "relu", err)
			  : add_number(graph, "leaky", slope, err);
}

static bool add_leaky(struct graph *graph, const json_t *config, const char *name, struct err *err)
{
	(void)name;
	return add_number(graph, "leaky",
			  number_of(config, "negative_slope", number_of(config, "alpha", 0.3)),
			  err);
}

static bool add_elu(struct graph *graph, const json_t *config, const char *name, struct err *err)
{
	(void)name;
	return add_number(graph, "elu", number_of(config, "alpha", 1), err);
}

/* [[top, bottom], [left, right]]; they are those of the convolution behind it. */
static bool add_zeros(struct graph *graph, const json_t *config, const char *name, struct err *err)
{
	const json_t *padding = json_object_get(config, "padding");

	for (int i = 0; i < 2; i++)
		for (int k = 0; k < 2; k++) {
			const json_t *side = json_array_get(padding, (size_t)i), *zeros;

			if (json_is_integer(padding))
				zeros = padding;
			else
				zeros = json_is_array(side) ? json_array_get(side, (size_t)k)
							    : side;
			if (!json_is_integer(zeros) || json_integer_value(zeros) < 0 ||
			    json_integer_value(zeros) > DATASET_MAX_SIDE)
				return graph_refuse(graph, name, "its padding is not known", err);
			graph->pads[2 * k + i] = (int)json_integer_value(zeros);
		}
	return true;
}

/* Changes nothing when a net is evaluated, or only the form of what is flattened anyhow. */
static bool add_nothing(struct graph *graph, const json_t *config, const char *name,
			struct err *err)
{
	(void)graph;
	(void)config;
	(void)name;
	(void)err;
	return true;
}

static const struct keras_kind kinds[] = {
	{"Conv2D", add_conv},
	{"Convolution2D", add_conv},
	{"Dense", add_dense},
	{"MaxPooling2D", add_max_pool},
	{"AveragePooling2D", add_average_pool},
	{"GlobalAveragePooling2D", add_global_average},
	{"BatchNormalization", add_batch_norm},
	{"Rescaling", add_rescaling},
	{"Activation", add_activation},
	{"ReLU", add_relu},
	{"LeakyReLU", add_leaky},
	{"ELU", add_elu},
	{"ZeroPadding2D", add_zeros},
	{"Softmax", add_nothing},
	{"InputLayer", add_nothing},
	{"Flatten", add_nothing},
	{"Reshape", add_nothing},
	{"Dropout", add_nothing},
	{"SpatialDropout2D", add_nothing},
	{"GaussianNoise", add_nothing},
	{"GaussianDropout", add_nothing},
	{"ActivityRegularization", add_nothing},
	{"RandomRotation", add_nothing},
	{"RandomTranslation", add_nothing},
	{"RandomZoom", add_nothing},
	{"RandomFlip", add_nothing},
};

/* ------------------------------------------------------------------------------------ the chain */

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
		    strcmp(text, text_of(json_array_get(layers, k), "name", "")) == 0)
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
	const char *class_name = text_of(layer, "class_name", "?");
	const json_t *config = json_object_get(layer, "config");
	const char *name = text_of(config, "name", text_of(layer, "name", class_name));
	char what[96];

	if (layers_of(layer))
		return depth < NESTED_MAX ? add_layers(graph, layers_of(layer), depth + 1, err)
					  : graph_refuse(graph, name, "it is nested too deep", err);
	if (graph->candidate->count == 0 && !set_input(graph, config, name, err))
		return false;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(class_name, kinds[i].class_name) == 0)
			return kinds[i].add(graph, config, name, err);
	snprintf(what, sizeof(what), "its kind %.60s is not known", class_name);
	return graph_refuse(graph, name, what, err);
}

static bool add_layers(struct graph *graph, const json_t *layers, int depth, struct err *err)
{
	const json_t *layer;
	size_t i;

	json_array_foreach (layers, i, layer) {
		if (takes(json_object_get(layer, "inbound_nodes"), layers, i))
			return graph_refuse(graph, text_of(layer, "name", "?"),
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
