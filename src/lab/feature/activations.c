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

int feature_inputs(const struct layer *l)
{
	int channels = layer_weight_maps(l).channels;

	return channels ? channels : 1;
}

float *feature_maps(const struct net *net, int layer, int input_channel, int first, int count,
		    int *height, int *width)
{
	const struct layer *l = &net->layers[layer];
	struct parameter p = net_weights(net, layer);
	struct shape shape = layer_weight_maps(l);
	size_t channels = (size_t)shape.channels, size = (size_t)shape.height * (size_t)shape.width;
	float *values, *maps;

	*height = shape.height;
	*width = shape.width;
	if (!size)
		return NULL;
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
