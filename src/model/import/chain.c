/* A search in depth, in the order of the units, that is cut off where it takes too long. */
#include "model/import/chain.h"
#include "format/dtype.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { NODES_MAX = 20000 };

enum layouts { LAYOUTS_TORCH, LAYOUTS_TENSORFLOW, LAYOUTS_MIXED };

/* What a unit is as a layer, in either layout: [is_torch]. */
struct sized {
	bool is_layer[2];
	int sizes[2][4];
};

struct search {
	const struct units *units;
	const struct sized *sized; /* [units->count] */
	const int *order;          /* [units->count] */
	enum layouts layouts;
	int pixels, nodes;
	bool is_used[UNITS_MAX];
	struct chain now;
	struct chains *found;
};

static bool is_same(const struct chain *a, const struct chain *b)
{
	if (a->count != b->count)
		return false;
	for (int i = 0; i < a->count; i++)
		if (a->links[i].unit != b->links[i].unit ||
		    a->links[i].is_torch != b->links[i].is_torch)
			return false;
	return true;
}

static void keep(struct chains *found, const struct chain *chain)
{
	if (found->count && found->chain[0].count < chain->count)
		found->count = 0;
	if (found->count == CHAINS_MAX || (found->count && found->chain[0].count > chain->count))
		return;
	for (int i = 0; i < found->count; i++)
		if (is_same(&found->chain[i], chain))
			return;
	found->chain[found->count++] = *chain;
}

/* Whether a layer of these sizes may stand where `channels` come in, which are flat or have places:
 * a dense layer takes all channels of all places. */
static bool fits(const int sizes[4], int channels, bool is_flat, int pixels)
{
	bool is_dense = sizes[0] == 0;

	if (is_dense)
		return is_flat ? sizes[2] == channels
			       : sizes[2] % channels == 0 && sizes[2] / channels <= pixels;
	return !is_flat && sizes[2] == channels;
}

static struct sized measure(const struct unit *unit)
{
	struct sized sized;

	/* NumPy's users keep a bias as [1, units] or [units, 1]. */
	for (int i = 0; i < 2; i++)
		sized.is_layer[i] =
			unit_sizes(unit->weights, i, sized.sizes[i]) &&
			(!unit->bias || tensor_elements(unit->bias) == (size_t)sized.sizes[i][3]);
	return sized;
}

static void go_on(struct search *, int channels, bool is_flat);

static void try_link(struct search *s, int unit, bool is_torch, int channels, bool is_flat)
{
	const struct sized *sized = &s->sized[unit];
	const int *sizes = sized->sizes[is_torch];

	if (!sized->is_layer[is_torch] || !fits(sizes, channels, is_flat, s->pixels))
		return;
	/* The first dense layer of an image without convolutions sees all of it. */
	if (s->now.count == 0 && sizes[0] == 0 && sizes[2] != s->pixels)
		return;
	s->is_used[unit] = true;
	s->now.links[s->now.count++] = (struct link){unit, is_torch};
	keep(s->found, &s->now);
	go_on(s, sizes[3], sizes[0] == 0);
	s->now.count--;
	s->is_used[unit] = false;
}

/* Whether no other chain would be kept: those there are have all units. */
static bool is_full(const struct search *s)
{
	return s->found->count == CHAINS_MAX && s->found->chain[0].count == s->units->count;
}

static void go_on(struct search *s, int channels, bool is_flat)
{
	if (s->nodes++ > NODES_MAX || is_full(s))
		return;
	for (int i = 0; i < s->units->count; i++) {
		if (s->is_used[s->order[i]])
			continue;
		if (s->layouts != LAYOUTS_TENSORFLOW)
			try_link(s, s->order[i], true, channels, is_flat);
		if (s->layouts != LAYOUTS_TORCH)
			try_link(s, s->order[i], false, channels, is_flat);
	}
}

static void search(const struct units *units, const struct sized *sized, const int *order,
		   enum layouts layouts, int pixels, struct chains *found)
{
	struct search s = {.units = units,
			   .sized = sized,
			   .order = order,
			   .layouts = layouts,
			   .pixels = pixels,
			   .found = found};

	go_on(&s, 1, false);
}

/* conv2 before conv10. */
static int compare_names(const char *a, const char *b)
{
	while (*a && *b) {
		if (isdigit((unsigned char)*a) && isdigit((unsigned char)*b)) {
			char *a_end, *b_end;
			unsigned long left = strtoul(a, &a_end, 10), right = strtoul(b, &b_end, 10);

			if (left != right)
				return left < right ? -1 : 1;
			a = a_end;
			b = b_end;
		} else if (*a != *b) {
			return (unsigned char)*a < (unsigned char)*b ? -1 : 1;
		} else {
			a++;
			b++;
		}
	}
	return (unsigned char)*a - (unsigned char)*b;
}

static void sort_by_name(const struct units *units, int *order)
{
	for (int i = 1; i < units->count; i++)
		for (int k = i; k > 0 && compare_names(units->unit[order[k]].name,
						       units->unit[order[k - 1]].name) < 0;
		     k--) {
			int other = order[k];

			order[k] = order[k - 1];
			order[k - 1] = other;
		}
}

/* A square dense layer of either layout: the other one is possible as well. */
static void add_squares(const struct units *units, struct chains *found)
{
	int count = found->count;

	for (int i = 0; i < count; i++)
		for (int k = 0; k < found->chain[i].count; k++) {
			struct chain other = found->chain[i];
			const struct tensor *w = units->unit[other.links[k].unit].weights;

			if (w->ndim != 2 || w->dim[0] != w->dim[1])
				continue;
			other.links[k].is_torch = !other.links[k].is_torch;
			keep(found, &other);
		}
}

void chains_find(const struct units *units, int pixels, struct chains *found)
{
	struct sized sized[UNITS_MAX];
	int order[UNITS_MAX], named[UNITS_MAX];

	found->count = 0;
	for (int i = 0; i < units->count; i++) {
		order[i] = named[i] = i;
		sized[i] = measure(&units->unit[i]);
	}
	sort_by_name(units, named);
	for (int layouts = LAYOUTS_TORCH; layouts <= LAYOUTS_MIXED; layouts++) {
		if (layouts == LAYOUTS_MIXED && found->count &&
		    found->chain[0].count == units->count)
			break;
		search(units, sized, order, (enum layouts)layouts, pixels, found);
		if (memcmp(order, named, (size_t)units->count * sizeof(*order)) != 0)
			search(units, sized, named, (enum layouts)layouts, pixels, found);
	}
	add_squares(units, found);
}
