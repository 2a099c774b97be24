/*
 * Weight x pixel, the product map of softmax regression: the value of a unit that sees the image is
 * its bias and the sum of these products, so the map is all there is to say of it.
 */
#include "lab/explain/weight_pixel.h"
#include "base/xalloc.h"

#include <stdlib.h>

struct evidence weight_pixel_evidence(const float *weights, const float *image, size_t count,
				      float bias)
{
	struct evidence e = {.sum = (double)bias};

	for (size_t i = 0; i < count; i++) {
		double product = (double)weights[i] * (double)image[i];

		*(product > 0 ? &e.positive : &e.negative) += product;
	}
	e.sum += e.positive + e.negative;
	return e;
}

static bool applies(const struct net *net, int layer)
{
	const struct layer *l = &net->layers[layer];

	return l->units && l->ops->is_flat && net_sees_image(net, layer);
}

/* Column `unit` of one of the layer's two tensors. */
static void read_column(const struct net *net, int layer, int ndim, int unit, float *column)
{
	for (int i = 0; i < net_parameters(net); i++) {
		struct parameter p = net_parameter(net, i);
		float *values;

		if (p.layer != &net->layers[layer] || p.ndim != ndim)
			continue;
		values = xfloats(parameter_count(&p));
		parameter_get(&p, net->parameters, values);
		for (int row = 0; row < p.rows; row++)
			column[row] = values[(size_t)row * (size_t)p.columns + (size_t)unit];
		free(values);
	}
}

/* What is explained is the difference of two units: its weights, and its bias. */
static void subtract_unit(const struct explanation_query *q, size_t count, float *weights,
			  float *bias)
{
	float other_bias = 0, *other = xfloats(count);

	read_column(q->net, q->layer, 1, q->against, &other_bias);
	read_column(q->net, q->layer, 2, q->against, other);
	for (size_t i = 0; i < count; i++)
		weights[i] -= other[i];
	*bias -= other_bias;
	free(other);
}

static struct attribution compute(const struct explanation_query *q)
{
	size_t count = shape_size(q->net->input);
	struct attribution a = {.shape = q->net->input, .values = xfloats(count)};
	float bias = 0, *seen = xfloats(count);
	struct evidence e;

	read_column(q->net, q->layer, 1, q->unit, &bias);
	read_column(q->net, q->layer, 2, q->unit, a.values);
	if (q->has_against)
		subtract_unit(q, count, a.values, &bias);
	net_seen_image(q->net, q->layer, q->image, seen);
	e = weight_pixel_evidence(a.values, seen, count, bias);
	for (size_t i = 0; i < count; i++)
		a.values[i] *= seen[i];
	a.positive = e.positive;
	a.negative = e.negative;
	a.bias = (double)bias;
	a.sum = a.value = e.sum;
	free(seen);
	return a;
}

const struct explanation weight_pixel = {
	.name = "weight x pixel",
	.label = "wgt*pixel",
	.purpose = "What each pixel contributes to a unit that sees the image itself",
	.is_of_pixels = true,
	.applies = applies,
	.compute = compute,
};
