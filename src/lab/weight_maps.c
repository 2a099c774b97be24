/* One range for all maps of a layer: only so can they be compared. */
#include "lab/weight_maps.h"
#include "base/xalloc.h"
#include "lab/feature.h"

#include <math.h>
#include <stdlib.h>

/* The size of a channel's picture, at most: a filter, or what the layer sees. */
static size_t most_values(const struct layer *layer)
{
	size_t filter = (size_t)layer->size * (size_t)layer->size;
	size_t image = (size_t)layer->in.height * (size_t)layer->in.width;

	return filter > image ? filter : image;
}

bool weight_maps_read(const struct net *net, int layer, int input_channel, struct weight_maps *maps,
		      struct err *err)
{
	const struct layer *l = &net->layers[layer];
	size_t size = most_values(l);
	float *one = xfloats(size);

	*maps = (struct weight_maps){.layer = layer, .count = l->units};
	for (int i = 0; i < l->units; i++) {
		if (!feature_weights(net, layer, input_channel, i, one, &maps->height,
				     &maps->width)) {
			free(one);
			return err_set(err,
				       "the weights of %s are no pictures: it does not see the "
				       "image itself, "
				       "but what the layers before it make of it",
				       l->name);
		}
		size = (size_t)maps->height * (size_t)maps->width;
		if (i == 0)
			maps->values = xfloats((size_t)l->units * size);
		for (size_t j = 0; j < size; j++) {
			maps->values[(size_t)i * size + j] = one[j];
			maps->least = fminf(maps->least, one[j]);
			maps->most = fmaxf(maps->most, one[j]);
		}
	}
	free(one);
	return true;
}

void weight_maps_clear(struct weight_maps *maps)
{
	free(maps->values);
	maps->values = NULL;
}
