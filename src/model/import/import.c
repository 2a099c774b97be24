/* From a file to its candidates. */
#include "model/import/import.h"
#include "base/text.h"
#include "base/xalloc.h"
#include "format/dtype.h"
#include "model/import/facts.h"
#include "model/import/padded.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What images are taken for where none are at hand. */
static const int usual_sides[] = {28, 32};
enum { SIDES = sizeof(usual_sides) / sizeof(usual_sides[0]) };

void import_free(struct import *import)
{
	if (!import)
		return;
	tensor_file_free(import->file);
	free(import->candidates.list);
	free(import->own);
	free(import->norms);
	free(import);
}

/* ----------------------------------------------------------------------------- from the graph */

/* A sigmoid that ends a net gives each class a probability of its own, in the order of the logits.
 */
static void cut_sigmoid(struct candidate *candidate, struct graph *graph)
{
	const struct import_layer *last;

	if (candidate->count == 0)
		return;
	last = &candidate->layers[candidate->count - 1];
	if (last->kind != IMPORT_ACTIVATION || strcmp(last->text, "sigmoid") != 0)
		return;
	candidate->count--;
	candidate->has_sigmoid_end = true;
	graph_note(graph,
		   "the sigmoid at its end is left out: probabilities are those of a softmax");
}

static bool wrong_classes(int classes, const char *path, struct err *err)
{
	if (classes == 1)
		return err_set(err, "%s: tells 1 class; netglyph takes 2 to %d: a yes or no as two",
			       path, DATASET_MAX_CLASSES);
	return err_set(err, "%s: tells %d classes; netglyph takes 2 to %d", path, classes,
		       DATASET_MAX_CLASSES);
}

static bool wrong_channels(int channels, const char *path, struct err *err)
{
	return err_set(err,
		       "%s: takes images of %d channels, colours; netglyph's have one, grey: "
		       "train it on grey images",
		       path, channels);
}

/* An image has one channel, and there are classes to tell. */
static bool check_ends(const struct candidate *candidate, const char *path, struct err *err)
{
	int sizes[4];

	for (int i = 0; i < candidate->count; i++) {
		const struct import_layer *layer = &candidate->layers[i];

		if (!layer->unit || !unit_sizes(layer->unit->weights, layer->is_torch, sizes))
			continue;
		if (sizes[0] > 0 && sizes[2] != 1)
			return wrong_channels(sizes[2], path, err);
		break;
	}
	if (candidate->classes < 2 || candidate->classes > DATASET_MAX_CLASSES)
		return wrong_classes(candidate->classes, path, err);
	return true;
}

/* The size of images for which a graph's layers fit, where it does not tell it: that of those at
 * hand, or LeNet-5's, or any; false: there is none. */
static bool find_size(struct candidate *candidate, struct shape at_hand, bool is_order_open,
		      const char *path, struct err *err)
{
	enum { SIDE_MIN = 4, SIDE_MAX = 128 };
	const struct shape usual[] = {at_hand, {usual_sides[1], usual_sides[1], 1}};
	struct err ignored;

	for (int i = 0; i < 2; i++) {
		candidate->input = usual[i];
		if (candidate_fits(candidate, path, i ? &ignored : err))
			return true;
	}
	/* In another order they would fit others. */
	for (int side = SIDE_MIN; side <= SIDE_MAX && !is_order_open; side++) {
		candidate->input = (struct shape){side, side, 1};
		if (candidate_fits(candidate, path, &ignored))
			return true;
	}
	return false;
}

/* Puts zeros around images at hand that are smaller than those of a graph, before or behind the
 * scaling that it does not tell. */
static void pad_images(struct import *import, struct shape at_hand, struct graph *graph)
{
	struct candidates *candidates = &import->candidates;
	struct candidate *first = &candidates->list[0], *second = &candidates->list[1];
	int zeros = padded_zeros(at_hand, first->input);
	char note[NUMBERS_TEXT_MAX * 4];

	snprintf(note, sizeof(note), "images of %dx%d get zeros around them to be %dx%d",
		 at_hand.width, at_hand.height, first->input.width, first->input.height);
	*second = *first;
	if (!zeros || !padded_make(first, zeros, false))
		return;
	graph_note(graph, note);
	if (second->layers[0].kind != IMPORT_NORMALIZE)
		candidates->count += padded_make(second, zeros, true);
}

