/*
 * The one loop under all matrix products of an instruction set: a tile of rows x 16 outputs held in
 * registers while k runs.
 *
 *     c[row][column] (+)= sum over k of a[row][k] * b[k][column]
 *
 * k runs in `runs` stretches of `length`: one stretch for a dense layer, one for each row of a
 * filter (or of an image) for a convolution, which so needs no im2col: in a padded channels-last
 * image the inputs under one row of a filter are contiguous.
 *
 * Register budget (16 columns): AVX2 6 rows x 2 vectors = 12 sums + 2 of b + 1 broadcast = 15 of
 * 16; portable (128 bit) 3 rows x 4 vectors = 12 sums + 4 = 16. A single row takes 64 columns at a
 * time instead: it is bound by memory, and eight independent sums hide the latency of the
 * multiply-add.
 */
#ifndef KERNEL_TILE_H
#define KERNEL_TILE_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#if defined(__AVX2__)
enum { LANES = 8, TILE_ROWS = 6 };
#else
enum { LANES = 4, TILE_ROWS = 3 };
#endif
enum { TILE_COLUMNS = 16, ROW_COLUMNS = 64 };

/* Functions and tables of this instruction set: ISA(conv) is portable_conv, avx2_conv... */
#define ISA_JOIN(isa, name) isa##_##name
#define ISA_NAME(isa, name) ISA_JOIN(isa, name)
#define ISA(name) ISA_NAME(KERNEL_ISA, name)
/* Sums stay in registers only where the loops over rows and vectors vanish. */
#if defined(__clang__)
#define UNROLL _Pragma("clang loop unroll(full)")
#else
#define UNROLL _Pragma("GCC unroll 16")
#endif
#define KERNEL_INLINE static inline __attribute__((always_inline))

/* The one typedef in the program: vector types have no other spelling. */
typedef float vec __attribute__((vector_size(LANES * sizeof(float))));

KERNEL_INLINE vec vec_load(const float *from)
{
	vec v;

	memcpy(&v, from, sizeof(v));
	return v;
}

KERNEL_INLINE void vec_store(float *to, vec v)
{
	memcpy(to, &v, sizeof(v));
}

struct tile {
	const float *a[TILE_ROWS]; /* each row's first value */
	ptrdiff_t a_step;          /* from one k to the next */
	ptrdiff_t a_jump;          /* from one stretch's start to the next one's */
	int runs, length;
	const float *b; /* at least 16 (64) readable columns in each row */
	ptrdiff_t b_step;
	float *c[TILE_ROWS];
	int columns;       /* of c that exist: fewer than 16 (64) at the right edge */
	const float *bias; /* the sums start at bias[column]; NULL: at c, or */
	bool is_fresh;     /* at 0 */
	bool is_relu;
};

KERNEL_INLINE void tile_start(const struct tile *t, int rows, int vecs,
			      vec sum[TILE_ROWS][ROW_COLUMNS / LANES])
{
	UNROLL
	for (int r = 0; r < rows; r++) {
		float edge[ROW_COLUMNS] = {0};
		const float *from = t->bias;

		if (!from && t->is_fresh) {
			from = edge;
		} else if (!from && t->columns < vecs * LANES) {
			memcpy(edge, t->c[r], (size_t)t->columns * sizeof(float));
			from = edge;
		} else if (!from) {
			from = t->c[r];
		}
		UNROLL
		for (int v = 0; v < vecs; v++)
			sum[r][v] = vec_load(from + v * LANES);
	}
}

KERNEL_INLINE void tile_sum(const struct tile *t, int rows, int vecs,
			    vec sum[TILE_ROWS][ROW_COLUMNS / LANES])
{
	const float *b = t->b;

	for (int run = 0; run < t->runs; run++) {
		const float *a[TILE_ROWS];
		ptrdiff_t at = 0;

		UNROLL
		for (int r = 0; r < rows; r++)
			a[r] = t->a[r] + run * t->a_jump;
		for (int k = 0; k < t->length; k++, at += t->a_step, b += t->b_step) {
			vec column[ROW_COLUMNS / LANES];

			UNROLL
			for (int v = 0; v < vecs; v++)
				column[v] = vec_load(b + v * LANES);
			UNROLL
			for (int r = 0; r < rows; r++) {
				UNROLL
				for (int v = 0; v < vecs; v++)
					sum[r][v] += column[v] * a[r][at];
			}
		}
	}
}

KERNEL_INLINE void tile_finish(const struct tile *t, int rows, int vecs,
			       vec sum[TILE_ROWS][ROW_COLUMNS / LANES])
{
	UNROLL
	for (int r = 0; r < rows; r++) {
		float row[ROW_COLUMNS];

		UNROLL
		for (int v = 0; v < vecs; v++)
			vec_store(row + v * LANES, sum[r][v]);
		if (t->is_relu)
			for (int i = 0; i < vecs * LANES; i++)
				row[i] = row[i] > 0 ? row[i] : 0;
		if (t->columns >= vecs * LANES)
			memcpy(t->c[r], row, (size_t)(vecs * LANES) * sizeof(float));
		else
			memcpy(t->c[r], row, (size_t)t->columns * sizeof(float));
	}
}

KERNEL_INLINE void tile_shape(const struct tile *t, int rows, int columns)
{
	vec sum[TILE_ROWS][ROW_COLUMNS / LANES];

	tile_start(t, rows, columns / LANES, sum);
	tile_sum(t, rows, columns / LANES, sum);
	tile_finish(t, rows, columns / LANES, sum);
}

/* Computes the first `rows` (1..TILE_ROWS) rows and 16 columns of a tile; with one row and 64
 * columns there, 64: returns how many columns it did. */
static inline int tile_run(const struct tile *t, int rows)
{
	switch (rows) {
	case 1:
		if (t->columns >= ROW_COLUMNS) {
			tile_shape(t, 1, ROW_COLUMNS);
			return ROW_COLUMNS;
		}
		tile_shape(t, 1, TILE_COLUMNS);
		break;
	case 2:
		tile_shape(t, 2, TILE_COLUMNS);
		break;
	case 3:
		tile_shape(t, 3, TILE_COLUMNS);
		break;
#if defined(__AVX2__)
	case 4:
		tile_shape(t, 4, TILE_COLUMNS);
		break;
	case 5:
		tile_shape(t, 5, TILE_COLUMNS);
		break;
	case 6:
		tile_shape(t, 6, TILE_COLUMNS);
		break;
#endif
	}
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

KERNEL_INLINE int least(int a, int b)
{
	return a < b ? a : b;
}

#endif
