/* A layer more at the beginning of candidates for the larger image. */
#include "model/import/padded.h"
#include "base/limits.h"
#include "base/xalloc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ZEROS_MAX = 8, MNIST_SIDE = 28, LENET_SIDE = 32 };

int padded_zeros(struct shape at_hand, struct shape taken)
{
	int height = taken.height - at_hand.height, width = taken.width - at_hand.width;

	return height == width && height > 0 && height % 2 == 0 && height / 2 <= ZEROS_MAX
		       ? height / 2
		       : 0;
}

bool padded_make(struct candidate *candidate, int zeros, bool is_scaled)
{
	struct import_layer layer = {.kind = is_scaled ? IMPORT_OTHER : IMPORT_PAD};

	snprintf(layer.text, sizeof(layer.text), "pad%d", zeros);
	if (!candidate_insert(candidate, 0, &layer))
		return false;
	candidate->input.height -= 2 * zeros;
	candidate->input.width -= 2 * zeros;
	candidate->cost += is_scaled;
	candidate->is_padded_scaled = is_scaled;
	return true;
}

/* Insertion, so that those of one cost stay in their order. */
static void sort(struct candidates *candidates)
{
	struct candidate *list = candidates->list, *moved = xmalloc(sizeof(*moved));

	for (int i = 1; i < candidates->count; i++) {
		int to = i;

		while (to > 0 && list[to - 1].cost > list[i].cost)
			to--;
		*moved = list[i];
		memmove(list + to + 1, list + to, (size_t)(i - to) * sizeof(*list));
		list[to] = *moved;
	}
	free(moved);
}

void padded_candidates(const struct units *units, struct shape at_hand, int classes,
		       struct candidates *found)
{
	enum { COST = 2 };
	struct shape taken = {LENET_SIDE, LENET_SIDE, 1};
	struct candidates larger = {0, xcalloc(CANDIDATES_MAX, sizeof(*larger.list))};
	bool used[UNITS_MAX] = {false};
	int zeros = padded_zeros(at_hand, taken);

	if (zeros && at_hand.height == MNIST_SIDE)
		shapes_candidates(units, taken, classes, &larger, used);
	/* There is room for the most usual of both sizes. */
	if (larger.count && found->count > CANDIDATES_MAX / 2)
		found->count = CANDIDATES_MAX / 2;
	for (int i = 0; i < larger.count && found->count + 1 < CANDIDATES_MAX; i++)
		for (int is_scaled = 0; is_scaled < 2; is_scaled++) {
			struct candidate *candidate = &found->list[found->count];

			*candidate = larger.list[i];
			candidate->cost += COST;
			found->count += padded_make(candidate, zeros, is_scaled);
		}
	free(larger.list);
	sort(found);
}
