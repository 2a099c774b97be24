/* An architecture that a person gives: each of its layers of weights takes the next of a chain. */
#include "base/xalloc.h"
#include "model/import/chain.h"
#include "model/import/import.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_of_sizes(const struct layer *l, const int sizes[4])
{
	struct shape maps = layer_weight_maps(l);
	bool is_dense = sizes[0] == 0;

	if (is_dense)
		return l->ops->is_flat && layer_weight_rows(l) == sizes[2] && l->units == sizes[3];
	return !l->ops->is_flat && maps.height == sizes[0] && maps.width == sizes[1] &&
	       maps.channels == sizes[2] && l->units == sizes[3];
}

static struct import_layer *add(struct candidate *candidate, enum import_kind kind,
				const char *text)
{
	struct import_layer *layer = &candidate->layers[candidate->count++];

	*layer = (struct import_layer){.kind = kind};
	snprintf(layer->text, sizeof(layer->text), "%s", text);
	return layer;
}

/* Whether a layer that scales comes before the next layer of weights: a batch norm's own. */
static bool has_scale_behind(const struct net *net, int i)
{
	while (++i < net->count && net->layers[i].units == 0)
		if (layer_parameters(&net->layers[i],
				     (struct layer_parameter[LAYER_MAX_PARAMETERS]){0}) > 0)
			return true;
	return false;
}

/* Whether it begins by scaling images, perhaps behind zeros around them. */
static bool is_scaled(const struct net *net)
{
	int first = strncmp(net->layers[0].name, "pad", 3) == 0 && net->count > 1;

	return strncmp(net->layers[first].name, "normalize", 9) == 0;
}

/* The candidate of a net and a chain; false: they do not fit. */
static bool pair(const struct net *net, const struct units *units, const struct chain *chain,
		 struct candidate *candidate)
{
	const struct unit *unit = NULL;
	int link = 0, sizes[4];

	*candidate = (struct candidate){
		.input = net->input, .classes = net->classes, .is_input_known = is_scaled(net)};
	for (int i = 0; i < net->count; i++) {
		const struct layer *l = &net->layers[i];
		struct import_layer *layer;
		struct layer_parameter own[LAYER_MAX_PARAMETERS];
		char *text = candidate->layers[candidate->count].text;

		if (candidate->count + 2 > NET_MAX_LAYERS)
			return false;
		if (l->units == 0) {
			bool is_scale = layer_parameters(l, own) > 0;

			if (is_scale && (!unit || !unit->norm.mean))
				return false;
			layer = add(candidate, is_scale ? IMPORT_NORM : IMPORT_OTHER,
				    is_scale ? "" : layer_text(l).text);
			layer->norm = is_scale ? &unit->norm : NULL;
			continue;
		}
		if (link == chain->count)
			return false;
		unit = &units->unit[chain->links[link].unit];
		unit_sizes(unit->weights, chain->links[link].is_torch, sizes);
		if (!is_of_sizes(l, sizes))
			return false;
		layer = add(candidate, IMPORT_WEIGHTS, layer_text(l).text);
		if (text[strlen(text) - 1] == 'n')
			text[strlen(text) - 1] = '\0';
		layer->unit = unit;
		layer->is_torch = chain->links[link++].is_torch;
		layer->flatten = FLATTEN_OPEN;
		candidate->has_open_flatten |=
			sizes[0] == 0 && l->in.channels > 1 && l->in.height * l->in.width > 1;
		if (unit->norm.mean && !has_scale_behind(net, i))
			add(candidate, IMPORT_NORM, "")->norm = &unit->norm;
	}
	return link == chain->count;
}

/* Units of the last layer, which a person's text ends with. */
static int classes_of(const struct units *units, const struct chain *chain)
{
	const struct link *last = &chain->links[chain->count - 1];
	int sizes[4];

	unit_sizes(units->unit[last->unit].weights, last->is_torch, sizes);
	return sizes[3];
}

bool import_told_input(struct import_told *told, const char *text)
{
	char *end;

	told->mean = strtod(text, &end);
	if (end == text || *end != ',')
		return false;
	text = end + 1;
	told->deviation = strtod(text, &end);
	told->has_input = true;
	return end > text && !*end && isfinite(told->mean) && isfinite(told->deviation) &&
	       told->deviation != 0;
}

bool told_candidates(struct import *import, const char *path, struct shape input,
		     const struct import_told *told, struct err *err)
{
	struct shape usual = {28, 28, 1};
	struct chains chains;
	char *shapes;

	if (input.height == 0)
		input = usual;
	chains_find(&import->units, input.height * input.width, &chains);
	for (int i = 0; i < chains.count; i++) {
		struct net *net = net_new(told->architecture, input,
					  classes_of(&import->units, &chains.chain[i]),
					  kernel_available()[0], err);
		struct candidate *next = &import->candidates.list[import->candidates.count];

		if (!net)
			return err_prefix(err, path);
		import->candidates.count +=
			pair(net, &import->units, &chains.chain[i], next) ? 1 : 0;
		net_free(net);
	}
	if (import->candidates.count)
		return true;
	shapes = units_text(&import->units);
	err_set(err, "%s: its tensors do not fit the architecture '%s': %s", path,
		told->architecture, shapes ? shapes : "none are weights of layers");
	free(shapes);
	return false;
}
