/* Weights and responses of single channels. */
#include "lab/feature/activations.h"
#include "base/xalloc.h"
#include "nn/pass.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int feature_layer(const struct net *net, const char *name, struct err *err)
{
	int layer = net_find_layer(net, name);
	char names[256] = "";
	size_t length = 0;

	if (layer >= 0 && net->layers[layer].units)
		return layer;
	for (int i = 0; i < net->count && length < sizeof(names); i++)
		if (net->layers[i].units)
			length += (size_t)snprintf(names + length, sizeof(names) - length, "%s%s",
						   length ? ", " : "", net->layers[i].name);
	err_set(err, "the net has no layer '%s' with weights; it has: %s", name, names);
	return -1;
}

void feature_activation(const struct net *net, int layer, const float *image, float *activation)
{
	int at = net_activation(net, layer);
	struct pass *pass = pass_new(net, 1, false, NULL);

	memcpy(pass_input(pass), image, shape_size(net->input) * sizeof(float));
	pass_forward(pass, 1, at, NULL);
	memcpy(activation, pass_output(pass, at),
	       shape_size(net->layers[layer].out) * sizeof(float));
	pass_free(pass);
}

/* Which of a net's parameters are the weights of a layer. */
static struct parameter weights_of(const struct net *net, int layer)
{
	int i = 0;
	struct parameter p = net_parameter(net, 0);

	while (p.layer != &net->layers[layer]) {
		i += 2;
		p = net_parameter(net, i);
	}
	return p;
}

/* The size of a channel's picture, or false where there is none. */
static bool map_size(const struct layer *l, int *height, int *width)
{
	if (l->ops == &conv_ops) {
		*height = *width = l->size;
	} else if (l->in.channels == 1) {
		*height = l->in.height;
		*width = l->in.width;
	} else {
		*height = *width = 0;
	}
	return *height > 0;
}

float *feature_maps(const struct net *net, int layer, int input_channel, int first, int count,
		    int *height, int *width)
{
	const struct layer *l = &net->layers[layer];
	struct parameter p = weights_of(net, layer);
	size_t channels = l->ops == &conv_ops ? (size_t)l->in.channels : 1, size;
	float *values, *maps;

	if (!map_size(l, height, width))
		return NULL;
	size = (size_t)*height * (size_t)*width;
	maps = xfloats((size_t)count * size);
	values = xfloats(parameter_count(&p));
	parameter_get(&p, net->parameters, values);
	for (size_t i = 0; i < size; i++)
		for (size_t c = 0; c < (size_t)count; c++)
			maps[c * size + i] =
				values[(i * channels + (size_t)input_channel) * (size_t)l->units +
				       (size_t)first + c];
	free(values);
	return maps;
}

bool feature_weights(const struct net *net, int layer, int input_channel, int channel,
		     float *weights, int *height, int *width)
{
	float *map = feature_maps(net, layer, input_channel, channel, 1, height, width);

	if (map)
		memcpy(weights, map, (size_t)*height * (size_t)*width * sizeof(float));
	free(map);
	return *height > 0;
}
