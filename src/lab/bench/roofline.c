/* A figure is the best of all tries: a limit is what the machine can do, not what it does while
 * others use it. */
#include "lab/bench/roofline.h"
#include "base/xalloc.h"

#include <math.h>
#include <stdlib.h>
#include <time.h>

enum {
	ROUNDS = 40000,           /* of multiply_add in a part: a tenth of a millisecond */
	PARTS = 32,               /* so that it matters little who takes the last one */
	ARRAY = 8 << 20,          /* floats: 32 MiB each */
	PIECE = ARRAY / PARTS,    /* of an array, in a part */
	BYTES = 3 * sizeof(float) /* that the triad moves for each */
};

/* What the parts of a measurement share. */
struct work {
	const struct roofline *roofline;
	float means[PARTS]; /* so that no part's result is unused */
};

double roofline_clock(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

void roofline_init(struct roofline *r, const struct kernel *kernel, struct pool *pool)
{
	*r = (struct roofline){.kernel = kernel, .pool = pool};
	for (int i = 0; i < 3; i++)
		r->arrays[i] = xfloats(ARRAY);
}

void roofline_clear(struct roofline *r)
{
	for (int i = 0; i < 3; i++)
		free(r->arrays[i]);
}

static void multiply_add_part(void *context, int part)
{
	struct work *work = context;

	work->means[part] = work->roofline->kernel->multiply_add(ROUNDS);
}

static void triad_part(void *context, int part)
{
	const struct roofline *r = ((struct work *)context)->roofline;
	size_t at = (size_t)part * PIECE;

	r->kernel->triad(PIECE, r->arrays[1] + at, r->arrays[2] + at, r->arrays[0] + at);
}

/* Runs all parts and returns how much a second that was; *best is the maximum so far. */
static double measure(struct roofline *r, struct pool *pool, void (*run)(void *, int),
		      double amount, double *best)
{
	struct work work = {r, {0}};
	double start = roofline_clock(), rate;

	pool_run(pool, PARTS, run, &work);
	rate = amount / fmax(roofline_clock() - start, 1e-9);
	*best = fmax(*best, rate);
	return rate;
}

static double operations(const struct roofline *r)
{
	return PARTS * r->kernel->multiply_add_operations(ROUNDS);
}

double roofline_peak(struct roofline *r)
{
	return measure(r, r->pool, multiply_add_part, operations(r), &r->peak_all);
}

void roofline_measure(struct roofline *r)
{
	double bytes = (double)ARRAY * BYTES;

	measure(r, NULL, multiply_add_part, operations(r), &r->peak_one);
	measure(r, r->pool, multiply_add_part, operations(r), &r->peak_all);
	measure(r, NULL, triad_part, bytes, &r->triad_one);
	measure(r, r->pool, triad_part, bytes, &r->triad_all);
}
