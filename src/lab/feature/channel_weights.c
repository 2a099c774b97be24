/* All weights of a layer are read from their panels once, and the maps taken from there. */
#include "lab/feature/channel_weights.h"
#include "base/xalloc.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int channel_weights_layer(const struct net *net, const char *name, struct err *err)
{
	int layer = net_find_layer(net, name);
	char names[sizeof(err->text)] = "";
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

int channel_weights_next(const struct net *net, int layer, int step)
{
	while (layer >= 0 && layer < net->count && net->layers[layer].units == 0)
		layer += step;
	return layer < net->count ? layer : -1;
}

int channel_weights_source(const struct net *net, int layer)
{
	if (layer == 0)
		return 0;
	while (--layer > 0 &&
	       (net->layers[layer].ops->is_activation || net->layers[layer].ops->is_training_only ||
		net->layers[layer].ops->is_affine))
		continue;
	return layer;
}

int channel_weights_inputs(const struct layer *l)
{
	int channels = layer_weight_maps(l).channels;

	return channels ? channels : 1;
}

/* All of a layer, [height, width, input channels, units] where they are maps. */
static float *read_all(const struct net *net, int layer, size_t *count)
{
	struct parameter p = net_weights(net, layer);
	float *values;

	*count = parameter_count(&p);
	values = xfloats(*count);
	parameter_get(&p, net->parameters, values);
	return values;
}

/* All weights of a layer, and how its maps lie in them. */
struct table {
	struct shape shape; /* of a map; channels: inputs */
	size_t units;
	float *values; /* owned */
};

/* For pixel i of the map of a channel and one of its inputs. */
static float weight_at(const struct table *t, int i, int input, int channel)
{
	return t->values[((size_t)i * (size_t)t->shape.channels + (size_t)input) * t->units +
			 (size_t)channel];
}

static struct table read_table(const struct net *net, int layer)
{
	const struct layer *l = &net->layers[layer];
	size_t count;

	return (struct table){layer_weight_maps(l), (size_t)l->units, read_all(net, layer, &count)};
}

static int strongest_input(const struct table *t, int channel)
{
	struct shape shape = t->shape;
	int strongest = 0;
	double max = -1;

	for (int input = 0; input < shape.channels; input++) {
		double sum = 0;

		for (int i = 0; i < shape.height * shape.width; i++) {
			double v = (double)weight_at(t, i, input, channel);

			sum += v * v;
		}
		if (sum > max) {
			max = sum;
			strongest = input;
		}
	}
	return strongest;
}

/* inputs: whose map is taken of each channel. */
static float *take_maps(const struct table *t, int first, int count, const int *inputs)
{
	int size = t->shape.height * t->shape.width;
	float *maps = xfloats((size_t)count * (size_t)size);

	for (int i = 0; i < size; i++)
		for (int c = 0; c < count; c++)
			maps[c * size + i] = weight_at(t, i, inputs[c], first + c);
	return maps;
}

/* Whether a layer's weights are maps, and of what size. */
static bool has_maps(const struct layer *l, int *height, int *width)
{
	struct shape shape = layer_weight_maps(l);

	*height = shape.height;
	*width = shape.width;
	return shape.height > 0;
}

float *channel_weights_get(const struct net *net, int layer, int input, int first, int count,
			   int *height, int *width)
{
	struct table table;
	float *maps;
	int *inputs;

	if (!has_maps(&net->layers[layer], height, width))
		return NULL;
	inputs = xcalloc((size_t)count, sizeof(*inputs));
	for (int c = 0; c < count; c++)
		inputs[c] = input;
	table = read_table(net, layer);
	maps = take_maps(&table, first, count, inputs);
	free(table.values);
	free(inputs);
	return maps;
}

bool channel_weights_copy(const struct net *net, int layer, int input, int channel, float *map,
			  int *height, int *width)
{
	float *one = channel_weights_get(net, layer, input, channel, 1, height, width);

	if (one)
		memcpy(map, one, (size_t)*height * (size_t)*width * sizeof(float));
	free(one);
	return *height > 0;
}

float *channel_weights_strongest(const struct net *net, int layer, int first, int count,
				 int *inputs, int *height, int *width)
{
	struct table table;
	float *maps;

	memset(inputs, 0, (size_t)count * sizeof(*inputs));
	if (!has_maps(&net->layers[layer], height, width))
		return NULL;
	table = read_table(net, layer);
	for (int c = 0; c < count; c++)
		inputs[c] = strongest_input(&table, first + c);
	maps = take_maps(&table, first, count, inputs);
	free(table.values);
	return maps;
}

/* The next of 1, 1.5, 2, ... 10, times a power of ten. */
static float round_up(float max)
{
	static const float steps[] = {1, 1.5f, 2, 3, 4, 5, 6, 8, 10};
	float power = powf(10, floorf(log10f(max)));
	int i = 0;

	if (!(max > 1e-6f) || !isfinite(max))
		return 1;
	while (steps[i] < 10 && steps[i] * power < max)
		i++;
	return steps[i] * power;
}

float channel_weights_range(const struct net *net, int layer)
{
	float *values, max = 0;
	size_t count;

	if (net->layers[layer].ops->is_flat)
		return 0.5f;
	values = read_all(net, layer, &count);
	for (size_t i = 0; i < count; i++)
		max = fmaxf(max, fabsf(values[i]));
	free(values);
	return round_up(max);
}
