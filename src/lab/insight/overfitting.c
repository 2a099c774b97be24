/* Overfitting: the batches are all right, and the validation, which once was better, falls. */
#include "base/text.h"
#include "lab/insight/insight.h"
#include "lab/insight/window.h"

#include <math.h>
#include <stdio.h>

/* A validation swings from one to the next, as the weights do: it is a mean of three, as is the
 * best one before. Batches are looked at since then. */
enum { VALIDATIONS = 3, VALIDATIONS_MIN = 6 };
/* "Batch 1.00", as the screen rounds it. */
static const double learned = 0.995;
/* The fall: two standard errors of a share of so many images, and half a per cent at the least. */
static const double errors = 2, fall_min = 0.005;

struct best {
	double accuracy;
	int first; /* of its three validations */
};

/* Before the last three. */
static struct best best_before(const struct insight_run *run)
{
	struct best best = {-1, 0};

	for (int i = 0; i + 2 * VALIDATIONS <= run->validation_count; i++) {
		double accuracy = window_accuracy(run->validations, i, i + VALIDATIONS);

		if (accuracy > best.accuracy)
			best = (struct best){accuracy, i};
	}
	return best;
}

/* The mean of the batches from that step on; 0 where there are none. */
static double batches_since(const struct insight_run *run, uint64_t step)
{
	int from = run->count;

	while (from > 0 && run->points[from - 1].step >= step)
		from--;
	return from < run->count ? window_accuracy(run->points, from, run->count) : 0;
}

static bool look(const struct insight_facts *facts, struct insight_finding *f)
{
	const struct insight_run *run = &facts->run;
	int n = run->validation_count;
	struct best best = best_before(run);
	double now, batch, error;
	char step[TEXT_NUMBER_MAX], text[2][TEXT_NUMBER_MAX];

	if (n < VALIDATIONS_MIN || run->validation_images == 0)
		return false;
	now = window_accuracy(run->validations, n - VALIDATIONS, n);
	batch = batches_since(run, run->validations[n - VALIDATIONS].step);
	error = sqrt(best.accuracy * (1 - best.accuracy) / (double)run->validation_images);
	if (!(batch >= learned && best.accuracy - now > fmax(errors * error, fall_min)))
		return false;
	text_grouped(run->validations[best.first + VALIDATIONS / 2].step, step);
	snprintf(f->text, sizeof(f->text),
		 "Overfitting: batches %.2f, and validation fell from %s at step %s to %s.", batch,
		 text_percent(best.accuracy, 1, text[0]), step, text_percent(now, 1, text[1]));
	snprintf(f->where, sizeof(f->where), "T, then < back to step %s", step);
	return true;
}

const struct insight insight_overfitting = {
	.name = "overfitting",
	.meaning = "It learns its training images by heart; the network of that step is the better "
		   "one.",
	.needs = INSIGHT_RUN,
	.look = look,
};
