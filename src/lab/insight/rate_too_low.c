/* A learning rate that is too low: after many steps the loss is nearly what it was at first. */
#include "base/text.h"
#include "lab/insight/insight.h"
#include "lab/insight/window.h"

#include <math.h>
#include <stdio.h>

/* The article's networks have learned most of it after 200 steps. The curve is cut into eight
 * parts, and the last is compared with the first, which has to be about guessing (log of the
 * classes) or above: what is good already need not fall. */
enum { STEPS_MIN = 200, PARTS = 8, POINTS_MIN = 4 * PARTS };
static const double hardly = 0.9, guessing_from = 0.8;

static bool look(const struct insight_facts *facts, struct insight_finding *f)
{
	const struct insight_run *run = &facts->run;
	int part = run->count / PARTS;
	double first, last;
	uint64_t steps;
	char text[TEXT_NUMBER_MAX];

	if (run->count < POINTS_MIN || run->is_lost || run->is_adversarial)
		return false;
	steps = run->points[run->count - 1].step - run->points[0].step + 1;
	first = window_loss(run->points, 0, part);
	last = window_loss(run->points, run->count - part, run->count);
	if (!(steps >= STEPS_MIN && last > hardly * first && last <= 1.1 * log(facts->classes) &&
	      last > guessing_from * log(facts->classes)))
		return false;
	snprintf(f->text, sizeof(f->text),
		 "The rate is too low: in %s steps the loss went from %.2f to %.2f only.",
		 text_grouped(steps, text), first, last);
	snprintf(f->where, sizeof(f->where), "T: the loss; then f: the rate");
	return true;
}

const struct insight insight_rate_too_low = {
	.name = "rate-too-low",
	.meaning = "That is no better than guessing yet; try ten times the rate.",
	.needs = INSIGHT_RUN,
	.look = look,
};
