/* A batch at a time, and of each image its distance alone. */
#include "lab/explain/nearest.h"
#include "base/xalloc.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BATCH = 100 };

int nearest_layer(const struct net *net)
{
	int last = net->count - 1;

	while (last > 0 && net->layers[last].units == 0)
		last--;
	return last == 0 || net_sees_image(net, last) ? NEAREST_PIXELS : last - 1;
}

const char *nearest_layer_name(const struct net *net)
{
	int layer = nearest_layer(net);

	if (layer == NEAREST_PIXELS)
		return "pixels";
	while (layer > 0 && net->layers[layer].units == 0)
		layer--;
	return net->layers[layer].name;
}

/* The values of the first n images of the pass's input that are compared: [n, size]. */
static const float *activate(struct nearest *s, int n)
{
	if (s->layer == NEAREST_PIXELS)
		return pass_input(s->pass);
	pass_forward(s->pass, n, s->layer, NULL);
	return pass_output(s->pass, s->layer);
}

struct nearest *nearest_new(const struct net *net, const float *image, const struct split *split,
			    int wanted, size_t skipped, struct pool *pool)
{
	struct nearest *s = xcalloc(1, sizeof(*s));

	s->net = net;
	s->split = split;
	s->layer = nearest_layer(net);
	s->wanted = wanted;
	s->skipped = skipped;
	s->pass = pass_new(net, BATCH, true, pool);
	s->size = shape_size(s->layer == NEAREST_PIXELS ? net->input : net->layers[s->layer].out);
	s->activations = xfloats(s->size);
	memcpy(pass_input(s->pass), image, shape_size(net->input) * sizeof(float));
	memcpy(s->activations, activate(s, 1), s->size * sizeof(float));
	return s;
}

void nearest_free(struct nearest *s)
{
	if (!s)
		return;
	pass_free(s->pass);
	free(s->activations);
	free(s);
}

static float distance(const float *a, const float *b, size_t size)
{
	double sum = 0;

	for (size_t i = 0; i < size; i++) {
		double difference = (double)a[i] - (double)b[i];

		sum += difference * difference;
	}
	return isfinite(sum) ? (float)sqrt(sum) : INFINITY;
}

/* Behind those that are as near. */
static void insert(struct nearest *s, const struct neighbor *new)
{
	int at = s->count;

	while (at > 0 && s->best[at - 1].distance > new->distance)
		at--;
	if (at == s->wanted)
		return;
	s->count += s->count < s->wanted;
	memmove(s->best + at + 1, s->best + at, (size_t)(s->count - 1 - at) * sizeof(s->best[0]));
	s->best[at] = *new;
}

bool nearest_advance(struct nearest *s)
{
	size_t left = s->split->count - s->done, n = left < BATCH ? left : BATCH;
	const float *values;

	if (n == 0)
		return false;
	for (size_t i = 0; i < n; i++)
		split_image(s->split, s->done + i, pass_input(s->pass) + i * s->split->pixels);
	values = activate(s, (int)n);
	for (size_t i = 0; i < n; i++) {
		size_t index = s->done + i;
		struct neighbor new = {index, s->split->labels[index],
				       distance(s->activations, values + i * s->size, s->size)};

		if (index != s->skipped)
			insert(s, &new);
	}
	s->done += n;
	return s->done < s->split->count;
}
