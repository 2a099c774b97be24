/* The table of insights. What spoils what is measured stands before what was measured. */
#include "lab/insight/insight.h"

extern const struct insight insight_leak, insight_rate_too_high, insight_rate_too_low,
	insight_overfitting, insight_confused_pair, insight_dead_units, insight_saturated_softmax;

const struct insight *const insights[] = {&insight_leak,
					  &insight_rate_too_high,
					  &insight_rate_too_low,
					  &insight_overfitting,
					  &insight_confused_pair,
					  &insight_dead_units,
					  &insight_saturated_softmax,
					  NULL};

int insights_find(const struct insight_facts *facts, struct insight_finding found[INSIGHTS_MAX])
{
	int count = 0;

	for (int i = 0; insights[i]; i++) {
		found[count].insight = insights[i];
		if ((facts->has & insights[i]->needs) == insights[i]->needs &&
		    insights[i]->look(facts, &found[count]))
			count++;
	}
	return count;
}
