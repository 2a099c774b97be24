/*
 * Grad-CAM (Selvaraju et al., arXiv:1610.02391): the maps of a convolution, behind its activation,
 * each times the mean of the class's gradient by it (equations 1 and 2), enlarged to the image's
 * size by bilinear interpolation. The paper keeps what is above 0; here both signs stay.
 */
#include "lab/explain/grad_cam.h"
#include "base/xalloc.h"
#include "lab/explain/logit_gradient.h"

#include <stdlib.h>

static bool is_convolution(const struct net *net, int layer)
{
	return net->layers[layer].units > 0 && net->layers[layer].ops->is_spatial;
}

int grad_cam_count(const struct net *net)
{
	int count = 0;

	for (int i = 0; i < net->count; i++)
		count += is_convolution(net, i);
	return count;
}

int grad_cam_layer(const struct net *net, int convolution)
{
	int left = convolution > 0 ? convolution : grad_cam_count(net), layer = 0;

	while (!is_convolution(net, layer) || --left > 0)
		layer++;
	return layer;
}

/* The sum over channels of maps [places, channels] times the mean of their gradients. */
static void weigh_maps(struct shape s, const float *maps, const float *gradients, float *sum)
{
	size_t places = (size_t)s.height * (size_t)s.width, channels = (size_t)s.channels;
	double *means = xcalloc(channels, sizeof(*means));

	for (size_t i = 0; i < places * channels; i++)
		means[i % channels] += (double)gradients[i] / (double)places;
	for (size_t i = 0; i < places; i++) {
		double total = 0;

		for (size_t c = 0; c < channels; c++)
			total += means[c] * (double)maps[i * channels + c];
		sum[i] = (float)total;
	}
	free(means);
}

/* A place between two of a line of so many values. */
struct between {
	int first, second;
	float share; /* of the second */
};

/* Where the middle of place i of `to` lies among the middles of `from` places. */
static struct between find_between(int i, int to, int from)
{
	float at = ((float)i + 0.5f) * (float)from / (float)to - 0.5f;
	struct between b;

	at = at < 0 ? 0 : at;
	b.first = (int)at;
	b.second = b.first + (b.first + 1 < from);
	b.share = at - (float)b.first;
	return b;
}

static void enlarge(struct shape from, const float *map, struct shape to, float *large)
{
	for (int i = 0; i < to.height; i++)
		for (int j = 0; j < to.width; j++) {
			struct between y = find_between(i, to.height, from.height);
			struct between x = find_between(j, to.width, from.width);
			const float *above = map + (size_t)y.first * (size_t)from.width;
			const float *below = map + (size_t)y.second * (size_t)from.width;
			float top = above[x.first] + x.share * (above[x.second] - above[x.first]);
			float end = below[x.first] + x.share * (below[x.second] - below[x.first]);

			*large++ = top + y.share * (end - top);
		}
}

static struct attribution compute(const struct explanation_query *q)
{
	int layer = net_activation(q->net, grad_cam_layer(q->net, q->convolution));
	struct shape shape = q->net->layers[layer].out;
	struct attribution a = {.shape = q->net->input};
	float *gradients = xfloats(shape_size(shape));
	float *map = xfloats((size_t)shape.height * (size_t)shape.width);
	struct logit_gradient g;

	logit_gradient_open(&g, q, 1, false);
	a.values = xfloats(g.pixels);
	a.value = logit_gradient_of_query(&g);
	pass_backward_to(g.pass, -1, g.dy, layer, gradients);
	weigh_maps(shape, pass_output(g.pass, layer), gradients, map);
	enlarge(shape, map, a.shape, a.values);
	logit_gradient_close(&g);
	free(gradients);
	free(map);
	attribution_sum(&a);
	return a;
}

static bool applies(const struct net *net, int layer)
{
	return logit_gradient_applies(net, layer) && grad_cam_count(net) > 0;
}

const struct explanation grad_cam = {
	.name = "grad-cam",
	.label = "grad-cam",
	.purpose = "Where the maps of a convolution that speak for the class are active",
	.is_of_pixels = true,
	.has_layer = true,
	.applies = applies,
	.compute = compute,
};
