/*
 * A softmax that is saturated: the largest probability p is 1 as a float, as all others together
 * are below 2^-25. Then the derivatives p (1 - p) by the logits are 0, and what follows them (the
 * article's ascent) does not move.
 */
#include "base/text.h"
#include "lab/insight/insight.h"

#include <stdio.h>

/* Single images are certain in any good network. A tenth of them: then one chosen at random often
 * has no gradient. */
static const double share = 0.1;

struct insight_certainty insight_certainty_of(const struct prediction *predictions, size_t count)
{
	struct insight_certainty c = {count, 0};

	for (size_t i = 0; i < count; i++)
		c.certain += predictions[i].confidence >= 1;
	return c;
}

static bool look(const struct insight_facts *facts, struct insight_finding *f)
{
	struct insight_certainty c = facts->certainty;
	char certain[TEXT_NUMBER_MAX], images[TEXT_NUMBER_MAX];

	if (c.certain == 0 || (double)c.certain < share * (double)c.images)
		return false;
	text_grouped(c.certain, certain);
	text_grouped(c.images, images);
	if (c.images == 1)
		snprintf(f->text, sizeof(f->text),
			 "The softmax is saturated: the probability is exactly 1.");
	else
		snprintf(
			f->text, sizeof(f->text),
			"The softmax is saturated: a probability is exactly 1 for %s of %s images.",
			certain, images);
	snprintf(f->where, sizeof(f->where), "A, then o: the objective logit");
	return true;
}

const struct insight insight_saturated_softmax = {
	.name = "saturated-softmax",
	.meaning = "The gradient of such a probability is 0; the logit still has one.",
	.needs = INSIGHT_CERTAINTY,
	.look = look,
};
