/* Kinds of layers by their class, each with the settings that change what it computes: those that
 * netglyph does not compute are refused. */
#include "model/import/keras_kinds.h"
#include "format/dtype.h"
#include "model/import/keras_config.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

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

/* False: there are several. */
static bool find_unit(const struct graph *graph, const char *layer, const struct unit **found)
{
	*found = NULL;
	for (int i = 0; i < graph->units->count; i++) {
		if (!is_named(graph->units->unit[i].name, layer))
			continue;
		if (*found)
			return false;
		*found = &graph->units->unit[i];
	}
	return true;
}

static const struct batch_norm *find_norm(const struct graph *graph, const char *layer)
{
	const struct batch_norm *found = NULL;

	for (int i = 0; i < graph->units->norm_count; i++)
		if (is_named(graph->units->norm[i].name, layer)) {
			if (found)
				return NULL;
			found = &graph->units->norm[i].norm;
		}
	return found;
}

/* ---------------------------------------------------------------------------------- the kinds */

static bool add_named(struct graph *, const char *activation, const struct keras_layer *,
		      struct err *);

/* The "activation" of a layer: a name, or an object with one, which may be a layer. */
static bool add_activation(struct graph *graph, const struct keras_layer *l, struct err *err)
{
	const json_t *activation = json_object_get(l->config, "activation");
	const char *text = json_string_value(activation);
	struct keras_layer own = {json_object_get(activation, "config"), l->name, NULL};

	if (!activation || json_is_null(activation))
		return true;
	if (text)
		return add_named(graph, text, l, err);
	text = keras_text(activation, "class_name", "?");
	if (strcmp(text, "function") == 0)
		return add_named(graph, keras_text(activation, "config", "?"), l, err);
	own.kind = keras_kind(text);
	if (!own.kind || !own.kind->is_activation)
		return graph_unknown(graph, l->name, text, err);
	return own.kind->add(graph, &own, err);
}

/* Channels come last with TensorFlow; Keras 1 calls it dim_ordering. */
static bool check_channels(const struct graph *graph, const struct keras_layer *l, struct err *err)
{
	return (strcmp(keras_text(l->config, "data_format", "channels_last"), "channels_last") ==
			0 &&
		strcmp(keras_text(l->config, "dim_ordering", "tf"), "th") != 0) ||
	       graph_refuse(graph, l->name, "its channels come first", err);
}

static bool window_of(const struct graph *graph, const struct keras_layer *l, const char *size_key,
		      struct graph_window *w, struct err *err)
{
	static const int one[2] = {1, 1}, two[2] = {2, 2};
	const char *padding =
		keras_text(l->config, "padding", keras_text(l->config, "border_mode", "valid"));
	const char *strides = json_object_get(l->config, "subsample") ? "subsample" : "strides";
	int dilation[2];

	if (!keras_pair(l->config, size_key, two, w->size) ||
	    !keras_pair(l->config, strides, l->kind->text ? w->size : one, w->stride) ||
	    !keras_pair(l->config, "dilation_rate", one, dilation))
		return graph_refuse(graph, l->name, "its size or stride is not known", err);
	if (dilation[0] != 1 || dilation[1] != 1 || !keras_is_usual(l->config, "groups", 1))
		return graph_refuse(graph, l->name, "it has a dilation or groups", err);
	w->is_same = strcmp(padding, "same") == 0;
	if (!w->is_same && strcmp(padding, "valid") != 0)
		return graph_refuse(graph, l->name, "its padding is neither 'same' nor 'valid'",
				    err);
	return check_channels(graph, l, err);
}

/* Weights by the layer's name, for which the word is printed. */
static bool add_weights(struct graph *graph, const struct unit *unit, const char *word,
			const struct keras_layer *l, bool is_conv, struct err *err)
{
	if (unit && (unit->weights->ndim == 4) == is_conv)
		return graph_add_weights(graph, word, unit->weights, unit->bias, false, err) &&
		       add_activation(graph, l, err);
	return err_set(err, "%s: layer '%s' has no weights in the file, or none of its shape",
		       graph->path, l->name);
}

static bool several(const struct graph *graph, const struct keras_layer *l, struct err *err)
{
	return graph_refuse(graph, l->name, "there are several of that name", err);
}