/* Pixels of 0..1 or of 0..255 are what a graph's own scaling brings to values about 1. */
static void set_likely_input(struct candidate *candidate)
{
	enum { OF_ONE = 0, OF_BYTES = 3 };
	static const double small = 4, large = 32;
	double deviation = 1;
	int i = 0;

	for (; i < candidate->count && candidate->layers[i].kind == IMPORT_NORMALIZE; i++)
		deviation *= candidate->layers[i].deviation;
	deviation = fabs(deviation);
	candidate->has_likely_input = i > 0 && (deviation <= small || deviation >= large);
	candidate->likely_input = deviation >= large ? OF_BYTES : OF_ONE;
}

static enum graph_answer follow(struct import *import, const char *path, struct shape input,
				struct err *err)
{
	struct shape at_hand =
		input.height ? input : (struct shape){usual_sides[0], usual_sides[0], 1};
	struct candidate *candidate = &import->candidates.list[0];
	struct graph graph = {.file = import->file,
			      .path = path,
			      .units = &import->units,
			      .candidate = candidate,
			      .own = import->own,
			      .norms = import->norms};
	enum graph_answer answer = graph_follow(&graph, err);

	if (answer != GRAPH_FOLLOWED)
		return answer;
	if (!check_ends(candidate, path, err))
		return GRAPH_REFUSED;
	cut_sigmoid(candidate, &graph);
	if ((candidate->input.height == 0 || candidate->input.width == 0) &&
	    !find_size(candidate, at_hand, graph.is_order_open, path, err))
		return graph.is_order_open ? GRAPH_NONE : GRAPH_REFUSED;
	import->candidates.count = 1;
	set_likely_input(candidate);
	pad_images(import, at_hand, &graph);
	snprintf(import->notes, sizeof(import->notes), "%s", graph.notes);
	return answer;
}

/* ---------------------------------------------------------------------------- what is left over */

static bool is_of(const struct batch_norm *norm, const struct tensor *t)
{
	return norm &&
	       (norm->gamma == t || norm->beta == t || norm->mean == t || norm->variance == t);
}

static bool is_used(const struct candidate *candidate, const struct tensor *t)
{
	for (int i = 0; i < candidate->count; i++) {
		const struct import_layer *layer = &candidate->layers[i];

		if (is_of(layer->norm, t) || layer->moments[0] == t || layer->moments[1] == t ||
		    (layer->unit && (layer->unit->weights == t || layer->unit->bias == t)))
			return true;
	}
	return false;
}

/* Numbers that count, and not such as a mean of all pixels. */
static bool is_counter(const struct tensor *t)
{
	return tensor_elements(t) <= 1 && !strstr(t->name, "mean") && !strstr(t->name, "var");
}

/* The names of values that the candidates do not use, "W, b"; NULL: they use all. The caller frees
 * it. */
static char *unused(const struct import *import)
{
	enum { NAMED = 8 };
	char *names = NULL;
	int count = 0;

	for (size_t i = 0; i < tensor_file_count(import->file); i++) {
		const struct tensor *t = tensor_file_at(import->file, i);

		if (t->dtype[0] == 'I' || t->dtype[0] == 'U' || is_counter(t) ||
		    strcmp(t->dtype, "BOOL") == 0 || is_used(&import->candidates.list[0], t) ||
		    units_is_alias(import->file, t))
			continue;
		if (count++ < NAMED)
			names = text_listed(names, t->name);
	}
	return count > NAMED ? text_listed(names, "...") : names;
}

static void note_unused(struct import *import)
{
	char *names = unused(import);
	size_t length = strlen(import->notes);

	if (names)
		snprintf(import->notes + length, sizeof(import->notes) - length, "%snot used: %s",
			 length ? "; " : "", names);
	free(names);
}

/* ---------------------------------------------------------------------------------- from shapes */

/* Weights of one place, as an optimizer keeps them: their means, squares and the like. */
static bool is_optimizers(const char *name)
{
	static const char *const endings[] = {"exp_avg",    "exp_avg_sq", "max_exp_avg_sq",
					      "square_avg", "grad_avg",   "momentum_buffer",
					      "acc_delta",  "sum"};
	const char *dot = strrchr(name, '.');

	for (size_t i = 0; dot && i < sizeof(endings) / sizeof(*endings); i++)
		if (strcmp(dot + 1, endings[i]) == 0)
			return true;
	return false;
}

