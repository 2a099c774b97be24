/*
 * Weight x activation. A convolution's output at a place sums weight x activation over its window
 * and the channels of its input. The sum over one channel alone, as the mean over all places, is
 * what that channel contributes. In place of moving the window over the map, each weight is
 * multiplied with the mean of the values that it meets.
 */
#include "lab/explain/weight_activation.h"
#include "base/limits.h"
#include "base/xalloc.h"
#include "kernel/panel.h"
#include "nn/pass.h"

#include <stdlib.h>
#include <string.h>

/* contribution[columns] += x * one row of a layer's weights. */
static void add_row(const struct net *net, const struct layer *l, int row, float x,
		    float *contribution)
{
	const float *weights = net->parameters + l->at[LAYER_WEIGHTS];
	int rows = layer_weight_rows(l);

	for (int p = 0; p < panel_count(l->units); p++) {
		int first = p * PANEL_WIDTH, left = l->units - first;
		const float *w = weights + panel_index(rows, row, first);

		for (int i = 0; i < left && i < PANEL_WIDTH; i++)
			contribution[first + i] += x * w[i];
	}
}

/* The mean over all places of the values of channel c that one weight of the filters meets; what is
 * past the map counts as 0. */
static float met_mean(const struct layer *l, const float *x, int c, int row, int column)
{
	const struct layer_window *w = &l->window;
	double sum = 0;

	for (int i = 0; i < l->out.height; i++)
		for (int j = 0; j < l->out.width; j++) {
			int y = i * w->stride_y + row - w->top;
			int at = j * w->stride_x + column - w->left;

			if (y >= 0 && y < l->in.height && at >= 0 && at < l->in.width)
				sum += (double)
					x[(size_t)(y * l->in.width + at) * (size_t)l->in.channels +
					  (size_t)c];
		}
	return (float)(sum / l->out.height / l->out.width);
}

static void add_conv(const struct net *net, const struct layer *l, const float *x, int c,
		     float *contribution)
{
	for (int row = 0; row < l->window.height; row++)
		for (int column = 0; column < l->window.width; column++)
			add_row(net, l, (row * l->window.width + column) * l->in.channels + c,
				met_mean(l, x, c, row, column), contribution);
}

static void add_dense(const struct net *net, const struct layer *l, const float *x, int c,
		      float *contribution)
{
	for (int at = 0; at < l->in.height * l->in.width; at++) {
		int row = at * l->in.channels + c;

		if (x[row] != 0) /* behind a ReLU many are */
			add_row(net, l, row, x[row], contribution);
	}
}

float *channel_contributions(const struct net *net, int layer, const float *x)
{
	const struct layer *l = &net->layers[layer];
	size_t units = (size_t)l->units;
	float *contributions;

	if (!l->units || (size_t)l->in.channels * units > CONTRIBUTIONS_MAX)
		return NULL;
	contributions = xfloats((size_t)l->in.channels * units);
	for (int c = 0; c < l->in.channels; c++) {
		if (l->ops->is_spatial)
			add_conv(net, l, x, c, contributions + (size_t)c * units);
		else
			add_dense(net, l, x, c, contributions + (size_t)c * units);
	}
	return contributions;
}

/* ----------------------------------------------------------------------- as an explanation */

static bool applies(const struct net *net, int layer)
{
	const struct layer *l = &net->layers[layer];

	return l->units && (size_t)l->in.channels * (size_t)l->units <= CONTRIBUTIONS_MAX;
}

static double bias_of(const struct net *net, int layer, int unit)
{
	double bias = 0;

	for (int i = 0; i < net_parameters(net); i++) {
		struct parameter p = net_parameter(net, i);
		float *values;

		if (p.layer != &net->layers[layer] || p.ndim != 1)
			continue;
		values = xfloats(parameter_count(&p));
		parameter_get(&p, net->parameters, values);
		bias = (double)values[unit];
		free(values);
	}
	return bias;
}

static struct attribution compute(const struct explanation_query *q)
{
	const struct layer *l = &q->net->layers[q->layer];
	struct pass *pass = pass_new(q->net, 1, false, NULL);
	struct attribution a = {.shape = {1, 1, l->in.channels},
				.values = xfloats((size_t)l->in.channels),
				.bias = bias_of(q->net, q->layer, q->unit)};
	float *all;

	memcpy(pass_input(pass), q->image, shape_size(q->net->input) * sizeof(float));
	pass_forward(pass, 1, q->layer, NULL);
	all = channel_contributions(q->net, q->layer,
				    q->layer ? pass_output(pass, q->layer - 1) : pass_input(pass));
	for (int c = 0; c < l->in.channels; c++)
		a.values[c] = all[(size_t)c * (size_t)l->units + (size_t)q->unit];
	free(all);
	pass_free(pass);
	attribution_sum(&a);
	a.value = a.sum;
	return a;
}

const struct explanation weight_activation = {
	.name = "weight x activation",
	.label = "wgt*act.",
	.purpose = "What each channel of a layer's input contributes to one of its units",
	.applies = applies,
	.compute = compute,
};
