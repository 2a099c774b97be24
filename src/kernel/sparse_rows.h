/*
 * The loop over what is not zero, under all gradients and wide dense layers: the sum of a list of
 * terms, each a number times a row of floats.
 *
 *     sum[v] += sum over i of factor[i] * from[at[i] + v]
 *
 * Most of a network's gradients are zero: ReLU let nothing through where it was dead, dropout
 * dropped, and behind a 2x2 maximum only one of four pixels counts. So are many of the inputs that
 * a ReLU gives the next layer. What is zero is not in the list, so that a pass costs as much as
 * there is to compute, whatever the layers.
 *
 * Register budget: 12 sums + 1 broadcast, and rows come straight from memory: 13 of 16 (of 32 with
 * AVX-512). A multiply-add needs one load, and machines do two of each at a time, in step. The
 * terms must be enough to pay for loading and storing the sums: eight reach half of peak, thirty
 * four fifths.
 */
#ifndef KERNEL_SPARSE_ROWS_H
#define KERNEL_SPARSE_ROWS_H

#include "kernel/panel.h"
#include "kernel/vector.h"

#include <stddef.h>
#include <stdint.h>

struct term {
	float factor;
	uint32_t at; /* where its row begins */
};

enum { TERM_VECS = 12 };

/* Where the vectors of a row lie: in groups of neighbours, `from` floats from one group to the next
 * in what is read, `sum` floats from one vector to the next in the sums. */
struct steps {
	ptrdiff_t from, sum;
};

KERNEL_INLINE void add_vectors(int vecs, int group, const struct term *term, int n,
			       const float *from, struct steps step, float *to)
{
	vec sum[TERM_VECS];

	UNROLL
	for (int v = 0; v < vecs; v++)
		sum[v] = vec_load(to + v * step.sum);
	for (int i = 0; i < n; i++) {
		const float *row = from + term[i].at;

		UNROLL
		for (int v = 0; v < vecs; v++)
			sum[v] = vec_add_product(
				sum[v], vec_load(row + v / group * step.from + v % group * LANES),
				term[i].factor);
	}
	UNROLL
	for (int v = 0; v < vecs; v++)
		vec_store(to + v * step.sum, sum[v]);
}

/* All counts of vectors, each compiled for itself; vecs: 1..TERM_VECS, group: a constant. */
KERNEL_INLINE void add_sparse_rows_in_groups(int vecs, int group, const struct term *term, int n,
					     const float *from, struct steps step, float *sum)
{
#define TERM_CASE(count)                                             \
	case count:                                                  \
		add_vectors(count, group, term, n, from, step, sum); \
		break
	switch (vecs) {
		TERM_CASE(1);
		TERM_CASE(2);
		TERM_CASE(3);
		TERM_CASE(4);
		TERM_CASE(5);
		TERM_CASE(6);
		TERM_CASE(7);
		TERM_CASE(8);
		TERM_CASE(9);
		TERM_CASE(10);
		TERM_CASE(11);
		TERM_CASE(12);
	}
#undef TERM_CASE
}

/* The same where vectors follow one another. */
static inline void add_sparse_rows(int vecs, const struct term *term, int n, const float *from,
				   float *sum)
{
	add_sparse_rows_in_groups(vecs, 1, term, n, from, (struct steps){LANES, LANES}, sum);
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