/* Whether a tensor is laid out as PyTorch's filters, [out, in, size, size]. */
static bool is_torch_filter(const struct tensor *t)
{
	enum { SIZE_MAX_USUAL = 11 };

	return t->ndim == 4 && t->dim[2] == t->dim[3] && t->dim[2] <= SIZE_MAX_USUAL;
}

/* Convolutions that see as many channels, or give as many, as a filter; itself left out. */
static int count_filters(const struct units *units, const struct tensor *but, int which,
			 size_t channels)
{
	int count = 0;

	for (int i = 0; i < units->count; i++) {
		const struct tensor *t = units->unit[i].weights;

		count += t != but && is_torch_filter(t) && t->dim[which] == channels;
	}
	return count;
}

/* The weights of a convolution each of whose filters sees one channel of several: another one takes
 * the image, and another one gives its channels. NULL: there are none. */
static const struct tensor *find_depthwise(const struct units *units)
{
	enum { OUT, IN };

	for (int i = units->count - 1; i >= 0; i--) {
		const struct tensor *t = units->unit[i].weights;

		if (strstr(t->name, "depthwise_kernel"))
			return t;
		if (is_torch_filter(t) && t->dim[IN] == 1 && t->dim[OUT] > 1 && t->dim[2] > 1 &&
		    count_filters(units, t, IN, 1) && count_filters(units, t, OUT, t->dim[OUT]))
			return t;
	}
	return NULL;
}

static bool are_optimizers(const struct units *units)
{
	for (int i = 0; i < units->count; i++)
		if (!is_optimizers(units->unit[i].weights->name))
			return false;
	return units->count > 0;
}

/* The channels of the images that a first convolution takes, where that can't be one; 0: it can, or
 * there is none. There are units, as for the following. */
static int other_channels(const struct units *units)
{
	enum { RGB = 3 };
	int torch[4], tensorflow[4];
	const struct tensor *first = units->unit[0].weights;

	if (first->ndim != 4 || !unit_sizes(first, true, torch) ||
	    !unit_sizes(first, false, tensorflow) || torch[2] == 1 || tensorflow[2] == 1)
		return 0;
	return torch[2] == RGB || tensorflow[2] == RGB ? RGB : 0;
}

/* Classes that the last layer tells, where netglyph takes no net of so many; 0: it does. */
static int other_classes(const struct units *units)
{
	const struct tensor *last = units->unit[units->count - 1].weights;
	size_t length = strlen(last->name), classes;
	bool is_torch = length > 7 && strcmp(last->name + length - 7, ".weight") == 0;

	if (last->ndim != 2)
		return 0;
	classes = last->dim[is_torch ? 0 : 1];
	return classes < 2 || classes > DATASET_MAX_CLASSES ? (int)classes : 0;
}

/* What one can do with tensors of which nothing is known. */
static const char *remedy(enum import_place place)
{
	return place == IMPORT_FOR_EXPLORER ? ":open FILE --architecture LAYERS tells one"
	       : place == IMPORT_FOR_INFO   ? "--architecture tells one"
					  : "'netglyph info' lists them, --architecture tells one";
}

static bool nothing_fits(const struct import *import, const char *path, enum import_place place,
			 struct err *err)
{
	const struct units *units = &import->units;
	char *shapes;

	if (units->count == 0)
		return err_set(err, "%s: holds no weights of convolutions or dense layers", path);
	if (are_optimizers(units))
		return err_set(err,
			       "%s: holds the state of an optimizer (%s) and no network; in "
			       "Python: torch.save(model.state_dict(), FILE)",
			       path, units->unit[0].weights->name);
	if (other_channels(units))
		return wrong_channels(other_channels(units), path, err);
	if (other_classes(units))
		return wrong_classes(other_classes(units), path, err);
	shapes = units_text(units);
	err_set(err,
		"%s: its tensors are no chain of convolutions and dense layers from an image to "
		"classes: %s; %s",
		path, shapes, remedy(place));
	free(shapes);
	return false;
}

/* A batch norm or the like that has no place would change what the net computes. */
static bool check_left(const struct import *import, const char *path, struct err *err)
{
	const struct units *units = &import->units;

	if (units->left_count == 0)
		return true;
	return err_set(err,
		       "%s: tensor '%s' belongs to no layer that netglyph knows a place for; "
		       "without it the network would compute something else",
		       path, units->left[0]->name);
}

