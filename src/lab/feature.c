/* Weights, responses and the ascent of single channels. */
#include "lab/feature.h"
#include "base/xalloc.h"
#include "lab/attack.h"

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

/* A pass that keeps every layer, and has run up to the response of one. */
static struct pass *look(const struct net *net, int response, const float *image)
{
	struct pass *pass = pass_new(net, 1, false, NULL);

	memcpy(pass_input(pass), image, shape_size(net->input) * sizeof(float));
	pass_forward(pass, 1, response, NULL);
	return pass;
}

void feature_response(const struct net *net, int layer, const float *image, float *response)
{
	int at = net_response(net, layer);
	struct pass *pass = look(net, at, image);

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

/* The mean of one channel of a response [pixels, channels]. */
static double channel_mean(const struct layer *l, const float *response, int channel)
{
	int pixels = l->out.height * l->out.width;
	double sum = 0;

	for (int i = 0; i < pixels; i++)
		sum += (double)response[i * l->out.channels + channel];
	return sum / pixels;
}

double feature_excite(const struct net *net, int layer, int channel, int steps, float rate,
		      float *image, const atomic_bool *stop)
{
	const struct layer *l = &net->layers[layer];
	int response = net_response(net, layer), pixels = l->out.height * l->out.width;
	size_t size = shape_size(net->input);
	struct pass *pass = look(net, response, image);
	float *dy = xfloats(shape_size(l->out)), *gradient = xfloats(size);
	double mean;

	for (int i = 0; i < pixels; i++)
		dy[i * l->out.channels + channel] = 1.0f / (float)pixels;
	for (int step = 0; step < steps && !(stop && atomic_load(stop)); step++) {
		pass_backward(pass, response, dy, NULL, gradient);
		normalize_gradient(size, gradient);
		for (size_t i = 0; i < size; i++)
			image[i] += gradient[i] * rate;
		memcpy(pass_input(pass), image, size * sizeof(float));
		pass_forward(pass, 1, response, NULL);
	}
	mean = channel_mean(l, pass_output(pass, response), channel);
	free(dy);
	free(gradient);
	pass_free(pass);
	return mean;
}
