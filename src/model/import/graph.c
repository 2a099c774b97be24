/* What readers of graphs share. */
#include "model/import/graph.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

bool graph_refuse(const struct graph *graph, const char *layer, const char *what, struct err *err)
{
	return err_set(
		err,
		"%s: layer '%s': %s; netglyph computes chains of convolutions, dense layers, "
		"poolings, batch norms and activations",
		graph->path, layer, what);
}

bool graph_unknown(const struct graph *graph, const char *layer, const char *kind, struct err *err)
{
	return err_set(err,
		       "%s: layer '%s' is %.60s, which netglyph does not know; it computes chains "
		       "of convolutions, dense layers, poolings, batch norms and activations",
		       graph->path, layer, kind);
}

bool graph_end(struct graph *graph, const char *layer, struct err *err)
{
	if (*graph->end && !graph->is_order_open)
		return graph_refuse(graph, layer, "it is a second softmax", err);
	snprintf(graph->end, sizeof(graph->end), "%s", *layer ? layer : "softmax");
	return true;
}

/* The zeros that no convolution took in. */
static void pad_text(int pads[4], char text[LAYER_MAX_TEXT])
{
	snprintf(text, LAYER_MAX_TEXT, "pad%d,%d,%d,%d", pads[0], pads[1], pads[2], pads[3]);
	if (pads[0] == pads[1] && pads[0] == pads[2] && pads[0] == pads[3])
		snprintf(text, LAYER_MAX_TEXT, "pad%d", pads[0]);
	memset(pads, 0, 4 * sizeof(*pads));
}

static struct import_layer *next_layer(struct graph *graph, enum import_kind kind, struct err *err)
{
	struct candidate *candidate = graph->candidate;
	bool has_pads = graph->pads[0] + graph->pads[1] + graph->pads[2] + graph->pads[3] > 0;
	struct import_layer *layer;

	if (*graph->end && !graph->is_order_open) {
		graph_refuse(graph, graph->end, "it is a softmax in the middle", err);
		return NULL;
	}
	graph->is_disordered |= *graph->end != 0;
	if (candidate->count + has_pads >= NET_MAX_LAYERS) {
		err_set(err, "%s: has more than %d layers", graph->path, NET_MAX_LAYERS);
		return NULL;
	}
	if (has_pads) {
		layer = &candidate->layers[candidate->count++];
		*layer = (struct import_layer){.kind = IMPORT_OTHER};
		pad_text(graph->pads, layer->text);
	}
	layer = &candidate->layers[candidate->count++];
	*layer = (struct import_layer){.kind = kind};
	return layer;
}

bool graph_add(struct graph *graph, enum import_kind kind, const char *text, struct err *err)
{
	struct import_layer *layer = next_layer(graph, kind, err);

	if (layer)
		snprintf(layer->text, sizeof(layer->text), "%s", text);
	return layer;
}

static bool add_number(struct graph *graph, const char *word, double number, struct err *err)
{
	char text[LAYER_MAX_TEXT];

	layer_print_number(word, (float)number, text, sizeof(text));
	return graph_add(graph, IMPORT_ACTIVATION, text, err);
}

bool graph_add_leaky(struct graph *graph, const char *layer, double slope, struct err *err)
{
	if (slope == 0)
		return graph_add(graph, IMPORT_ACTIVATION, "relu", err);
	if (!(slope > 0 && slope < 1))
		return graph_refuse(graph, layer, "its slope is not from 0 to below 1", err);
	return add_number(graph, "leaky", slope, err);
}

bool graph_add_elu(struct graph *graph, const char *layer, double factor, struct err *err)
{
	if (!(factor >= 0))
		return graph_refuse(graph, layer, "its factor is below 0", err);
	return add_number(graph, "elu", factor, err);
}

bool graph_add_hardsigmoid(struct graph *graph, const char *layer, double slope, struct err *err)
{
	if (fabs(slope * 6 - 1) < 1e-4)
		return graph_add(graph, IMPORT_ACTIVATION, "hardsigmoid", err);
	if (!(slope > 0 && slope < 100))
		return graph_refuse(graph, layer, "its slope is not above 0", err);
	return add_number(graph, "hardsigmoid", slope, err);
}

/* Each layer has room for its own weights or batch norm. */
_Static_assert((int)UNITS_MAX >= (int)NET_MAX_LAYERS, "a unit for each layer");

