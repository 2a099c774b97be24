/* Weights and responses of single channels. */
#include "lab/feature.h"
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

void feature_response(const struct net *net, int layer, const float *image, float *response)
{
	int at = net_response(net, layer);
	struct pass *pass = pass_new(net, 1, false, NULL);

	memcpy(pass_input(pass), image, shape_size(net->input) * sizeof(float));
	pass_forward(pass, 1, at, NULL);
	memcpy(response, pass_output(pass, at), shape_size(net->layers[layer].out) * sizeof(float));
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

bool feature_weights(const struct net *net, int layer, int input_channel, int channel,
		     float *weights, int *height, int *width)
{
	const struct layer *l = &net->layers[layer];
	struct parameter p = weights_of(net, layer);
	int channels = l->ops == &conv_ops ? l->in.channels : 1;
	float *values;

	if (l->ops == &conv_ops) {
		*height = *width = l->size;
	} else if (l->in.channels == 1) {
		*height = l->in.height;
		*width = l->in.width;
	} else {
		return false;
	}
	values = xfloats(parameter_count(&p));
	parameter_get(&p, net->parameters, values);
	for (int i = 0; i < *height * *width; i++)
		weights[i] = values[(size_t)(i * channels + input_channel) * (size_t)l->units +
				    (size_t)channel];
	free(values);
	return true;
}
