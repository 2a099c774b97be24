/*
 * A learning rate that is too high: the run was lost to numbers that are not finite, or its loss
 * ends far above what it had been, or worse than guessing, which costs log(classes) (Goodfellow et
 * al., Deep Learning, 8.3.1: beyond a rate the loss rises).
 */
#include "base/text.h"
#include "lab/insight/insight.h"
#include "lab/insight/window.h"

#include <math.h>
#include <stdio.h>

/* The curve in eight parts, of four points at the least: single batches swing. */
enum { PARTS = 8, POINTS_MIN = 4 * PARTS };
/* So many times its lowest part, and so much more; worse than guessing: a tenth above. */
static const double times = 2, more = 0.3, above_guessing = 1.1;
/* A jump at first, of which nothing is left but one answer to everything. */
static const double jump = 2;

static void say_lost(struct insight_finding *f)
{
	snprintf(f->text, sizeof(f->text),
		 "The rate is too high: the loss is no longer a finite number.");
}

static void say_rising(struct insight_finding *f, double last, double lowest, uint64_t step)
{
	char text[TEXT_NUMBER_MAX];

	snprintf(f->text, sizeof(f->text),
		 "The rate is too high: the loss rose to %.2f, from %.2f about step %s.", last,
		 lowest, text_grouped(step, text));
}

static void say_guessing(struct insight_finding *f, double last, double guessing)
{
	snprintf(f->text, sizeof(f->text),
		 "The rate is too high: the loss is %.2f, and guessing has %.2f.", last, guessing);
}

static void say_stuck(struct insight_finding *f, double peak, double last)
{
	snprintf(f->text, sizeof(f->text),
		 "The rate is too high: the loss jumped to %.1f, and stays at %.2f, as guessing "
		 "has.",
		 peak, last);
}

static double largest_loss(const struct insight_run *run, int to)
{
	double largest = 0;

	for (int i = 0; i < to; i++)
		largest = fmax(largest, (double)run->points[i].loss);
	return largest;
}

static bool look(const struct insight_facts *facts, struct insight_finding *f)
{
	const struct insight_run *run = &facts->run;
	double lowest = INFINITY, guessing = log(facts->classes), last, peak;
	int at = 0, from = run->count - run->count / PARTS;

	snprintf(f->where, sizeof(f->where), "T: the loss; then f: the rate");
	if (run->is_lost || (run->count > 0 && !isfinite(run->points[run->count - 1].loss))) {
		say_lost(f);
		return true;
	}
	if (run->count < POINTS_MIN || run->is_adversarial)
		return false;
	last = window_loss(run->points, from, run->count);
	peak = largest_loss(run, run->count / PARTS);
	for (int i = 0; i < PARTS; i++) {
		int end = run->count * (i + 1) / PARTS;
		double loss = window_loss(run->points, run->count * i / PARTS, end);

		if (loss < lowest) {
			lowest = loss;
			at = end - 1;
		}
	}
	if (last > times * lowest && last > lowest + more)
		say_rising(f, last, lowest, run->points[at].step);
	else if (last > above_guessing * guessing)
		say_guessing(f, last, guessing);
	else if (last > guessing / above_guessing && peak > jump * guessing)
		say_stuck(f, peak, last);
	else
		return false;
	return true;
}

const struct insight insight_rate_too_high = {
	.name = "rate-too-high",
	.meaning = "Steps go beyond what they aim at; try a tenth of the rate.",
	.needs = INSIGHT_RUN,
	.look = look,
};