/* A batch norm of the image itself, behind zeros around it. */
static void add_image_norm(const struct units *units, struct candidates *candidates)
{
	const struct import_layer norm = {.kind = IMPORT_NORM, .norm = &units->image_norm};

	for (int i = 0; units->image_norm.mean && i < candidates->count; i++) {
		struct candidate *candidate = &candidates->list[i];

		candidate_insert(candidate, strncmp(candidate->layers[0].text, "pad", 3) == 0,
				 &norm);
	}
}

/* modules: what is known of the layers, in no order. */
static bool from_shapes(struct import *import, const char *path, struct shape input, int classes,
			enum import_place place, const struct candidate *modules, struct err *err)
{
	bool used[UNITS_MAX] = {false};
	const struct tensor *depthwise = find_depthwise(&import->units);
	struct shape at_hand =
		input.height ? input : (struct shape){usual_sides[0], usual_sides[0], 1};

	if (!check_left(import, path, err))
		return false;
	if (depthwise)
		return err_set(err,
			       "%s: tensor '%s' is of a convolution with a filter for each channel "
			       "(depthwise, groups), which netglyph does not compute",
			       path, depthwise->name);
	if (input.height)
		shapes_candidates(&import->units, input, classes, &import->candidates, used);
	if (input.height && import->candidates.count == 0)
		shapes_candidates(&import->units, input, 0, &import->candidates, used);
	if (modules->count || import->candidates.count == 0)
		padded_candidates(&import->units, at_hand, classes, &import->candidates);
	for (int i = 0; i < SIDES && import->candidates.count == 0; i++)
		shapes_candidates(&import->units, (struct shape){usual_sides[i], usual_sides[i], 1},
				  0, &import->candidates, used);
	add_image_norm(&import->units, &import->candidates);
	return import->candidates.count ? facts_apply(modules, &import->candidates, path, err)
					: nothing_fits(import, path, place, err);
}

/* The same where a graph's order is not known: its layers are in the first candidate. */
static bool from_modules(struct import *import, const char *path, struct shape input, int classes,
			 enum import_place place, struct err *err)
{
	struct candidate *modules = xmalloc(sizeof(*modules));
	bool is_found;

	*modules = import->candidates.list[0];
	is_found = from_shapes(import, path, input, classes, place, modules, err);
	if (is_found && modules->count && import->candidates.list[0].has_open_activation)
		snprintf(import->notes, sizeof(import->notes),
			 "one activation is taken for all layers: forward(), which has them, is "
			 "not in the file");
	free(modules);
	return is_found;
}

/* ------------------------------------------------------------------------------------------ all */

static bool find_candidates(struct import *import, const char *path, struct shape input,
			    int classes, const struct import_told *told, struct err *err)
{
	enum graph_answer answer;

	if (!units_find(import->file, &import->units))
		return err_set(err, "%s: has tensors of more than %d layers", path, UNITS_MAX);
	if (told->architecture)
		return told_candidates(import, path, input, told, err);
	answer = follow(import, path, input, err);
	import->is_followed = answer == GRAPH_FOLLOWED;
	if (answer == GRAPH_NONE)
		return from_modules(import, path, input, classes, told->place, err);
	return import->is_followed;
}

/* Only those of one layout, as far as there are such. */
static void keep_layout(struct candidates *candidates, const char *layout)
{
	bool is_torch = strncmp(layout, "torch", 5) == 0;
	int count = 0;

	for (int i = 0; i < candidates->count; i++) {
		struct candidate *c = &candidates->list[i];
		bool is_right = true;

		for (int k = 0; k < c->count; k++)
			is_right &= !c->layers[k].unit || c->layers[k].is_torch == is_torch;
		if (is_right && count++ != i)
			candidates->list[count - 1] = *c;
	}
	if (count)
		candidates->count = count;
}

struct import *import_new(struct tensor_file *file, const char *path, struct shape input,
			  int classes, const struct import_told *told, struct err *err)
{
	struct import *import = xcalloc(1, sizeof(*import));

	import->file = file;
	import->own = xcalloc(UNITS_MAX, sizeof(*import->own));
	import->norms = xcalloc(UNITS_MAX, sizeof(*import->norms));
	import->candidates.list = xcalloc(CANDIDATES_MAX, sizeof(*import->candidates.list));
	if (!find_candidates(import, path, input, classes, told, err)) {
		import_free(import);
		return NULL;
	}
	if (told->layout)
		keep_layout(&import->candidates, told->layout);
	note_unused(import);
	return import;
}
