/* One range for all maps of a layer: only so can they be compared. */
#include "lab/feature/weight_maps.h"
#include "lab/feature/channel_weights.h"

#include <math.h>
#include <stdlib.h>

bool weight_maps_read(const struct net *net, int layer, int input_channel, struct weight_maps *maps,
		      struct err *err)
{
	const struct layer *l = &net->layers[layer];
	size_t size;

	*maps = (struct weight_maps){.layer = layer, .count = l->units};
	maps->values = channel_weights_get(net, layer, input_channel, 0, maps->count, &maps->height,
					   &maps->width);
	if (!maps->values)
		return err_set(err,
			       "the weights of %s are no pictures: it does not see the image "
			       "itself, but what the layers before it make of it",
			       l->name);
	size = (size_t)maps->count * (size_t)maps->height * (size_t)maps->width;
	for (size_t i = 0; i < size; i++) {
		maps->min = fminf(maps->min, maps->values[i]);
		maps->max = fmaxf(maps->max, maps->values[i]);
	}
	return true;
}

void weight_maps_clear(struct weight_maps *maps)
{
	free(maps->values);
	maps->values = NULL;
}
