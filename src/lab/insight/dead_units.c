/* Units behind a ReLU that are 0 for every image: they take no part in any answer, and no gradient
 * reaches them. */
#include "base/text.h"
#include "lab/insight/insight.h"

#include <stdio.h>

/* Wide layers of good networks have some; from a twentieth on they are worth a look. (A rate that
 * is too high can kill 40 %: Stanford's CS231n, "Neural Networks Part 1".) */
static const double share = 0.05;

static const char *layer_name(const struct insight_facts *facts, const struct dead_units *u)
{
	return facts->net->layers[u->layer].name;
}

static bool look(const struct insight_facts *facts, struct insight_finding *f)
{
	const struct dead_units *worst = NULL;
	char dead[TEXT_NUMBER_MAX], units[TEXT_NUMBER_MAX];
	double most = 0;

	for (int i = 0; i < facts->unit_layers; i++) {
		const struct dead_units *u = &facts->units[i];
		double part = (double)u->dead / (double)u->units;

		if (part >= share && part > most) {
			worst = u;
			most = part;
		}
	}
	if (!worst || facts->unit_images == 0)
		return false;
	text_grouped((uint64_t)worst->dead, dead);
	text_grouped((uint64_t)worst->units, units);
	snprintf(f->text, sizeof(f->text),
		 "Dead units: %s of %s's %s units are 0 for all %d images asked.", dead,
		 layer_name(facts, worst), units, facts->unit_images);
	snprintf(f->where, sizeof(f->where), "L, then j to %s and G", layer_name(facts, worst));
	return true;
}

const struct insight insight_dead_units = {
	.name = "dead-units",
	.meaning = "They take no part in any answer, and no gradient reaches them.",
	.needs = INSIGHT_UNITS,
	.look = look,
};
