/*
 * This machine's limits, measured on the spot with the kernels' own instruction set: operations a
 * second in registers, and bytes a second of the triad a = b + 3 c over arrays too large for most
 * caches (two are read, one is written).
 */
#ifndef LAB_BENCH_ROOFLINE_H
#define LAB_BENCH_ROOFLINE_H

#include "base/pool.h"
#include "kernel/kernel.h"

struct roofline {
	const struct kernel *kernel;
	struct pool *pool; /* borrowed; may be NULL */
	float *arrays[3];  /* owned */
	/* The best seen so far, in operations and bytes a second; 0: not measured. */
	double peak_one, peak_all;   /* of the calling thread; of the pool */
	double triad_one, triad_all; /* likewise */
};

/* Nothing is measured yet. */
void roofline_init(struct roofline *, const struct kernel *, struct pool *);
void roofline_clear(struct roofline *);

/* Measures the peak of the pool, which takes 2 ms; returns it. */
double roofline_peak(struct roofline *);
/* Measures everything, which takes some 20 ms. */
void roofline_measure(struct roofline *);

/* Seconds on the monotonic clock. */
double roofline_clock(void);

#endif
