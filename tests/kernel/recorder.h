/*
 * A sink that stores gradients in a block and counts how often each value came, so that a test sees
 * whether every value of the block was handed over exactly once. Include cmocka's headers first.
 */
#ifndef TESTS_KERNEL_RECORDER_H
#define TESTS_KERNEL_RECORDER_H

#include "kernel/kernel.h"
#include "kernel/panel.h"
#include "support/values.h"

#include <stdlib.h>
#include <string.h>

_Static_assert((int)VALUES_SLACK == (int)KERNEL_SLACK, "what kernels may read is what is guarded");

struct recorder {
	struct sink sink;
	size_t size;
	float *block;
	unsigned char *times; /* that each value came */
	bool is_outside;      /* something came that is not in the block */
};

static inline void recorder_take(struct sink *sink, size_t at, const float *gradient, size_t count)
{
	struct recorder *r = (struct recorder *)sink;

	if (count % PANEL_WIDTH != 0 || at > r->size || count > r->size - at) {
		r->is_outside = true;
		return;
	}
	memcpy(r->block + at, gradient, count * sizeof(float));
	for (size_t i = 0; i < count; i++)
		r->times[at + i]++;
}

static inline struct recorder recorder_new(size_t size)
{
	return (struct recorder){{recorder_take}, size, values_zero(size), calloc(size, 1), false};
}

static inline void recorder_free(struct recorder *r)
{
	values_free(r->block);
	free(r->times);
}

static inline void assert_all_came_once(const struct recorder *r)
{
	assert_false(r->is_outside);
	for (size_t i = 0; i < r->size; i++)
		if (r->times[i] != 1)
			fail_msg("value %zu of %zu came %d times", i, r->size, r->times[i]);
}

/* A matrix in panels, with zeros in the padding, made by the formula. */
static inline float *panels_new(int rows, int columns, uint32_t stream)
{
	float *panels = values_zero(panel_size(rows, columns));

	for (int r = 0; r < rows; r++)
		for (int c = 0; c < columns; c++)
			panels[panel_index(rows, r, c)] =
				formula_value(stream, (uint32_t)(r * columns + c));
	return panels;
}

/* What lies in panels, row-major; fails where the padding is not zero. The caller frees it. */
static inline float *panels_to_rows(int rows, int columns, const float *panels)
{
	size_t count = (size_t)rows * (size_t)columns, size = panel_size(rows, columns);
	float *values = calloc(count, sizeof(*values));
	bool *is_value = calloc(size, sizeof(*is_value));

	for (int r = 0; r < rows; r++)
		for (int c = 0; c < columns; c++) {
			size_t at = panel_index(rows, r, c);

			values[(size_t)r * (size_t)columns + (size_t)c] = panels[at];
			is_value[at] = true;
		}
	for (size_t i = 0; i < size; i++)
		if (!is_value[i] && panels[i] != 0)
			fail_msg("the padding at %zu holds %g, not 0", i, (double)panels[i]);
	free(is_value);
	return values;
}

#endif
