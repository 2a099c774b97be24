/* The pass is kept from step to step: behind each it holds the response to the image. */
#include "lab/feature/maximize.h"
#include "base/xalloc.h"
#include "lab/gradient.h"

#include <stdlib.h>
#include <string.h>

/* Runs the net on the image, and measures the mean of the channel's response. */
static void look(struct maximize *a)
{
	const struct shape *out = &a->net->layers[a->layer].out;
	int pixels = out->height * out->width;
	const float *activation;
	double sum = 0;

	memcpy(pass_input(a->pass), a->image, a->pixels * sizeof(float));
	pass_forward(a->pass, 1, a->activation, NULL);
	activation = pass_output(a->pass, a->activation);
	for (int i = 0; i < pixels; i++)
		sum += (double)activation[i * out->channels + a->channel];
	a->reached = sum / pixels;
}

struct maximize *maximize_new(const struct net *net, int layer, int channel, float rate,
			      const float *start)
{
	const struct shape *out = &net->layers[layer].out;
	int pixels = out->height * out->width;
	struct maximize *a = xcalloc(1, sizeof(*a));

	a->net = net;
	a->layer = layer;
	a->channel = channel;
	a->rate = rate;
	a->pixels = shape_size(net->input);
	a->image = xfloats(a->pixels);
	memcpy(a->image, start, a->pixels * sizeof(float));
	a->activation = net_activation(net, layer);
	a->pass = pass_new(net, 1, false, NULL);
	a->gradient = xfloats(a->pixels);
	a->dy = xfloats(shape_size(*out));
	for (int i = 0; i < pixels; i++)
		a->dy[i * out->channels + channel] = 1.0f / (float)pixels;
	look(a);
	return a;
}

void maximize_free(struct maximize *a)
{
	if (!a)
		return;
	pass_free(a->pass);
	free(a->image);
	free(a->dy);
	free(a->gradient);
	free(a);
}

void maximize_advance(struct maximize *a)
{
	pass_backward(a->pass, a->activation, a->dy, NULL, a->gradient);
	normalize_gradient(a->pixels, a->gradient);
	for (size_t i = 0; i < a->pixels; i++)
		a->image[i] += a->gradient[i] * a->rate;
	look(a);
	a->step++;
}

void maximize_run(struct maximize *a, int steps, const atomic_bool *stop)
{
	while (a->step < steps && !(stop && atomic_load(stop)))
		maximize_advance(a);
}
