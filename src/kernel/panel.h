/*
 * The layout of weights: panels of 16 columns.
 *
 * A matrix [rows, columns] (rows: what is summed over; columns: the outputs) is cut into panels of
 * 16 columns; each panel is row-major, and the last one is filled up with zeros. A kernel that
 * computes 16 outputs thus walks through memory in one stream, without the gaps that would map its
 * lines to a few sets of the cache. The layout does not depend on the instruction set. Vectors
 * (biases) are matrices of one row.
 */
#ifndef KERNEL_PANEL_H
#define KERNEL_PANEL_H

#include <stddef.h>

enum { PANEL_WIDTH = 16 };

static inline int panel_count(int columns)
{
	return (columns + PANEL_WIDTH - 1) / PANEL_WIDTH;
}

/* Where panel p begins. */
static inline size_t panel_at(int rows, int p)
{
	return (size_t)p * PANEL_WIDTH * (size_t)rows;
}

/* Floats in all panels. */
static inline size_t panel_size(int rows, int columns)
{
	return panel_at(rows, panel_count(columns));
}

/* Where the value of one row and column is. */
static inline size_t panel_index(int rows, int row, int column)
{
	return panel_at(rows, column / PANEL_WIDTH) + (size_t)row * PANEL_WIDTH +
	       (size_t)(column % PANEL_WIDTH);
}

#endif