static bool add_conv(struct graph *graph, const struct keras_layer *l, struct err *err)
{
	const struct unit *unit;
	struct graph_window w = {.size = {0}};
	char text[LAYER_MAX_TEXT];
	int sizes[4] = {0};

	if (!window_of(graph, l, "kernel_size", &w, err))
		return false;
	if (!find_unit(graph, l->name, &unit))
		return several(graph, l, err);
	if (unit)
		unit_sizes(unit->weights, false, sizes);
	w.size[0] = sizes[0];
	w.size[1] = sizes[1];
	graph_take_pads(graph, &w);
	graph_window_text("conv", &w, sizes[3], text);
	return add_weights(graph, unit, text, l, true, err);
}

static bool add_dense(struct graph *graph, const struct keras_layer *l, struct err *err)
{
	const struct unit *unit;
	char text[LAYER_MAX_TEXT];

	if (!find_unit(graph, l->name, &unit))
		return several(graph, l, err);
	snprintf(text, sizeof(text), "dense%zu",
		 unit && unit->weights->ndim == 2 ? unit->weights->dim[1] : 0);
	return add_weights(graph, unit, text, l, false, err);
}

static bool add_pool(struct graph *graph, const struct keras_layer *l, struct err *err)
{
	struct graph_window w = {.size = {0}};
	char text[LAYER_MAX_TEXT];

	if (!window_of(graph, l, "pool_size", &w, err))
		return false;
	graph_window_text(l->kind->text, &w, 0, text);
	return graph_add(graph, IMPORT_POOL, text, err);
}

static bool add_global_average(struct graph *graph, const struct keras_layer *l, struct err *err)
{
	return check_channels(graph, l, err) && graph_add(graph, IMPORT_OTHER, l->kind->text, err);
}

/* Along the channels, which are the last axis: of images the third. */
static bool is_last_axis(const struct graph *graph, const struct keras_layer *l)
{
	const json_t *axis = json_object_get(l->config, "axis");
	bool is_flat = graph->own_count > 0 && graph->own[graph->own_count - 1].weights->ndim == 2;

	if (json_is_array(axis) && json_array_size(axis) == 1)
		axis = json_array_get(axis, 0);
	return !axis || (json_is_integer(axis) &&
			 (json_integer_value(axis) == -1 || json_integer_value(axis) == 3 ||
			  (is_flat && json_integer_value(axis) == 1)));
}

static bool add_batch_norm(struct graph *graph, const struct keras_layer *l, struct err *err)
{
	const struct batch_norm *found = find_norm(graph, l->name);
	struct batch_norm norm;

	if (!is_last_axis(graph, l))
		return graph_refuse(graph, l->name, "it is not along the channels", err);
	if (!keras_is_usual(l->config, "mode", 0))
		return graph_refuse(graph, l->name, "each batch of images has its own mean", err);
	if (!found)
		return err_set(err, "%s: layer '%s' has no weights in the file", graph->path,
			       l->name);
	norm = *found;
	return (keras_number(l->config, "epsilon", 1e-3, &norm.epsilon) ||
		graph_refuse(graph, l->name, "its epsilon is no number", err)) &&
	       graph_add_norm(graph, &norm, err);
}

/* y = x scale + offset */
static bool add_rescaling(struct graph *graph, const struct keras_layer *l, struct err *err)
{
	double scale, offset;

	if (!keras_number(l->config, "scale", 0, &scale) ||
	    !keras_number(l->config, "offset", 0, &offset) || scale == 0)
		return graph_refuse(graph, l->name, "its scale or offset is no number", err);
	return graph_add_normalize(graph, -offset / scale, 1 / scale, err);
}

/* The one value of a Normalization's config, or of its tensor, which is *from then. */
static bool get_moment(const struct graph *graph, const struct keras_layer *l, const char *key,
		       double *number, const struct tensor **from)
{
	const json_t *value = json_object_get(l->config, key);
	struct err ignored;
	float moment;

	while (json_is_array(value) && json_array_size(value) == 1)
		value = json_array_get(value, 0);
	*number = json_number_value(value);
	for (size_t i = 0; !json_is_number(value) && i < tensor_file_count(graph->file); i++) {
		const struct tensor *t = tensor_file_at(graph->file, i);
		const char *last = strrchr(t->name, '/');
		char stem[UNIT_NAME_MAX];

		if (!last || strcmp(last + 1, key) != 0 || tensor_elements(t) != 1)
			continue;
		snprintf(stem, sizeof(stem), "%.*s", (int)(last - t->name), t->name);
		if (!is_named(stem, l->name) || !tensor_floats(t, graph->path, &moment, &ignored))
			continue;
		*number = (double)moment;
		*from = t;
		return true;
	}
	return json_is_number(value);
}

