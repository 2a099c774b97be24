/* From a candidate and a choice to an architecture and to a net. */
#include "model/import/candidate.h"
#include "base/xalloc.h"
#include "format/dtype.h"
#include "model/import/values.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct import_input import_inputs[IMPORT_INPUTS] = {
	{"0..1", 0, 1, false},
	{"mean 0.1307, deviation 0.3081", 0.1307, 0.3081, false}, /* of MNIST's pixels */
	{"-1..1", 0.5, 0.5, false},
	{"0..255", 0, 1 / 255.0, false},
	{"inverted", 1, -1, false},
	{"inverted, -1..1", 0.5, -0.5, false},
	{"inverted, 0..255", 1, -1 / 255.0, false},
	{"mean 0.2860, deviation 0.3530", 0.2860, 0.3530, true}, /* of Fashion-MNIST's */
};

const char *const import_activations[IMPORT_ACTIVATIONS] = {
	"relu",     "tanh",     "sigmoid", "leaky0.01", "leaky0.1",
	"leaky0.2", "leaky0.3", "gelu",    "silu",      "elu1"};

bool candidate_is_torch(const struct candidate *candidate)
{
	for (int i = 0; i < candidate->count; i++)
		if (candidate->layers[i].unit && candidate->layers[i].is_torch)
			return true;
	return false;
}

bool candidate_insert(struct candidate *candidate, int at, const struct import_layer *layer)
{
	struct import_layer *layers = candidate->layers + at;

	if (candidate->count == NET_MAX_LAYERS)
		return false;
	memmove(layers + 1, layers, (size_t)(candidate->count++ - at) * sizeof(*layers));
	*layers = *layer;
	return true;
}

/* The layers as a choice orders them. */
struct ordered {
	int count;
	const struct import_layer *layers[NET_MAX_LAYERS];
	double mean, deviation; /* of all that scales the image before the first layer */
};

static void swap(const struct import_layer **layers, enum import_kind first,
		 enum import_kind second)
{
	const struct import_layer *layer = layers[0];

	if (layers[0]->kind != first || layers[1]->kind != second)
		return;
	layers[0] = layers[1];
	layers[1] = layer;
}

static struct ordered order(const struct candidate *candidate, const struct choice *choice,
			    const struct import_input *input)
{
	struct ordered ordered = {.mean = input->mean, .deviation = input->deviation};
	int first = 0;

	if (candidate->layers[0].kind == IMPORT_PAD)
		ordered.layers[ordered.count++] = &candidate->layers[first++];
	/* ((x - m) / s - mean) / deviation = (x - (m + mean s)) / (s deviation) */
	for (; first < candidate->count && candidate->layers[first].kind == IMPORT_NORMALIZE;
	     first++) {
		const struct import_layer *layer = &candidate->layers[first];

		ordered.mean += layer->mean * ordered.deviation;
		ordered.deviation *= layer->deviation;
	}
	/* 255 times 1/255 is 1, whatever digits it was told with. */
	if (fabs(ordered.deviation - 1) < 1e-6)
		ordered.deviation = 1;
	for (int i = first; i < candidate->count; i++)
		ordered.layers[ordered.count++] = &candidate->layers[i];
	for (int i = 0; i + 1 < ordered.count; i++) {
		if (choice->is_norm_last && candidate->has_open_norm)
			swap(ordered.layers + i, IMPORT_NORM, IMPORT_ACTIVATION);
		if (choice->is_pool_first && candidate->has_open_pooling)
			swap(ordered.layers + i, IMPORT_ACTIVATION, IMPORT_POOL);
	}
	return ordered;
}

/* Whether layer i is a batch norm that the weights before it take in. */
static bool is_folded(const struct ordered *ordered, int i)
{
	return i > 0 && i < ordered->count && ordered->layers[i]->kind == IMPORT_NORM &&
	       ordered->layers[i - 1]->kind == IMPORT_WEIGHTS;
}

static void layer_word(const struct ordered *ordered, int i, const struct choice *choice,
		       char text[2 * LAYER_MAX_TEXT])
{
	const struct import_layer *layer = ordered->layers[i];
	const char *before = "", *behind = "";

	if (layer->kind == IMPORT_WEIGHTS && !layer->unit->bias && !is_folded(ordered, i + 1))
		behind = "n";
	if (layer->kind == IMPORT_POOL && layer->is_open)
		before = choice->is_average ? "avgpool" : "pool";
	if (layer->kind == IMPORT_ACTIVATION && layer->is_open)
		before = import_activations[choice->activation];
	if (layer->kind == IMPORT_NORM)
		before = "scale";
	snprintf(text, 2 * LAYER_MAX_TEXT, "%s%s%s", before, layer->text, behind);
}

/* A word more; false: there is no room. */
static bool add_word(char text[SETTINGS_ARCHITECTURE_MAX], const char *word)
{
	size_t length = strlen(text);

	return snprintf(text + length, SETTINGS_ARCHITECTURE_MAX - length, "%s%s",
			length ? " " : "", word) < (int)(SETTINGS_ARCHITECTURE_MAX - length);
}

