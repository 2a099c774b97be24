/* The pass is kept from step to step: after each it holds the activations for the image. */
#include "lab/feature/maximization.h"
#include "base/xalloc.h"
#include "lab/gradient.h"

#include <stdlib.h>
#include <string.h>

static const struct shape *output_shape(const struct maximization *m)
{
	return &m->pass->net->layers[m->spec.layer].out;
}

static double channel_mean(const struct maximization *m, const float *activation)
{
	const struct shape *out = output_shape(m);

	return mean_of((size_t)out->height * (size_t)out->width, (size_t)out->channels,
		       activation + m->channel);
}

static size_t neuron(const struct maximization *m)
{
	return (size_t)m->spec.place * (size_t)output_shape(m)->channels + (size_t)m->channel;
}

static double half_of_squares(const struct maximization *m, const float *activation)
{
	size_t count = shape_size(*output_shape(m));
	double sum = 0;

	for (size_t i = 0; i < count; i++)
		sum += (double)activation[i] * (double)activation[i];
	return sum / 2;
}

/* A forward pass of the image; the objective for it. */
static double measure(struct maximization *m, const float *image)
{
	const float *activation;

	memcpy(pass_input(m->pass), image, m->pixels * sizeof(float));
	pass_forward(m->pass, 1, m->activation, NULL);
	activation = pass_output(m->pass, m->activation);
	if (m->spec.objective == MAXIMIZE_CHANNEL)
		return channel_mean(m, activation);
	if (m->spec.objective == MAXIMIZE_NEURON)
		return (double)activation[neuron(m)];
	return half_of_squares(m, activation);
}

/* What does not change from step to step; of a layer, what is taken while all of it is silent. */
static void set_dy(struct maximization *m)
{
	const struct shape *out = output_shape(m);
	int pixels = out->height * out->width;

	if (m->spec.objective == MAXIMIZE_NEURON)
		m->dy[neuron(m)] = 1;
	else if (m->spec.objective == MAXIMIZE_CHANNEL)
		for (int i = 0; i < pixels; i++)
			m->dy[i * out->channels + m->channel] = 1.0f / (float)pixels;
	else
		for (size_t i = 0; i < shape_size(*out); i++)
			m->dy[i] = 1;
}

static bool has_regularizer(const struct regularizer *r)
{
	return r->jitter > 0 || r->blur > 0 || r->total_variation > 0 || r->decay > 0;
}

struct maximization *maximization_new(const struct net *net, const struct maximization_spec *spec,
				      const float *start)
{
	struct maximization *m = xcalloc(1, sizeof(*m));

	m->net = net;
	m->spec = *spec;
	m->pixels = shape_size(net->input);
	m->image = xfloats(m->pixels);
	memcpy(m->image, start, m->pixels * sizeof(float));
	m->activation = net_activation(net, spec->layer);
	if (spec->objective == MAXIMIZE_LAYER || spec->keeps_layer) {
		m->channel = spec->channel;
	} else {
		m->unit = net_of_unit(net, spec->layer, spec->channel);
		net = &m->unit;
	}
	m->pass = pass_new(net, 1, false, NULL);
	m->gradient = xfloats(m->pixels);
	m->moved = has_regularizer(&spec->regularizer) ? xfloats(m->pixels) : NULL;
	m->dy = xfloats(shape_size(net->layers[spec->layer].out));
	set_dy(m);
	m->reached = measure(m, m->image);
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
	free(m->moved);
	free(m);
}

/* Of the pass's last image, for which the objective was `reached`. Behind a ReLU that lets nothing
 * through there is no gradient: the value before it rises first. */
static void differentiate(struct maximization *m, double reached)
{
	bool is_silent = !(reached != 0);
	const float *dy = m->dy;

	if (m->spec.objective == MAXIMIZE_LAYER && !is_silent)
		dy = pass_output(m->pass, m->activation);
	pass_backward(m->pass, is_silent ? m->spec.layer : m->activation, dy, NULL, m->gradient);
}

/* The gradient by the pixels, of the image moved by the step's jitter. */
static void find_gradient(struct maximization *m)
{
	const struct regularizer *r = &m->spec.regularizer;
	int height = m->net->input.height, width = m->net->input.width, down, right;

	if (r->jitter <= 0) {
		differentiate(m, m->reached);
		return;
	}
	regularizer_offset(r, m->spec.seed, m->step, &down, &right);
	image_roll(height, width, down, right, m->image, m->moved);
	differentiate(m, measure(m, m->moved));
	memcpy(m->moved, m->gradient, m->pixels * sizeof(float));
	image_roll(height, width, -down, -right, m->moved, m->gradient);
}

void maximization_advance_away(struct maximization *m, const float *away)
{
	const struct regularizer *r = &m->spec.regularizer;
	int height = m->net->input.height, width = m->net->input.width;
	float rate = m->spec.rate;

	find_gradient(m);
	normalize_gradient(m->pixels, m->gradient);
	for (size_t i = 0; away && i < m->pixels; i++)
		m->gradient[i] -= away[i];
	if (r->total_variation > 0)
		image_total_variation_subtract(height, width, m->image, r->total_variation,
					       m->gradient);
	for (size_t i = 0; r->decay > 0 && i < m->pixels; i++)
		m->image[i] *= 1 - r->decay;
	for (size_t i = 0; i < m->pixels; i++)
		m->image[i] += m->gradient[i] * rate;
	if (r->blur > 0 && (m->step + 1) % REGULARIZER_BLUR_EVERY == 0)
		image_blur(height, width, r->blur, m->image, m->moved);
	m->reached = measure(m, m->image);
	m->step++;
}

void maximization_advance(struct maximization *m)
{
	maximization_advance_away(m, NULL);
}

void maximization_run(struct maximization *m, int steps, const atomic_bool *stop)
{
	while (m->step < steps && !(stop && atomic_load(stop)))
		maximization_advance(m);
}
