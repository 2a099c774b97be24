/* One range for all maps of a layer: only so can they be compared. */
#include "lab/feature/weight_maps.h"
#include "base/xalloc.h"
#include "lab/feature/channel_weights.h"

#include <math.h>
#include <stdlib.h>

static void read_biases(const struct net *net, struct weight_maps *maps)
{
	maps->biases = xfloats((size_t)maps->count);
	for (int i = 0; i < net_parameters(net); i++) {
		struct parameter p = net_parameter(net, i);

		if (p.layer == &net->layers[maps->layer] && p.ndim == 1)
			parameter_get(&p, net->parameters, maps->biases);
	}
}

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
	read_biases(net, maps);
	return true;
}

void weight_maps_clear(struct weight_maps *maps)
{
	free(maps->values);
	free(maps->biases);
	*maps = (struct weight_maps){0};
}

bool weight_maps_see_image(const struct net *net, const struct weight_maps *maps)
{
	const struct layer *l = &net->layers[maps->layer];

	return maps->count > 0 && net_sees_image(net, maps->layer) &&
	       maps->height == l->in.height && maps->width == l->in.width && l->out.height == 1 &&
	       l->out.width == 1;
}

bool weight_maps_see_inverted(const struct net *net, const struct weight_maps *maps)
{
	float *image = xfloats(2 * shape_size(net->input)), *seen = image + shape_size(net->input);
	float paper, ink;

	net_seen_image(net, maps->layer, image, seen);
	paper = seen[0];
	image[0] = 1;
	net_seen_image(net, maps->layer, image, seen);
	ink = seen[0];
	free(image);
	return ink < paper;
}

bool weight_maps_are_of_classes(const struct net *net, const struct weight_maps *maps)
{
	if (!weight_maps_see_image(net, maps) || maps->count != net->classes)
		return false;
	for (int i = maps->layer + 1; i < net->count; i++)
		if (net->layers[i].ops->parameters)
			return false;
	return true;
}

/* What 99 of 100 weights stay within. */
static float usual_weight(const struct weight_maps *maps)
{
	enum { BINS = 1000 };
	size_t size = (size_t)maps->count * (size_t)maps->height * (size_t)maps->width;
	float max = fmaxf(maps->max, -maps->min);
	size_t in_bin[BINS] = {0}, within = 0;
	int bin = 0;

	if (!(max > 0) || !isfinite(max))
		return 0;
	for (size_t i = 0; i < size; i++) {
		float share = fabsf(maps->values[i]) / max;

		in_bin[share < 1 ? (int)(share * BINS) : BINS - 1]++;
	}
	while (bin < BINS && (within += in_bin[bin++]) * 100 < size * 99)
		;
	return max * (float)bin / BINS;
}

float weight_maps_range(const struct weight_maps *maps)
{
	static const float steps[] = {2, 2.5f, 2};
	float usual = usual_weight(maps), range = 1e-3f;

	for (int i = 0; range * 1.5f < usual && range < 1e4f; i++)
		range *= steps[i % 3];
	return range;
}
