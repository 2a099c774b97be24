/*
 * Sums of scaled rows, for sparse factors: the inner loop of all gradients and of wide dense
 * layers.
 *
 *     sum[v] += sum over i of factor[i] * from[at[i] + v]
 *
 * Most gradients of a network are zero: behind a dead ReLU, where dropout dropped a value, and
 * under a 2x2 maximum in three of four pixels. So are many of the inputs of a layer behind a ReLU.
 * Factors that are zero are not listed, so that a pass costs as much as there is to compute.
 *
 * Register budget: 12 sums + 1 broadcast; rows are read from memory as operands: 13 of 16 registers
 * (of 32 with AVX-512). Each multiply-add needs one load, and machines can start two of both in one
 * cycle. Loading and storing the sums must be paid for by enough rows: 8 rows reach half of the
 * peak, 30 rows four fifths.
 */
#ifndef KERNEL_SPARSE_ROWS_H
#define KERNEL_SPARSE_ROWS_H

#include "kernel/panel.h"
#include "kernel/vector.h"

#include <stddef.h>
#include <stdint.h>

/* One term of the sum: a factor that is not zero, and the row of floats that it scales. */
struct sparse_row {
	float factor;
	uint32_t at; /* where the row begins in `from` */
};

enum { SPARSE_VECS = 12 };

/* Where the vectors of a row lie: in groups of neighbours, `from` floats from one group to the next
 * in what is read, `sum` floats from one vector to the next in the sums. */
struct steps {
	ptrdiff_t from, sum;
};

/* What is said once for all rows, so that no sum leaves its register: that there are some, and
 * where groups begin. */
KERNEL_INLINE void add_vectors(int vecs, int group, const struct sparse_row *rows, int n,
			       const float *from, struct steps step, int ahead, float *to)
{
	const float *groups[SPARSE_VECS];
	vec sum[SPARSE_VECS];

	if (n <= 0)
		return;
	UNROLL
	for (int v = 0; v < vecs; v++) {
		groups[v / group] = from + v / group * step.from;
		sum[v] = vec_load(to + v * step.sum);
	}
	for (int i = 0; i < n; i++) {
		size_t at = rows[i].at;

		for (int v = 0; v < vecs && ahead > 0; v += group)
			__builtin_prefetch(groups[v / group] + rows[i + ahead].at);
		UNROLL
		for (int v = 0; v < vecs; v++)
			sum[v] = vec_add_product(
				sum[v], vec_load(groups[v / group] + at + v % group * LANES),
				rows[i].factor);
	}
	UNROLL
	for (int v = 0; v < vecs; v++)
		vec_store(to + v * step.sum, sum[v]);
}

/* All counts of vectors, each compiled for itself; vecs: 1..SPARSE_VECS; group and ahead:
 * constants. Where memory sets the pace a row is loaded `ahead` rows before its turn (0: it is
 * not), and so many terms more must be readable. */
KERNEL_INLINE void add_sparse_rows_ahead(int vecs, int group, const struct sparse_row *rows, int n,
					 const float *from, struct steps step, int ahead,
					 float *sum)
{
#define SPARSE_CASE(count)                                                  \
	case count:                                                         \
		add_vectors(count, group, rows, n, from, step, ahead, sum); \
		break
	switch (vecs) {
		SPARSE_CASE(1);
		SPARSE_CASE(2);
		SPARSE_CASE(3);
		SPARSE_CASE(4);
		SPARSE_CASE(5);
		SPARSE_CASE(6);
		SPARSE_CASE(7);
		SPARSE_CASE(8);
		SPARSE_CASE(9);
		SPARSE_CASE(10);
		SPARSE_CASE(11);
		SPARSE_CASE(12);
	}
#undef SPARSE_CASE
}

KERNEL_INLINE void add_sparse_rows_in_groups(int vecs, int group, const struct sparse_row *rows,
					     int n, const float *from, struct steps step,
					     float *sum)
{
	add_sparse_rows_ahead(vecs, group, rows, n, from, step, 0, sum);
}

/* The same where vectors follow one another. */
static inline void add_sparse_rows(int vecs, const struct sparse_row *rows, int n,
				   const float *from, float *sum)
{
	add_sparse_rows_in_groups(vecs, 1, rows, n, from, (struct steps){LANES, LANES}, sum);
}

/* Which of up to 16 outputs have a gradient, as bits: dy is not zero, and ReLU let y through (y
 * NULL: there is no ReLU). */
KERNEL_INLINE unsigned live_outputs(const float *dy, const float *y, int count)
{
	unsigned bits = 0;

	for (int i = 0; i < PANEL_WIDTH; i += LANES) {
		vec_int is_live = vec_load(dy + i) != (vec){0};

		if (y)
			is_live &= vec_load(y + i) > (vec){0};
		bits |= vec_bits(is_live) << i;
	}
	return count < PANEL_WIDTH ? bits & ((1u << count) - 1) : bits;
}

/* The number of the lowest bit, which is cleared. */
KERNEL_INLINE int next_live(unsigned *bits)
{
	int lowest = __builtin_ctz(*bits);

	*bits &= *bits - 1;
	return lowest;
}

#endif
