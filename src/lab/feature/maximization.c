/* The pass is kept from step to step: after each it holds the activations for the image. */
#include "lab/feature/maximization.h"
#include "base/xalloc.h"
#include "lab/gradient.h"

#include <stdlib.h>
#include <string.h>

/* A forward pass, and the mean of the channel's activation. */
static void measure(struct maximization *m)
{
	const struct shape *out = &m->net->layers[m->layer].out;
	int pixels = out->height * out->width;
	const float *activation;
	double sum = 0;

	memcpy(pass_input(m->pass), m->image, m->pixels * sizeof(float));
	pass_forward(m->pass, 1, m->activation, NULL);
	activation = pass_output(m->pass, m->activation);
	for (int i = 0; i < pixels; i++)
		sum += (double)activation[i * out->channels + m->channel];
	m->reached = sum / pixels;
}

struct maximization *maximization_new(const struct net *net, int layer, int channel, float rate,
				      const float *start)
{
	const struct shape *out = &net->layers[layer].out;
	int pixels = out->height * out->width;
	struct maximization *m = xcalloc(1, sizeof(*m));

	m->net = net;
	m->layer = layer;
	m->channel = channel;
	m->rate = rate;
	m->pixels = shape_size(net->input);
	m->image = xfloats(m->pixels);
	memcpy(m->image, start, m->pixels * sizeof(float));
	m->activation = net_activation(net, layer);
	m->pass = pass_new(net, 1, false, NULL);
	m->gradient = xfloats(m->pixels);
	m->dy = xfloats(shape_size(*out));
	for (int i = 0; i < pixels; i++)
		m->dy[i * out->channels + channel] = 1.0f / (float)pixels;
	measure(m);
	return m;
}

void maximization_free(struct maximization *m)
{
	if (!m)
		return;
	pass_free(m->pass);
	free(m->image);
	free(m->dy);
	free(m->gradient);
	free(m);
}

/* Behind a ReLU that lets nothing through there is no gradient: the value before it rises first. */
void maximization_advance(struct maximization *m)
{
	int maximized = m->reached != 0 ? m->activation : m->layer;

	pass_backward(m->pass, maximized, m->dy, NULL, m->gradient);
	normalize_gradient(m->pixels, m->gradient);
	for (size_t i = 0; i < m->pixels; i++)
		m->image[i] += m->gradient[i] * m->rate;
	measure(m);
	m->step++;
}

void maximization_run(struct maximization *m, int steps, const atomic_bool *stop)
{
	while (m->step < steps && !(stop && atomic_load(stop)))
		maximization_advance(m);
}
