/* All combinations, the most usual first: combinations are tried in the order of a cost that says
 * how unusual they are. */
#include "model/import/shapes.h"
#include "base/limits.h"
#include "model/import/chain.h"
#include "model/import/sequence.h"

#include <stdio.h>

enum { COST_MAX = 14, NODES_MAX = 400000 };

enum padding { PADDING_SAME = -1, PADDING_VALID = -2 }; /* 0 and up: so many zeros on all sides */

/* What a convolution does with the size of an image. */
struct window {
	int size, stride, padding;
	int cost;
};

struct stage {
	struct window conv, pool; /* pool.size 0: none */
};

struct search {
	const struct units *units;
	const struct chain *chain;
	struct shape input;
	int classes;
	int convs; /* the first links of the chain; the others are dense */
	int flat;  /* values that the first dense layer takes; 0: there is none */
	int channels;
	int nodes;
	struct stage stages[UNITS_MAX];
	struct candidates *found;
};

static int windows(int inputs, const struct window *w)
{
	int padding = w->padding > 0 ? w->padding : 0, room;

	if (w->padding == PADDING_SAME)
		return (inputs + w->stride - 1) / w->stride;
	room = inputs + 2 * padding - w->size;
	return room < 0 ? 0 : room / w->stride + 1;
}

static void print_window(const char *word, const struct window *w, bool has_stride, char *text,
			 size_t size)
{
	char stride[16] = "", padding[16] = "";

	if (has_stride)
		snprintf(stride, sizeof(stride), "s%d", w->stride);
	if (w->padding == PADDING_VALID)
		snprintf(padding, sizeof(padding), "v");
	else if (w->padding >= 0)
		snprintf(padding, sizeof(padding), "p%d", w->padding);
	snprintf(text, size, "%s%s%s", word, stride, padding);
}

/* ---------------------------------------------------------------------------------- candidates */

static struct import_layer *add(struct candidate *candidate, enum import_kind kind)
{
	struct import_layer *layer = &candidate->layers[candidate->count++];

	*layer = (struct import_layer){.kind = kind};
	return layer;
}

static void add_weights(const struct search *s, struct candidate *candidate, int link)
{
	const struct link *l = &s->chain->links[link];
	const struct unit *unit = &s->units->unit[l->unit];
	struct import_layer *layer = add(candidate, IMPORT_WEIGHTS);
	char word[LAYER_MAX_TEXT];
	int sizes[4];

	unit_sizes(unit->weights, l->is_torch, sizes);
	layer->unit = unit;
	layer->is_torch = l->is_torch;
	layer->flatten = FLATTEN_OPEN;
	if (sizes[0] == 0) {
		snprintf(layer->text, sizeof(layer->text), "dense%d", sizes[3]);
	} else {
		snprintf(word, sizeof(word), "conv%dx%dx%d", sizes[0], sizes[1], sizes[3]);
		print_window(word, &s->stages[link].conv, s->stages[link].conv.stride > 1,
			     layer->text, sizeof(layer->text));
	}
	if (unit->norm.mean && unit->norm_place != NORM_LAST)
		add(candidate, IMPORT_NORM)->norm = &unit->norm;
	if (link + 1 < s->chain->count) {
		candidate->has_open_norm |= unit->norm.mean && unit->norm_place == NORM_OPEN;
		candidate->has_open_activation = true;
		add(candidate, IMPORT_ACTIVATION)->is_open = true;
	}
	if (unit->norm.mean && unit->norm_place == NORM_LAST)
		add(candidate, IMPORT_NORM)->norm = &unit->norm;
}

static void add_pool(const struct search *s, struct candidate *candidate, int link)
{
	const struct window *pool = &s->stages[link].pool;
	struct import_layer *layer;
	char size[16];

	if (pool->size == 0)
		return;
	layer = add(candidate, IMPORT_POOL);
	layer->is_open = candidate->has_open_pooling = true;
	snprintf(size, sizeof(size), "%d", pool->size);
	print_window(size, pool, pool->stride != pool->size, layer->text, sizeof(layer->text));
}

/* Layers that a link becomes at the most: weights, norm, activation, pooling. */
enum { LAYERS_OF_LINK = 4 };

static void keep(struct search *s, int cost, bool is_global, int places)
{
	struct candidate *candidate = &s->found->list[s->found->count];

	if (s->found->count == CANDIDATES_MAX || s->chain->count * LAYERS_OF_LINK >= NET_MAX_LAYERS)
		return;
	s->found->count++;
	*candidate = (struct candidate){.input = s->input, .classes = s->classes, .cost = cost};
	for (int i = 0; i < s->chain->count; i++) {
		add_weights(s, candidate, i);
		if (i >= s->convs)
			continue;
		add_pool(s, candidate, i);
		if (i + 1 == s->convs && is_global)
			snprintf(add(candidate, IMPORT_OTHER)->text, LAYER_MAX_TEXT,
				 "globalavgpool");
	}
	candidate->has_open_flatten = s->convs > 0 && !is_global && places > 1;
}

/* ----------------------------------------------------------------------------------- the search */

static void go_on(struct search *, int conv, int height, int width, int cost, int limit);

/* Whether there may be a pooling behind a convolution and its activation; else the next layer's
 * name says that only one layer stands between. */
static bool has_room_for_pool(const struct search *s, int conv)
{
	const struct link *link = &s->chain->links[conv];
	int between = -1;

	if (conv + 1 < s->chain->count)
		between = sequence_between(&s->units->unit[link->unit],
					   &s->units->unit[link[1].unit]);
	return between < 0 || between > 1;
}

