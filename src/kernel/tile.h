/*
 * The one loop under all matrix products of an instruction set: a tile of rows x columns of outputs
 * held in registers while k runs.
 *
 *     c[row][column] (+)= sum over k of a[row][k] * b[k][column]
 *
 * k runs in `runs` stretches of `length`: one stretch for a dense layer, one for each row of a
 * filter (or of an image) for a convolution, which so needs no im2col: in a padded channels-last
 * image the inputs under one row of a filter are contiguous.
 *
 * Register budget: AVX-512 14 rows x 2 vectors (32 columns) = 28 sums + 2 of b + 1 broadcast = 31
 * of 32; AVX2 6 rows x 2 vectors (16 columns) = 12 sums + 2 of b + 1 broadcast = 15 of 16; portable
 * (128 bit) 3 rows x 4 vectors (16 columns) = 12 sums + 4 = 16. A single row takes 64 columns at a
 * time instead: it is bound by memory, and independent sums hide the latency of the multiply-add.
 * The last 16 columns of a panel are computed as such: what a panel pads is a grain of 16.
 */
#ifndef KERNEL_TILE_H
#define KERNEL_TILE_H

#include "kernel/panel.h"
#include "kernel/vector.h"

#include <stdbool.h>
#include <stddef.h>

#if defined(__AVX512F__)
enum { TILE_ROWS = 14, TILE_COLUMNS = 32 };
#elif defined(__AVX2__)
enum { TILE_ROWS = 6, TILE_COLUMNS = 16 };
#else
enum { TILE_ROWS = 3, TILE_COLUMNS = 16 };
#endif
enum { ROW_COLUMNS = 64 };

struct tile {
	const float *a[TILE_ROWS]; /* each row's first value */
	ptrdiff_t a_step;          /* from one k to the next */
	ptrdiff_t a_jump;          /* from one stretch's start to the next one's */
	int runs, length;
	const float *b; /* readable to the next multiple of 16 columns in each row */
	ptrdiff_t b_step;
	float *c[TILE_ROWS];
	int columns;       /* of c that exist */
	const float *bias; /* the sums start at bias[column]; NULL: at c, or */
	bool is_fresh;     /* at 0 */
	bool is_relu;
};

KERNEL_INLINE void tile_start(const struct tile *t, int rows, int vecs,
			      vec sum[TILE_ROWS][ROW_COLUMNS / LANES])
{
	static const float zeros[ROW_COLUMNS];
	const float *same = t->bias ? t->bias : t->is_fresh ? zeros : NULL;
	bool is_edge = t->columns < vecs * LANES;

	UNROLL
	for (int r = 0; r < rows; r++) {
		float edge[ROW_COLUMNS];
		const float *from = same ? same : is_edge ? edge : t->c[r];

		if (from == edge)
			memcpy(edge, t->c[r], (size_t)t->columns * sizeof(float));
		UNROLL
		for (int v = 0; v < vecs; v++)
			sum[r][v] = vec_load(from + v * LANES);
	}
}

KERNEL_INLINE void tile_sum(const struct tile *t, int rows, int vecs,
			    vec sum[TILE_ROWS][ROW_COLUMNS / LANES])
{
	const float *a[TILE_ROWS], *b = t->b;

	UNROLL
	for (int r = 0; r < rows; r++)
		a[r] = t->a[r];
	for (int run = 0; run < t->runs; run++) {
		ptrdiff_t at = run * t->a_jump;

		for (int k = 0; k < t->length; k++, at += t->a_step, b += t->b_step) {
			vec column[ROW_COLUMNS / LANES];

			UNROLL
			for (int v = 0; v < vecs; v++)
				column[v] = vec_load(b + v * LANES);
			UNROLL
			for (int r = 0; r < rows; r++) {
				UNROLL
				for (int v = 0; v < vecs; v++)
					sum[r][v] = vec_add_product(sum[r][v], column[v], a[r][at]);
			}
		}
	}
}

KERNEL_INLINE void tile_finish(const struct tile *t, int rows, int vecs,
			       vec sum[TILE_ROWS][ROW_COLUMNS / LANES])
{
	bool is_edge = t->columns < vecs * LANES;

	UNROLL
	for (int r = 0; r < rows; r++) {
		float edge[ROW_COLUMNS], *to = is_edge ? edge : t->c[r];

		UNROLL
		for (int v = 0; v < vecs; v++)
			vec_store(to + v * LANES, t->is_relu
							  ? vec_where_positive(sum[r][v], sum[r][v])
							  : sum[r][v]);
		if (is_edge)
			memcpy(t->c[r], edge, (size_t)t->columns * sizeof(float));
	}
}

KERNEL_INLINE void tile_shape(const struct tile *t, int rows, int columns)
{
	vec sum[TILE_ROWS][ROW_COLUMNS / LANES];

	tile_start(t, rows, columns / LANES, sum);
	tile_sum(t, rows, columns / LANES, sum);
	tile_finish(t, rows, columns / LANES, sum);
}

/* All counts of rows, each compiled for itself. */
KERNEL_INLINE void tile_rows(const struct tile *t, int rows, int columns)
{
#define TILE_CASE(count)                       \
	case count:                            \
		tile_shape(t, count, columns); \
		break
	switch (rows) {
		TILE_CASE(1);
		TILE_CASE(2);
		TILE_CASE(3);
#if defined(__AVX2__)
		TILE_CASE(4);
		TILE_CASE(5);
		TILE_CASE(6);
#endif
#if defined(__AVX512F__)
		TILE_CASE(7);
		TILE_CASE(8);
		TILE_CASE(9);
		TILE_CASE(10);
		TILE_CASE(11);
		TILE_CASE(12);
		TILE_CASE(13);
		TILE_CASE(14);
#endif
	}
#undef TILE_CASE
}

/* Computes the first `rows` (1..TILE_ROWS) rows and TILE_COLUMNS columns of a tile; with one row
 * and 64 columns there, 64; with no more than 16 there, 16: returns how many columns it did. */
static inline int tile_run(const struct tile *t, int rows)
{
	if (rows == 1 && t->columns >= ROW_COLUMNS) {
		tile_shape(t, 1, ROW_COLUMNS);
		return ROW_COLUMNS;
	}
	if ((int)TILE_COLUMNS > (int)PANEL_GRAIN && t->columns <= PANEL_GRAIN) {
		tile_rows(t, rows, PANEL_GRAIN);
		return PANEL_GRAIN;
	}
	tile_rows(t, rows, TILE_COLUMNS);
	return TILE_COLUMNS;
}

/* The tile's rows across a whole panel, whose first t->columns columns exist. */
static inline void tile_panel(struct tile t, int rows)
{
	while (t.columns > 0) {
		int done = tile_run(&t, rows);

		t.b += done;
		t.columns -= done;
		if (t.bias)
			t.bias += done;
		for (int r = 0; r < rows; r++)
			t.c[r] += done;
	}
}

/* Rows of a weight gradient in one part: about 48, which are 12 KB of a panel and stay in L1, in
 * whole tiles. */
enum { WEIGHT_ROWS = (48 + TILE_ROWS - 1) / TILE_ROWS * TILE_ROWS };

/* Asks for floats that are soon read, so that they are in L2 by then. */
KERNEL_INLINE void prefetch(const float *from, int count)
{
	for (int i = 0; i < count; i += 64 / (int)sizeof(float))
		__builtin_prefetch(from + i, 0, 2);
}

KERNEL_INLINE int least(int a, int b)
{
	return a < b ? a : b;
}

#endif
