/* Finding and ordering mistakes. Ties stand in the split's order, so that there is only one. */
#include "lab/train/mistakes.h"
#include "base/xalloc.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

static int sign(double difference)
{
	return (difference > 0) - (difference < 0);
}

static int compare_index(const void *left, const void *right)
{
	const struct mistake *a = left, *b = right;

	return sign((double)a->index - (double)b->index);
}

/* What is no number stands where it has a place among numbers: as the largest loss, and as the
 * least confidence. */
static double or_else(float value, double other)
{
	return isnan(value) ? other : (double)value;
}

static int compare_loss(const void *left, const void *right)
{
	const struct mistake *a = left, *b = right;
	double left_loss = or_else(a->prediction.loss, DBL_MAX);
	double right_loss = or_else(b->prediction.loss, DBL_MAX);
	int order = (right_loss > left_loss) - (right_loss < left_loss);

	return order ? order : compare_index(a, b);
}

static int compare_confidence(const void *left, const void *right)
{
	const struct mistake *a = left, *b = right;
	int order =
		sign(or_else(b->prediction.confidence, -1) - or_else(a->prediction.confidence, -1));

	return order ? order : compare_index(a, b);
}

struct mistakes mistakes_new(const struct dataset *data, const struct split *split, size_t count)
{
	size_t wanted = count < split->count ? count : split->count;

	return (struct mistakes){.split = split,
				 .names = &data->names,
				 .height = data->height,
				 .width = data->width,
				 .wanted = wanted,
				 .predictions = xcalloc(wanted, sizeof(struct prediction))};
}

void mistakes_clear(struct mistakes *m)
{
	free(m->predictions);
	free(m->list);
	*m = (struct mistakes){0};
}

bool mistakes_examine(struct mistakes *m, const struct net *net, struct pool *pool)
{
	size_t left = m->wanted - m->examined;
	size_t piece = left < MISTAKES_PIECE ? left : MISTAKES_PIECE, first = m->examined;

	if (piece == 0)
		return false;
	evaluate_images(net, m->split, m->first + first, piece, pool, m->predictions + first);
	m->list = xrealloc(m->list, (m->count + piece) * sizeof(*m->list));
	for (size_t i = first; i < first + piece; i++)
		if (m->predictions[i].label != m->predictions[i].prediction)
			m->list[m->count++] = (struct mistake){m->first + i, m->predictions[i]};
	m->examined += piece;
	return true;
}

void mistakes_sort(struct mistakes *m, enum mistake_order order)
{
	static int (*const comparisons[])(const void *,
					  const void *) = {[BY_INDEX] = compare_index,
							   [BY_LOSS] = compare_loss,
							   [BY_CONFIDENCE] = compare_confidence};

	if (m->count > 0)
		qsort(m->list, m->count, sizeof(*m->list), comparisons[order]);
}

struct mistakes mistakes_find(const struct net *net, const struct dataset *data,
			      const struct split *split, size_t count, enum mistake_order order,
			      struct pool *pool)
{
	struct mistakes m = mistakes_new(data, split, count);

	while (mistakes_examine(&m, net, pool))
		;
	mistakes_sort(&m, order);
	return m;
}
