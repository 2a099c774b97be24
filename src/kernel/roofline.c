/*
 * The two limits of a machine, as far as one instruction set reaches: how fast it multiplies and
 * adds what is in registers, and how fast it streams what is in memory. `netglyph bench` measures
 * both beside everything else, and says of each figure which share it is.
 */
#include "kernel/isa.h"

/* Chains of dependent sums: as many as two units with a latency of 5 keep busy, and with the two
 * constants no more than 16 registers. */
enum { SUMS = ROOFLINE_SUMS };

float ISA(multiply_add)(size_t rounds)
{
	const vec step = (vec){0} + 1;
	vec sums[SUMS], all = {0};
	float mean = 0;

	/* Each begins elsewhere: equal chains would be computed once. */
	UNROLL
	for (int i = 0; i < SUMS; i++)
		sums[i] = (vec){0} + (float)i;
	for (size_t round = 0; round < rounds; round++) {
		UNROLL
		for (int i = 0; i < SUMS; i++)
			sums[i] = vec_add_product(step, sums[i], 0.5f);
	}
	UNROLL
	for (int i = 0; i < SUMS; i++)
		all += sums[i];
	UNROLL
	for (int i = 0; i < LANES; i++)
		mean += all[i];
	return mean / (float)(SUMS * LANES);
}

double ISA(multiply_add_operations)(size_t rounds)
{
	return 2.0 * SUMS * LANES * (double)rounds;
}

void ISA(triad)(size_t count, const float *b, const float *c, float *a)
{
	size_t i;

	for (i = 0; i + LANES <= count; i += LANES)
		vec_store(a + i, vec_add_product(vec_load(b + i), vec_load(c + i), 3));
	for (; i < count; i++)
		a[i] = b[i] + 3 * c[i];
}
