/*
 * Points that merge when they are too many. A fill knows how many entries a point takes; the last
 * point is the mean of its sums, so that it is right from its first entry on.
 */
#include "live/curves.h"

#include <string.h>

/* Halves a full list, whose last point is full too: `count` is even. */
static int merge_pairs(struct curve_point *points, int count)
{
	for (int i = 0; i < count / 2; i++) {
		const struct curve_point *a = &points[2 * i], *b = a + 1;

		points[i] = (struct curve_point){.step = b->step,
						 .loss = (a->loss + b->loss) / 2,
						 .accuracy = (a->accuracy + b->accuracy) / 2};
	}
	return count / 2;
}

static int add(struct curve_point *points, int count, int max, struct curve_fill *fill,
	       const struct curve_point *entry)
{
	if (fill->each == 0)
		fill->each = 1;
	if (count == 0 || fill->filled == fill->each) {
		if (count == max) {
			count = merge_pairs(points, count);
			fill->each *= 2;
		}
		fill->filled = 0;
		fill->loss = fill->accuracy = 0;
		count++;
	}
	fill->filled++;
	fill->loss += (double)entry->loss;
	fill->accuracy += (double)entry->accuracy;
	points[count - 1] =
		(struct curve_point){.step = entry->step,
				     .loss = (float)(fill->loss / (double)fill->filled),
				     .accuracy = (float)(fill->accuracy / (double)fill->filled)};
	return count;
}

void curves_init(struct curves *curves)
{
	curves_clear(curves);
}

void curves_clear(struct curves *curves)
{
	curves->count = curves->validation_count = 0;
	curves->fill = curves->validation_fill = (struct curve_fill){0};
}

void curves_add(struct curves *curves, uint64_t step, double loss, double accuracy)
{
	struct curve_point entry = {step, (float)loss, (float)accuracy};

	curves->count = add(curves->points, curves->count, CURVES_POINTS, &curves->fill, &entry);
}

void curves_add_validation(struct curves *curves, uint64_t step, double accuracy)
{
	struct curve_point entry = {step, 0, (float)accuracy};

	curves->validation_count = add(curves->validations, curves->validation_count,
				       CURVES_VALIDATIONS, &curves->validation_fill, &entry);
}

void curves_copy(struct curves *to, const struct curves *from)
{
	to->count = from->count;
	to->validation_count = from->validation_count;
	to->fill = from->fill;
	to->validation_fill = from->validation_fill;
	memcpy(to->points, from->points, (size_t)from->count * sizeof(*to->points));
	memcpy(to->validations, from->validations,
	       (size_t)from->validation_count * sizeof(*to->validations));
}
