/* Which channel of each stage is chosen: the strongest, unless the person chose another. */
#include "nn/loss.h"
#include "tui/screen/layers/layers.h"

int layers_channel(const struct layers_state *s, int stage)
{
	const struct stage *shown = &s->stages->list[stage];

	if (s->chosen[stage] >= 0)
		return s->chosen[stage];
	if (stages_is_last(s->stages, stage))
		return argmax(shown->shape.channels, s->stages->probabilities);
	return shown->order[0];
}

int layers_place(const struct layers_state *s, int stage)
{
	int channel = layers_channel(s, stage), place = 0;

	while (s->stages->list[stage].order[place] != channel)
		place++;
	return place;
}