static void normalize_word(double mean, double deviation, char text[2 * LAYER_MAX_TEXT])
{
	char first[LAYER_MAX_TEXT], second[LAYER_MAX_TEXT];

	layer_print_number("normalize", (float)mean, first, sizeof(first));
	layer_print_number(",", (float)deviation, second, sizeof(second));
	snprintf(text, 2 * LAYER_MAX_TEXT, "%s%s", first, second);
}

static bool architecture(const struct ordered *ordered, const struct choice *choice,
			 char text[SETTINGS_ARCHITECTURE_MAX])
{
	char word[2 * LAYER_MAX_TEXT];
	bool has_room = true;
	int first = ordered->count && ordered->layers[0]->kind == IMPORT_PAD;

	text[0] = '\0';
	if (first)
		add_word(text, ordered->layers[0]->text);
	if ((float)ordered->mean != 0 || (float)ordered->deviation != 1) {
		normalize_word(ordered->mean, ordered->deviation, word);
		add_word(text, word);
	}
	for (int i = first; has_room && i < ordered->count; i++) {
		if (is_folded(ordered, i))
			continue;
		if (ordered->layers[i]->kind == IMPORT_NORMALIZE)
			normalize_word(ordered->layers[i]->mean, ordered->layers[i]->deviation,
				       word);
		else
			layer_word(ordered, i, choice, word);
		has_room = add_word(text, word);
	}
	return has_room;
}

bool candidate_architecture(const struct candidate *candidate, const struct choice *choice,
			    const struct import_input *input, char text[SETTINGS_ARCHITECTURE_MAX])
{
	struct ordered ordered =
		order(candidate, choice, input ? input : &import_inputs[choice->input]);

	return architecture(&ordered, choice, text);
}

/* -------------------------------------------------------------------------------- parameters */

/* The net's layer that the i-th of the ordered ones became. */
static int net_layer(const struct ordered *ordered, const struct net *net, int i)
{
	int layer = net->count - 1;

	for (int k = ordered->count - 1; k > i; k--)
		layer -= !is_folded(ordered, k);
	return layer;
}

bool candidate_fits(const struct candidate *candidate, const char *path, struct err *err)
{
	const struct choice usual = {.is_chw = candidate_is_torch(candidate)};
	struct ordered ordered = order(candidate, &usual, &import_inputs[0]);
	char text[SETTINGS_ARCHITECTURE_MAX];
	struct net *net;

	if (!architecture(&ordered, &usual, text))
		return err_set(err, "%s: has too many layers", path);
	net = net_without_parameters(text, candidate->input, candidate->classes,
				     kernel_available()[0], err);
	if (!net)
		return err_prefix(err, path);
	for (int i = 0; net && i < ordered.count; i++) {
		const struct unit *unit = ordered.layers[i]->unit;
		const struct layer *l = unit ? &net->layers[net_layer(&ordered, net, i)] : NULL;

		if (!unit || tensor_elements(unit->weights) ==
				     (size_t)layer_weight_rows(l) * (size_t)l->units)
			continue;
		err_set(err, "%s: tensor '%s' has %zu values; its layer has %zu", path,
			unit->weights->name, tensor_elements(unit->weights),
			(size_t)layer_weight_rows(l) * (size_t)l->units);
		net_free(net);
		net = NULL;
	}
	net_free(net);
	return net;
}

static void set(struct net *net, int layer, int which, const float *values)
{
	struct layer_parameter own[LAYER_MAX_PARAMETERS];
	struct parameter parameter;
	int before = 0;

	for (int i = 0; i < layer; i++)
		before += layer_parameters(&net->layers[i], own);
	parameter = net_parameter(net, before + which);
	parameter_set(&parameter, net->parameters, values);
}

static bool is_flattened_chw(const struct import_layer *layer, const struct choice *choice)
{
	return layer->flatten == FLATTEN_CHW || (layer->flatten == FLATTEN_OPEN && choice->is_chw);
}

/* Weights and bias of layer i, with the batch norm behind it. */
static bool set_weights(const struct ordered *ordered, int i, const struct choice *choice,
			struct net *net, const char *path, struct err *err)
{
	const struct import_layer *layer = ordered->layers[i];
	int at = net_layer(ordered, net, i);
	const struct layer *l = &net->layers[at];
	struct values_order values_order = {.is_torch = layer->is_torch,
					    .is_chw = is_flattened_chw(layer, choice),
					    .is_transposed = choice->is_transposed};
	int rows = layer_weight_rows(l);
	float *weights = xfloats((size_t)rows * (size_t)l->units);
	float *bias = xcalloc((size_t)l->units, sizeof(*bias));
	const struct batch_norm *norm =
		is_folded(ordered, i + 1) ? ordered->layers[i + 1]->norm : NULL;
	bool is_read = values_weights(layer->unit->weights, path, l, &values_order, weights, err) &&
		       (!layer->unit->bias ||
			values_vector(layer->unit->bias, path, l->units, bias, err)) &&
		       (!norm || values_fold(norm, path, rows, l->units, weights, bias, err));

