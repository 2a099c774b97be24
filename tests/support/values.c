/* Arrays of numbers. The count stands before the first guard. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/values.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BEFORE = VALUES_SLACK / 2 };

struct block {
	size_t count;
	float floats[];
};

static struct block *block_of(float *values)
{
	return (struct block *)(void *)((char *)(values - BEFORE) - offsetof(struct block, floats));
}

uint32_t formula_bits(uint32_t stream, uint32_t i)
{
	/* The finaliser of MurmurHash3. */
	uint32_t h = i + stream * 0x9e3779b9u;

	h = (h ^ h >> 16) * 0x85ebca6bu;
	h = (h ^ h >> 13) * 0xc2b2ae35u;
	return h ^ h >> 16;
}

float formula_value(uint32_t stream, uint32_t i)
{
	return (float)(formula_bits(stream, i) >> 16) / 32768 - 1;
}

float *values_unset(size_t count)
{
	size_t all = BEFORE + count + VALUES_SLACK;
	struct block *block = malloc(sizeof(*block) + all * sizeof(float));

	assert_non_null(block);
	block->count = count;
	for (size_t i = 0; i < all; i++)
		block->floats[i] = NAN;
	return block->floats + BEFORE;
}

float *values_zero(size_t count)
{
	return memset(values_unset(count), 0, count * sizeof(float));
}

float *values_new(size_t count, uint32_t stream)
{
	float *values = values_unset(count);

	for (size_t i = 0; i < count; i++)
		values[i] = formula_value(stream, (uint32_t)i);
	return values;
}

void values_free(float *values)
{
	struct block *block;

	if (!values)
		return;
	block = block_of(values);
	for (int i = 0; i < BEFORE; i++)
		if (!isnan(block->floats[i]))
			fail_msg("%d floats before an array of %zu: written", BEFORE - i,
				 block->count);
	for (int i = 0; i < VALUES_SLACK; i++)
		if (!isnan(block->floats[BEFORE + block->count + (size_t)i]))
			fail_msg("%d floats behind an array of %zu: written", i, block->count);
	free(block);
}

double values_max(const double *values, size_t count)
{
	double max = 0;

	for (size_t i = 0; i < count; i++) {
		if (isnan(values[i]))
			return INFINITY;
		max = fmax(max, fabs(values[i]));
	}
	return max;
}

void assert_values_near(const float *actual, const double *expected, size_t count, double tolerance,
			const char *what)
{
	double max = values_max(expected, count);

	if (!(max > 0 && max < INFINITY))
		fail_msg("%s: what is expected is all zero or not finite", what);
	for (size_t i = 0; i < count; i++)
		if (!(fabs((double)actual[i] - expected[i]) <= tolerance * max))
			fail_msg("%s: value %zu of %zu is %.9g, not %.9g (of at most %.9g)", what,
				 i, count, (double)actual[i], expected[i], max);
}

void assert_values_same(const float *actual, const float *expected, size_t count, const char *what)
{
	for (size_t i = 0; i < count; i++)
		if (isnan(actual[i]) || memcmp(actual + i, expected + i, sizeof(float)) != 0)
			fail_msg("%s: value %zu of %zu is %.9g, not %.9g", what, i, count,
				 (double)actual[i], (double)expected[i]);
}
