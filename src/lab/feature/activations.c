/* One forward pass, up to the layer's activation. */
#include "lab/feature/activations.h"
#include "base/xalloc.h"
#include "nn/pass.h"

#include <stdlib.h>
#include <string.h>

void activations_of(const struct net *net, int layer, const float *image, float *activations)
{
	int at = net_activation(net, layer);
	struct pass *pass = pass_new(net, 1, false, NULL);

	memcpy(pass_input(pass), image, shape_size(net->input) * sizeof(float));
	pass_forward(pass, 1, at, NULL);
	memcpy(activations, pass_output(pass, at),
	       shape_size(net->layers[layer].out) * sizeof(float));
	pass_free(pass);
}

void activations_maps(const struct net *net, int layer, const float *image, int first, int count,
		      float *maps)
{
	struct shape shape = net->layers[layer].out;
	size_t pixels = (size_t)shape.height * (size_t)shape.width;
	float *all = xfloats(shape_size(shape));

	activations_of(net, layer, image, all);
	for (int i = 0; i < count; i++)
		for (size_t j = 0; j < pixels; j++)
			maps[(size_t)i * pixels + j] =
				all[j * (size_t)shape.channels + (size_t)(first + i)];
	free(all);
}

double activations_mean(const float *values, size_t count)
{
	double sum = 0;

	for (size_t i = 0; i < count; i++)
		sum += (double)values[i];
	return sum / (double)count;
}
