/* Maps in the kernels' panels: a map's values are PANEL_WIDTH floats apart. */
#include "lab/feature/unit_maps.h"
#include "kernel/panel.h"

#include <math.h>

struct unit_maps unit_maps_of(const struct net *net)
{
	const struct layer *layer = net->layers, *next;
	struct shape shape;

	while (layer->units == 0)
		layer++;
	for (next = layer + 1; next < net->layers + net->count && !next->ops->parameters;)
		next++;
	shape = layer_weight_maps(layer);
	return (struct unit_maps){.layer = layer,
				  .weights = net->parameters + layer->at[LAYER_WEIGHTS],
				  .count = layer->units,
				  .height = shape.height,
				  .width = shape.width,
				  .stride = PANEL_WIDTH,
				  .are_classes = next == net->layers + net->count &&
						 shape_size(layer->out) == (size_t)net->classes};
}

const float *unit_maps_at(const struct unit_maps *maps, int unit)
{
	return maps->weights + panel_index(maps->height * maps->width, 0, unit);
}

float unit_maps_range(const struct unit_maps *maps)
{
	size_t size = panel_size(maps->height * maps->width, maps->count);
	float max = 0;

	for (size_t i = 0; i < size; i++)
		if (isfinite(maps->weights[i]))
			max = fmaxf(max, fabsf(maps->weights[i]));
	return max > 0 ? max : 1;
}
