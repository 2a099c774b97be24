/*
 * Loss and accuracy of each step, and each validation, for charts: memory does not grow with steps.
 *
 * When the points are all taken, neighbours are merged in pairs (mean values, the later step), and
 * from then on a point stands for twice as many entries. The last point may stand for fewer; so the
 * last entry is never left out.
 */
#ifndef LIVE_CURVES_H
#define LIVE_CURVES_H

#include "lab/insight/curve_point.h"

enum { CURVES_POINTS = 4096, CURVES_VALIDATIONS = 1024 };

/* How points are filled: for curves.c. */
struct curve_fill {
	uint64_t each;         /* entries of a full point; 0 stands for 1 */
	uint64_t filled;       /* entries of the last point */
	double loss, accuracy; /* sums over them */
};

/* A struct of zeros is empty, as after curves_init(). */
struct curves {
	int count, validation_count;
	struct curve_point points[CURVES_POINTS];
	struct curve_point validations[CURVES_VALIDATIONS]; /* loss: 0 */
	struct curve_fill fill, validation_fill;
};

void curves_init(struct curves *);
/* Empty again. Nothing in it is owned: there is nothing to free. */
void curves_clear(struct curves *);
/* The next step's loss and accuracy; steps grow. */
void curves_add(struct curves *, uint64_t step, double loss, double accuracy);
void curves_add_validation(struct curves *, uint64_t step, double accuracy);
void curves_copy(struct curves *to, const struct curves *from);

#endif