/* (x - mean) / sqrt(variance), of one mean and variance. */
static bool add_normalization(struct graph *graph, const struct keras_layer *l, struct err *err)
{
	const struct tensor *moments[2] = {NULL};
	struct candidate *candidate = graph->candidate;
	double mean, variance;

	if (json_is_true(json_object_get(l->config, "invert")))
		return graph_refuse(graph, l->name, "it has invert", err);
	if (!get_moment(graph, l, "mean", &mean, &moments[0]) ||
	    !get_moment(graph, l, "variance", &variance, &moments[1]))
		return graph_refuse(graph, l->name,
				    "it has a mean and a variance for each of many places", err);
	if (!graph_add_normalize(graph, mean, fmax(sqrt(variance), 1e-7), err))
		return false;
	memcpy(candidate->layers[candidate->count - 1].moments, moments, sizeof(moments));
	return true;
}

static bool add_relu(struct graph *graph, const struct keras_layer *l, struct err *err)
{
	double slope, max;

	if (!keras_number(l->config, "negative_slope", 0, &slope) ||
	    !keras_number(l->config, "max_value", INFINITY, &max) ||
	    !keras_is_usual(l->config, "threshold", 0) ||
	    (isfinite(max) && (max != 6 || slope != 0)))
		return graph_refuse(graph, l->name,
				    "its ReLU has a threshold, or a largest value other than 6",
				    err);
	return isfinite(max) ? graph_add(graph, IMPORT_ACTIVATION, "relu6", err)
			     : graph_add_leaky(graph, l->name, slope, err);
}

static bool add_leaky(struct graph *graph, const struct keras_layer *l, struct err *err)
{
	const char *key = json_object_get(l->config, "alpha") ? "alpha" : "negative_slope";
	double slope;

	return (keras_number(l->config, key, 0.3, &slope) ||
		graph_refuse(graph, l->name, "its slope is no number", err)) &&
	       graph_add_leaky(graph, l->name, slope, err);
}

static bool add_elu(struct graph *graph, const struct keras_layer *l, struct err *err)
{
	double alpha;

	return (keras_number(l->config, "alpha", 1, &alpha) ||
		graph_refuse(graph, l->name, "its alpha is no number", err)) &&
	       graph_add_elu(graph, l->name, alpha, err);
}

/* [[top, bottom], [left, right]]; they are those of the convolution behind it if they can be. */
static bool add_zeros(struct graph *graph, const struct keras_layer *l, struct err *err)
{
	const json_t *padding = json_object_get(l->config, "padding");

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
				return graph_refuse(graph, l->name, "its padding is not known",
						    err);
			graph->pads[2 * k + i] += (int)json_integer_value(zeros);
		}
	return check_channels(graph, l, err);
}

static bool add_softmax(struct graph *graph, const struct keras_layer *l, struct err *err)
{
	return keras_is_usual(l->config, "axis", -1) || keras_is_usual(l->config, "axis", 1)
		       ? graph_end(graph, l->name, err)
		       : graph_refuse(graph, l->name, "it is not over the classes", err);
}

static bool add_flatten(struct graph *graph, const struct keras_layer *l, struct err *err)
{
	return check_channels(graph, l, err);
}

/* To a vector, or of the image that comes: behind layers another form would be another order. */
static bool add_reshape(struct graph *graph, const struct keras_layer *l, struct err *err)
{
	const json_t *shape = json_object_get(l->config, "target_shape");
	struct shape *input = &graph->candidate->input;
	int height = (int)json_integer_value(json_array_get(shape, 0));
	int width = (int)json_integer_value(json_array_get(shape, 1));

	if (json_array_size(shape) < 2)
		return true;
	if (graph->own_count > 0 || height < 1 || width < 1 || height > DATASET_MAX_SIDE ||
	    width > DATASET_MAX_SIDE ||
	    (input->height > 0 && (input->height != height || input->width != width)))
		return graph_refuse(graph, l->name,
				    "it takes its values for an image of other "
				    "sides",
				    err);
	*input = (struct shape){height, width, 1};
	return true;
}

