/*
 * The loop of matrix products, forward: a tile of rows x columns of outputs held in registers while
 * k runs.
 *
 *     c[row][column] += sum over k of a[row][k] * b[k][column]
 *
 * b is one panel of weights (kernel/panel.h) or two neighbours. k runs in `runs` stretches of
 * `length`: one stretch for a dense layer or a point of a transform, one for each row of a filter
 * for a plain convolution, which so needs no im2col: in a padded channels-last image the inputs
 * under one row of a filter are contiguous.
 *
 * Register budget: AVX-512 14 rows x 2 vectors (two panels) = 28 sums + 2 of b + 1 broadcast = 31
 * of 32; AVX2 6 rows x 2 vectors (one panel) = 12 sums + 2 of b + 1 broadcast = 15 of 16; portable
 * (128 bit) 3 rows x 4 vectors (one panel) = 12 sums + 4 = 16; on aarch64, 5 rows x 4 vectors = 20
 * sums + 4 of b + 5 broadcasts, as compilers load them ahead, = 29 of 32. For each k there are so
 * many multiply-adds (28, 12, 12, 20) to loads (16, 8, 7, 9) that the former set the pace.
 */
#ifndef KERNEL_TILE_H
#define KERNEL_TILE_H

#include "kernel/panel.h"
#include "kernel/vector.h"

#include <stddef.h>

#if defined(__AVX512F__)
enum { TILE_ROWS = 14, TILE_PANELS = 2 };
#elif defined(__AVX2__)
enum { TILE_ROWS = 6, TILE_PANELS = 1 };
#elif defined(__aarch64__)
enum { TILE_ROWS = 5, TILE_PANELS = 1 };
#else
enum { TILE_ROWS = 3, TILE_PANELS = 1 };
#endif
enum {
	TILE_COLUMNS = TILE_PANELS * PANEL_WIDTH,
	PANEL_VECS = PANEL_WIDTH / LANES,
	TILE_VECS = TILE_PANELS * PANEL_VECS
};

struct tile {
	const float *a;   /* the first row's first value */
	ptrdiff_t a_row;  /* from one row to the next */
	ptrdiff_t a_jump; /* from one stretch's start to the next one's */
	int runs, length;
	const float *b;    /* runs * length rows of a panel */
	ptrdiff_t b_panel; /* from one panel to the next */
	float *c;          /* rows of TILE_COLUMNS, one behind the other */
	bool is_new;       /* sums begin at zero, whatever is in c */
};

KERNEL_INLINE void tile_load(int rows, int vecs, bool is_new, const float *c,
			     vec sum[TILE_ROWS][TILE_VECS])
{
	UNROLL
	for (int r = 0; r < rows; r++) {
		UNROLL
		for (int v = 0; v < vecs; v++)
			sum[r][v] = is_new ? (vec){0} : vec_load(c + r * TILE_COLUMNS + v * LANES);
	}
}

KERNEL_INLINE void tile_store(int rows, int vecs, const vec sum[TILE_ROWS][TILE_VECS], float *c)
{
	UNROLL
	for (int r = 0; r < rows; r++) {
		UNROLL
		for (int v = 0; v < vecs; v++)
			vec_store(c + r * TILE_COLUMNS + v * LANES, sum[r][v]);
	}
}

/* Adds the products of one k: of value `at` of each row of a, and a row of b. */
KERNEL_INLINE void tile_add(int rows, int vecs, const float *const a[TILE_ROWS], ptrdiff_t at,
			    const float *b, ptrdiff_t b_panel, vec sum[TILE_ROWS][TILE_VECS])
{
	vec column[TILE_VECS];

	UNROLL
	for (int v = 0; v < vecs; v++)
		column[v] = vec_load(b + v / PANEL_VECS * b_panel + v % PANEL_VECS * LANES);
	UNROLL
	for (int r = 0; r < rows; r++) {
		UNROLL
		for (int v = 0; v < vecs; v++)
			sum[r][v] = vec_add_product(sum[r][v], column[v], a[r][at]);
	}
}

KERNEL_INLINE void tile_sum(const struct tile *t, int rows, int vecs, vec sum[TILE_ROWS][TILE_VECS])
{
	const float *a[TILE_ROWS], *b = t->b;

	UNROLL
	for (int r = 0; r < rows; r++)
		a[r] = t->a + r * t->a_row;
	for (int run = 0; run < t->runs; run++) {
		ptrdiff_t at = run * t->a_jump, end = at + t->length;

		for (; at < end; at++, b += PANEL_WIDTH)
			tile_add(rows, vecs, a, at, b, t->b_panel, sum);
	}
}

KERNEL_INLINE void tile_shape(const struct tile *tile, int rows, int panels)
{
	const struct tile t = *tile;
	int vecs = panels * PANEL_VECS;
	vec sum[TILE_ROWS][TILE_VECS];

	tile_load(rows, vecs, t.is_new, t.c, sum);
	tile_sum(&t, rows, vecs, sum);
	tile_store(rows, vecs, sum, t.c);
}

/* All counts of rows, each compiled for itself. */
KERNEL_INLINE void tile_rows(const struct tile *t, int rows, int panels)
{
#define TILE_CASE(count)                      \
	case count:                           \
		tile_shape(t, count, panels); \
		break
	switch (rows) {
		TILE_CASE(1);
		TILE_CASE(2);
		TILE_CASE(3);
#if defined(__AVX2__) || defined(__aarch64__)
		TILE_CASE(4);
		TILE_CASE(5);
#endif
#if defined(__AVX2__)
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

/* Not inlined, so that registers are for the loop alone. */
static __attribute__((noinline)) void tile_all_panels(const struct tile *t, int rows)
{
	tile_rows(t, rows, TILE_PANELS);
}

static __attribute__((noinline, unused)) void tile_one_panel(const struct tile *t, int rows)
{
	tile_rows(t, rows, 1);
}

/* Any number of rows, in tiles of nearly the same height; panels: 1..TILE_PANELS. */
static inline void tile_run(struct tile t, int rows, int panels)
{
	int tiles = (rows + TILE_ROWS - 1) / TILE_ROWS;

	for (int i = 0; i < tiles; i++) {
		int count = rows * (i + 1) / tiles - rows * i / tiles;

		if (panels < TILE_PANELS)
			tile_one_panel(&t, count);
		else
			tile_all_panels(&t, count);
		t.a += count * t.a_row;
		t.c += count * TILE_COLUMNS;
	}
}

/* Fills rows of TILE_COLUMNS with the biases of one panel or two. */
static inline void tile_fill(int rows, int panels, const float *bias, float *c)
{
	for (int r = 0; r < rows; r++)
		for (int v = 0; v < panels * PANEL_VECS; v++)
			vec_store(c + r * TILE_COLUMNS + v * LANES, vec_load(bias + v * LANES));
}

/* A row of sums to where it belongs, less the columns that only fill up the last panel. */
static inline void tile_put(const float *c, int columns, bool is_relu, float *to)
{
	bool is_whole = columns >= TILE_COLUMNS;
	float part[TILE_COLUMNS], *row = is_whole ? to : part;

	for (int v = 0; v < TILE_VECS; v++) {
		vec sum = vec_load(c + v * LANES);

		vec_store(row + v * LANES, is_relu ? vec_where_positive(sum, sum) : sum);
	}
	if (!is_whole)
		memcpy(to, part, (size_t)columns * sizeof(float));
}

#endif