	if (is_read) {
		set(net, at, LAYER_WEIGHTS, weights);
		if (layer->unit->bias || norm)
			set(net, at, LAYER_BIAS, bias);
	}
	free(weights);
	free(bias);
	return is_read;
}

/* A batch norm that stands alone. */
static bool set_norm(const struct ordered *ordered, int i, struct net *net, const char *path,
		     struct err *err)
{
	int at = net_layer(ordered, net, i), channels = net->layers[at].out.channels;
	float *gamma = xfloats((size_t)channels), *beta = xfloats((size_t)channels);
	bool is_read = values_norm(ordered->layers[i]->norm, path, channels, gamma, beta, err);

	if (is_read) {
		set(net, at, 0, gamma);
		set(net, at, 1, beta);
	}
	free(gamma);
	free(beta);
	return is_read;
}

static bool set_all(const struct ordered *ordered, const struct choice *choice, struct net *net,
		    const char *path, struct err *err)
{
	for (int i = 0; i < ordered->count; i++) {
		if (ordered->layers[i]->kind == IMPORT_WEIGHTS &&
		    !set_weights(ordered, i, choice, net, path, err))
			return false;
		if (ordered->layers[i]->kind == IMPORT_NORM && !is_folded(ordered, i) &&
		    !set_norm(ordered, i, net, path, err))
			return false;
	}
	return true;
}

/* A net's layers with parameters, in their order. */
struct owners {
	int count;
	int layers[NET_MAX_LAYERS]; /* of the ordered ones */
};

static struct owners owners(const struct ordered *ordered)
{
	struct owners owners = {0};

	for (int i = 0; i < ordered->count; i++)
		if (ordered->layers[i]->kind == IMPORT_WEIGHTS ||
		    ordered->layers[i]->kind == IMPORT_NORM)
			owners.layers[owners.count++] = i;
	return owners;
}

/* Whether two nets whose layers are of one file have the same block of parameters. */
static bool has_same_parameters(const struct ordered *a, const struct choice *a_choice,
				const struct net *a_net, const struct ordered *b,
				const struct choice *b_choice, const struct net *b_net)
{
	struct owners a_owners = owners(a), b_owners = owners(b);

	if (a_owners.count != b_owners.count || a_net->size != b_net->size ||
	    a_choice->is_transposed != b_choice->is_transposed)
		return false;
	for (int k = 0; k < a_owners.count; k++) {
		int a_at = a_owners.layers[k], b_at = b_owners.layers[k];
		const struct import_layer *left = a->layers[a_at], *right = b->layers[b_at];
		const struct layer *at;

		if (left->unit != right->unit || left->norm != right->norm ||
		    left->is_torch != right->is_torch || is_folded(a, a_at) != is_folded(b, b_at) ||
		    is_flattened_chw(left, a_choice) != is_flattened_chw(right, b_choice))
			return false;
		if (!left->unit)
			continue;
		at = &b_net->layers[net_layer(b, b_net, b_at)];
		if (a_net->layers[net_layer(a, a_net, a_at)].in.height != at->in.height &&
		    at->ops->is_flat)
			return false;
	}
	return true;
}

static bool fill(struct net *net, const struct ordered *ordered, const struct choice *choice,
		 struct import_net *like, const char *path, struct err *err)
{
	struct ordered other;

	if (like && like->net && like->net->parameters) {
		other = order(like->candidate, &like->choice, &import_inputs[like->choice.input]);
		if (has_same_parameters(&other, &like->choice, like->net, ordered, choice, net)) {
			net->parameters = like->net->parameters;
			like->net->parameters = NULL;
			return true;
		}
	}
	net_add_parameters(net);
	return set_all(ordered, choice, net, path, err);
}

struct net *candidate_net(const struct candidate *candidate, const struct choice *choice,
			  const struct import_input *input, struct import_net *like,
			  const char *path, const struct kernel *kernel, struct err *err)
{
	struct ordered ordered =
		order(candidate, choice, input ? input : &import_inputs[choice->input]);
	char text[SETTINGS_ARCHITECTURE_MAX];
	struct net *net;

	if (!architecture(&ordered, choice, text)) {
		err_set(err, "%s: has too many layers: an architecture may be %d bytes long", path,
			SETTINGS_ARCHITECTURE_MAX - 1);
		return NULL;
	}
	net = net_without_parameters(text, candidate->input, candidate->classes, kernel, err);
	if (!net) {
		err_prefix(err, path);
	} else if (!fill(net, &ordered, choice, like, path, err)) {
		net_free(net);
		net = NULL;
	}
	return net;
}
