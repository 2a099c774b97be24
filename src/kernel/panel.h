/*
 * The layout of weights: panels of 64 columns.
 *
 * A matrix [rows, columns] (rows: what is summed over; columns: the outputs) is cut into panels of
 * up to 64 columns; each panel is row-major, and the last one is as wide as is left, rounded up to
 * 16, the rest zero. A kernel that computes 16 or 64 outputs thus walks through memory in one
 * stream. The layout does not depend on the instruction set. Vectors (biases) are matrices of one
 * row.
 */
#ifndef KERNEL_PANEL_H
#define KERNEL_PANEL_H

#include <stddef.h>

enum { PANEL_WIDTH = 64, PANEL_GRAIN = 16 };

static inline int panel_count(int columns)
{
	return (columns + PANEL_WIDTH - 1) / PANEL_WIDTH;
}

/* The columns of panel p, with its padding. */
static inline int panel_width(int columns, int p)
{
	int left = columns - p * PANEL_WIDTH;

	return left >= PANEL_WIDTH ? PANEL_WIDTH
				   : (left + PANEL_GRAIN - 1) / PANEL_GRAIN * PANEL_GRAIN;
}

/* Where panel p begins. */
static inline size_t panel_at(int rows, int p)
{
	return (size_t)p * PANEL_WIDTH * (size_t)rows;
}

/* Floats in all panels. */
static inline size_t panel_size(int rows, int columns)
{
	return (size_t)rows * (size_t)((columns + PANEL_GRAIN - 1) / PANEL_GRAIN * PANEL_GRAIN);
}

/* Where the value of one row and column is. */
static inline size_t panel_index(int rows, int columns, int row, int column)
{
	int p = column / PANEL_WIDTH;

	return panel_at(rows, p) + (size_t)row * (size_t)panel_width(columns, p) +
	       (size_t)(column % PANEL_WIDTH);
}

#endif