static void with_pool(struct search *s, int conv, int height, int width, int cost, int limit)
{
	static const struct window pools[] = {{2, 2, PADDING_VALID, 0}, {0, 1, 0, 1},
					      {2, 2, PADDING_SAME, 2},  {3, 2, PADDING_VALID, 2},
					      {3, 2, PADDING_SAME, 2},  {3, 3, PADDING_VALID, 3},
					      {4, 4, PADDING_VALID, 3}, {3, 2, 1, 3},
					      {2, 1, PADDING_VALID, 5}};

	bool is_torch = s->chain->links[conv].is_torch, has_room = has_room_for_pool(s, conv);

	for (size_t i = 0; i < sizeof(pools) / sizeof(pools[0]); i++) {
		struct window pool = pools[i];
		bool is_even = pool.size == pool.stride && height % pool.size == 0 &&
			       width % pool.size == 0;
		struct stage *stage = &s->stages[conv];

		/* Where nothing is left over there is one way only, which is spelled SAME. */
		if (is_even && pool.padding == PADDING_SAME)
			continue;
		/* PyTorch has no SAME, and Keras no numbers. */
		if (!is_even && (is_torch ? pool.padding == PADDING_SAME : pool.padding > 0))
			pool.cost += 3;
		if (!has_room)
			pool.cost += pool.size ? 3 : -pool.cost;
		if (is_even)
			pool.padding = PADDING_SAME;
		stage->pool = pool;
		if (pool.size == 0)
			go_on(s, conv + 1, height, width, cost + pool.cost, limit);
		else
			go_on(s, conv + 1, windows(height, &pool), windows(width, &pool),
			      cost + pool.cost, limit);
	}
}

/* The paddings and strides that a convolution may have. */
static int conv_windows(const struct unit *unit, const int sizes[4], bool is_torch,
			struct window options[12])
{
	int size = sizes[0], count = 0;
	bool is_odd = size % 2 == 1 && sizes[1] == size;

	for (int stride = 1; stride <= 2; stride++) {
		int cost = 3 * (stride - 1);

		if (unit->stride > 0 && stride > 1)
			break;
		if (unit->stride > 0) {
			stride = unit->stride;
			cost = 0;
		}
		if (unit->padding >= 0) {
			options[count++] = (struct window){
				size, stride, unit->padding ? unit->padding : PADDING_VALID, cost};
		} else {
			options[count++] = (struct window){size, stride, PADDING_VALID, cost};
			if (size > 1 && (stride == 1 || !is_torch))
				options[count++] =
					(struct window){size, stride, PADDING_SAME, cost};
			else if (size > 1 && is_odd)
				options[count++] = (struct window){size, stride, size / 2, cost};
			for (int p = 1; p <= 2; p++)
				if (p != size / 2 || !is_odd)
					options[count++] =
						(struct window){size, stride, p, cost + 4};
		}
		/* What is spelled SAME where it is that has the fast kernel. */
		if (is_odd && stride == 1)
			for (int i = 0; i < count; i++)
				if (options[i].padding == size / 2 && options[i].stride == 1)
					options[i].padding = PADDING_SAME;
	}
	return count;
}

static void finish(struct search *s, int height, int width, int cost, int limit)
{
	int places = height * width;
	bool is_flat = s->flat ? places * s->channels == s->flat : places == 1;
	bool is_global = places > 1 && (s->flat == s->channels || s->flat == 0);

	if (is_flat && cost == limit)
		keep(s, cost, false, places);
	else if (is_global && cost + 2 == limit)
		keep(s, cost + 2, true, places);
}

static void go_on(struct search *s, int conv, int height, int width, int cost, int limit)
{
	struct window options[12];
	int count, sizes[4];
	const struct unit *unit;

	if (cost > limit || height < 1 || width < 1 || s->nodes++ > NODES_MAX ||
	    s->found->count == CANDIDATES_MAX)
		return;
	if (conv == s->convs) {
		finish(s, height, width, cost, limit);
		return;
	}
	unit = &s->units->unit[s->chain->links[conv].unit];
	unit_sizes(unit->weights, s->chain->links[conv].is_torch, sizes);
	count = conv_windows(unit, sizes, s->chain->links[conv].is_torch, options);
	for (int i = 0; i < count; i++) {
		struct window across = options[i];

		across.size = sizes[1];
		s->stages[conv].conv = options[i];
		with_pool(s, conv, windows(height, &options[i]), windows(width, &across),
			  cost + options[i].cost, limit);
	}
}

/* Splits a chain at its first dense layer. */
static void measure(struct search *s)
{
	int sizes[4] = {0};

	for (int i = 0; i < s->chain->count; i++) {
		const struct link *link = &s->chain->links[i];

		unit_sizes(s->units->unit[link->unit].weights, link->is_torch, sizes);
		if (sizes[0] > 0) {
			s->convs = i + 1;
			s->channels = sizes[3];
		} else if (s->flat == 0) {
			s->flat = sizes[2];
		}
		s->classes = sizes[3];
	}
}

void shapes_candidates(const struct units *units, struct shape input, int classes,
		       struct candidates *found, bool used[UNITS_MAX])
{
	struct chains chains;

	chains_find(units, input.height * input.width, &chains);
	for (int i = 0; i < chains.count; i++) {
		struct search s = {.units = units,
				   .chain = &chains.chain[i],
				   .input = input,
				   .channels = 1,
				   .found = found};
		int before = found->count;

		measure(&s);
		if (classes ? s.classes != classes
			    : s.classes < 2 || s.classes > DATASET_MAX_CLASSES)
			continue;
		if (s.convs == 0)
			keep(&s, 0, false, 1);
		for (int limit = 0; s.convs > 0 && limit <= COST_MAX; limit++)
			go_on(&s, 0, input.height, input.width, 0, limit);
		for (int k = 0; found->count > before && k < chains.chain[i].count; k++)
			used[chains.chain[i].links[k].unit] = true;
	}
}