/* Changes nothing when a net is evaluated. */
static bool add_nothing(struct graph *graph, const struct keras_layer *l, struct err *err)
{
	(void)graph;
	(void)l;
	(void)err;
	return true;
}

static const struct keras_kind kinds[] = {
	{"Conv2D", add_conv, NULL, false},
	{"Convolution2D", add_conv, NULL, false},
	{"Dense", add_dense, NULL, false},
	{"MaxPooling2D", add_pool, "pool", false},
	{"AveragePooling2D", add_pool, "avgpool", false},
	{"GlobalAveragePooling2D", add_global_average, "globalavgpool", false},
	{"BatchNormalization", add_batch_norm, NULL, false},
	{"Rescaling", add_rescaling, NULL, false},
	{"Normalization", add_normalization, NULL, false},
	{"Activation", add_activation, NULL, false},
	{"ReLU", add_relu, NULL, true},
	{"LeakyReLU", add_leaky, NULL, true},
	{"ELU", add_elu, NULL, true},
	{"Softmax", add_softmax, NULL, true},
	{"ZeroPadding2D", add_zeros, NULL, false},
	{"Flatten", add_flatten, NULL, false},
	{"Reshape", add_reshape, NULL, false},
	{"InputLayer", add_nothing, NULL, false},
	{"Identity", add_nothing, NULL, false},
	{"Dropout", add_nothing, NULL, false},
	{"AlphaDropout", add_nothing, NULL, false},
	{"SpatialDropout2D", add_nothing, NULL, false},
	{"GaussianNoise", add_nothing, NULL, false},
	{"GaussianDropout", add_nothing, NULL, false},
	{"ActivityRegularization", add_nothing, NULL, false},
	{"RandomRotation", add_nothing, NULL, false},
	{"RandomTranslation", add_nothing, NULL, false},
	{"RandomZoom", add_nothing, NULL, false},
	{"RandomFlip", add_nothing, NULL, false},
	{"RandomContrast", add_nothing, NULL, false},
	{"RandomBrightness", add_nothing, NULL, false},
};

const struct keras_kind *keras_kind(const char *class_name)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(class_name, kinds[i].class_name) == 0)
			return &kinds[i];
	return NULL;
}

/* Before version 3 Keras's hard sigmoid had another slope. */
static double hard_slope(const struct graph *graph)
{
	const char *version = tensor_file_metadata(graph->file, "keras_version");

	return version && version[0] < '3' ? 0.2 : 1 / 6.0;
}

static bool add_named(struct graph *graph, const char *activation, const struct keras_layer *l,
		      struct err *err)
{
	static const struct {
		const char *keras, *text;
	} known[] = {{"relu", "relu"},  {"relu6", "relu6"},         {"leaky_relu", "leaky0.2"},
		     {"tanh", "tanh"},  {"sigmoid", "sigmoid"},     {"gelu", "gelu"},
		     {"elu", "elu1"},   {"selu", "selu"},           {"silu", "silu"},
		     {"swish", "silu"}, {"hard_silu", "hardswish"}, {"hard_swish", "hardswish"},
		     {"mish", "mish"},  {"softplus", "softplus"},   {"softsign", "softsign"}};
	char what[96];

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strcmp(activation, known[i].keras) == 0)
			return graph_add(graph, IMPORT_ACTIVATION, known[i].text, err);
	if (strcmp(activation, "linear") == 0)
		return true;
	if (strcmp(activation, "softmax") == 0 || strcmp(activation, "log_softmax") == 0)
		return graph_end(graph, l->name, err);
	if (strcmp(activation, "hard_sigmoid") == 0)
		return graph_add_hardsigmoid(graph, l->name, hard_slope(graph), err);
	snprintf(what, sizeof(what), "the activation '%.40s' is not known", activation);
	return graph_refuse(graph, l->name, what, err);
}