bool graph_add_weights(struct graph *graph, const char *text, const struct tensor *weights,
		       const struct tensor *bias, bool is_torch, struct err *err)
{
	struct import_layer *layer = next_layer(graph, IMPORT_WEIGHTS, err);
	int sizes[4];

	if (!layer)
		return false;
	if (!unit_sizes(weights, is_torch, sizes) ||
	    (bias && (bias->ndim < 1 || bias->dim[bias->ndim - 1] != (size_t)sizes[3])))
		return err_set(err,
			       "%s: tensor '%s' and its bias have other shapes than their "
			       "layer",
			       graph->path, weights->name);
	graph->own[graph->own_count] =
		(struct unit){.weights = weights, .bias = bias, .stride = -1, .padding = -1};
	layer->unit = &graph->own[graph->own_count++];
	layer->is_torch = is_torch;
	layer->flatten = graph->flatten;
	snprintf(layer->text, sizeof(layer->text), "%s", text);
	graph->candidate->classes = sizes[3];
	return true;
}

bool graph_add_norm(struct graph *graph, const struct batch_norm *norm, struct err *err)
{
	struct import_layer *layer = next_layer(graph, IMPORT_NORM, err);

	if (!layer)
		return false;
	graph->norms[graph->norm_count] = *norm;
	layer->norm = &graph->norms[graph->norm_count++];
	return true;
}

bool graph_add_normalize(struct graph *graph, double mean, double deviation, struct err *err)
{
	struct import_layer *layer;

	if (!(deviation != 0))
		return err_set(err, "%s: it divides images by 0", graph->path);
	layer = next_layer(graph, IMPORT_NORMALIZE, err);
	if (!layer)
		return false;
	layer->mean = mean;
	layer->deviation = deviation;
	return true;
}

enum { SUFFIX_MAX = 20 };

/* Whether zeros around keep an image's size, with the window in the middle. */
static bool is_centred(const struct graph_window *w)
{
	for (int i = 0; i < 4; i++)
		if (w->pads[i] * 2 + 1 != w->size[i % 2])
			return false;
	return w->stride[0] == 1 && w->stride[1] == 1 && w->size[0] == w->size[1];
}

static void print_padding(const struct graph_window *w, char text[SUFFIX_MAX])
{
	const int *p = w->pads;

	if (p[0] == p[1] && p[1] == p[2] && p[2] == p[3])
		snprintf(text, SUFFIX_MAX, p[0] ? "p%d" : "v", p[0]);
	else
		snprintf(text, SUFFIX_MAX, "p%d,%d,%d,%d", p[0], p[1], p[2], p[3]);
}

void graph_window_text(const char *word, const struct graph_window *w, int filters,
		       char text[LAYER_MAX_TEXT])
{
	char padding[SUFFIX_MAX] = "", stride[SUFFIX_MAX] = "";
	bool is_square = w->size[0] == w->size[1];
	/* A pooling goes on by its own size. */
	int usual_y = filters ? 1 : w->size[0], usual_x = filters ? 1 : w->size[1];

	if (w->stride[0] != w->stride[1])
		snprintf(stride, sizeof(stride), "s%dx%d", w->stride[0], w->stride[1]);
	else if (w->stride[0] != usual_y || w->stride[1] != usual_x)
		snprintf(stride, sizeof(stride), "s%d", w->stride[0]);
	if (!w->is_same && !(filters && is_centred(w)))
		print_padding(w, padding);
	if (filters)
		snprintf(text, LAYER_MAX_TEXT, "%s%dx%dx%d%s%s", word, w->size[0], w->size[1],
			 filters, stride, padding);
	else if (is_square)
		snprintf(text, LAYER_MAX_TEXT, "%s%d%s%s", word, w->size[0], stride, padding);
	else
		snprintf(text, LAYER_MAX_TEXT, "%s%dx%d%s%s", word, w->size[0], w->size[1], stride,
			 padding);
}

void graph_take_pads(struct graph *graph, struct graph_window *w)
{
	for (int i = 0; i < 4; i++)
		if (w->is_same || w->pads[i] + graph->pads[i] >= w->size[i % 2])
			return;
	for (int i = 0; i < 4; i++) {
		w->pads[i] += graph->pads[i];
		graph->pads[i] = 0;
	}
}

void graph_note(struct graph *graph, const char *note)
{
	size_t length = strlen(graph->notes);

	snprintf(graph->notes + length, sizeof(graph->notes) - length, "%s%s", length ? "; " : "",
		 note);
}
