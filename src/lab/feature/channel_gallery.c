/* Maximisations are independent of each other, so each can be a part of work for the pool. */
#include "lab/feature/channel_gallery.h"
#include "base/pool.h"
#include "base/rng.h"
#include "base/xalloc.h"
#include "lab/article.h"
#include "lab/feature/activations.h"
#include "lab/feature/channel_weights.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct channel_gallery_spec channel_gallery_defaults(const struct net *net, int layer)
{
	return (struct channel_gallery_spec){.layer = layer,
					     .count = net->layers[layer].units,
					     .steps = ARTICLE_MAXIMIZE_STEPS,
					     .rate = ARTICLE_MAXIMIZE_RATE,
					     .seed = ARTICLE_NOISE_SEED};
}

static size_t map_size(const struct channel_gallery *g)
{
	return (size_t)g->activation_shape.height * (size_t)g->activation_shape.width;
}

void channel_gallery_activate(struct channel_gallery *g, const struct net *net, const float *image)
{
	size_t size = (size_t)g->spec.count * map_size(g);

	memcpy(g->image, image, shape_size(g->image_shape) * sizeof(float));
	activations_maps(net, g->spec.layer, image, g->spec.first, g->spec.count, g->activations);
	g->activation_max = 0;
	for (size_t i = 0; i < size; i++)
		g->activation_max = fmaxf(g->activation_max, fabsf(g->activations[i]));
}

static void read_weights(struct channel_gallery *g, const struct net *net)
{
	const struct channel_gallery_spec *spec = &g->spec;

	if (spec->input == CHANNEL_GALLERY_STRONGEST) {
		g->weights =
			channel_weights_strongest(net, spec->layer, spec->first, spec->count,
						  g->inputs, &g->weights_height, &g->weights_width);
	} else {
		g->weights =
			channel_weights_get(net, spec->layer, spec->input, spec->first, spec->count,
					    &g->weights_height, &g->weights_width);
		for (int i = 0; i < spec->count; i++)
			g->inputs[i] = spec->input;
	}
	g->weights_range = g->weights ? channel_weights_range(net, spec->layer) : 0;
}

struct channel_gallery *channel_gallery_new(const struct net *net,
					    const struct channel_gallery_spec *spec,
					    const float *image)
{
	struct channel_gallery *g = xcalloc(1, sizeof(*g));
	size_t count = (size_t)spec->count;

	g->spec = *spec;
	g->activation_shape = net->layers[spec->layer].out;
	g->image_shape = net->input;
	g->inputs = xcalloc(count, sizeof(*g->inputs));
	read_weights(g, net);
	g->image = xfloats(shape_size(net->input));
	g->activations = xfloats(count * map_size(g));
	channel_gallery_activate(g, net, image);
	g->images = xfloats(count * shape_size(net->input));
	g->reached = xcalloc(count, sizeof(*g->reached));
	g->steps = xcalloc(count, sizeof(*g->steps));
	for (size_t i = 0; i < count; i++)
		g->steps[i] = -1;
	return g;
}

void channel_gallery_free(struct channel_gallery *g)
{
	if (!g)
		return;
	free(g->image);
	free(g->weights);
	free(g->inputs);
	free(g->activations);
	free(g->images);
	free(g->reached);
	free(g->steps);
	free(g);
}

double channel_gallery_mean(const struct channel_gallery *g, int i)
{
	return activations_mean(g->activations + (size_t)i * map_size(g), map_size(g));
}

size_t channel_gallery_bytes(const struct channel_gallery *g)
{
	size_t weights = (size_t)g->weights_height * (size_t)g->weights_width;

	return (size_t)g->spec.count * sizeof(float) *
	       (weights + map_size(g) + shape_size(g->image_shape));
}

static struct maximization *maximization_of(const struct channel_gallery *g, const struct net *net,
					    int i, const float *start)
{
	int channel = g->spec.first + i;
	struct maximization_spec spec = {.objective = g->spec.is_neuron ? MAXIMIZE_NEURON
									: MAXIMIZE_CHANNEL,
					 .place = g->spec.place,
					 .layer = g->spec.layer,
					 .channel = channel,
					 .rate = g->spec.rate,
					 .regularizer = g->spec.regularizer,
					 .seed = g->spec.seed + (uint64_t)channel};

	return maximization_new(net, &spec, start);
}

struct maximization *channel_gallery_begin(const struct channel_gallery *g, const struct net *net,
					   int i)
{
	size_t pixels = shape_size(net->input);
	float *start = xfloats(pixels);
	struct maximization *m;

	if (g->spec.start == CHANNEL_GALLERY_IMAGE)
		memcpy(start, g->image, pixels * sizeof(float));
	else if (g->spec.start == CHANNEL_GALLERY_GREY)
		for (size_t p = 0; p < pixels; p++)
			start[p] = 0.5f;
	else
		rng_noise(g->spec.seed + (uint64_t)(g->spec.first + i), pixels, start);
	m = maximization_of(g, net, i, start);
	free(start);
	return m;
}

struct maximization *channel_gallery_continue(const struct channel_gallery *g,
					      const struct net *net, int i)
{
	const float *image = g->images + (size_t)i * shape_size(g->image_shape);
	struct maximization *m;

	if (g->steps[i] < 0)
		return channel_gallery_begin(g, net, i);
	m = maximization_of(g, net, i, image);
	m->step = g->steps[i];
	return m;
}

void channel_gallery_take(struct channel_gallery *g, int i, const struct maximization *m)
{
	memcpy(g->images + (size_t)i * m->pixels, m->image, m->pixels * sizeof(float));
	g->reached[i] = m->reached;
	g->steps[i] = m->step;
}

void channel_gallery_maximize(struct channel_gallery *g, const struct net *net, int i,
			      const atomic_bool *stop)
{
	struct maximization *m = channel_gallery_begin(g, net, i);

	maximization_run(m, g->spec.steps, stop);
	if (m->step >= g->spec.steps)
		channel_gallery_take(g, i, m);
	maximization_free(m);
}

/* What the parts of the work share. */
struct work {
	struct channel_gallery *gallery;
	const struct net *net;
	const atomic_bool *stop;
};

static void maximize_entry(void *context, int i)
{
	const struct work *work = context;

	channel_gallery_maximize(work->gallery, work->net, i, work->stop);
}

void channel_gallery_maximize_all(struct channel_gallery *g, const struct net *net,
				  struct pool *pool, const atomic_bool *stop)
{
	struct work work = {g, net, stop};

	pool_run(pool, g->spec.count, maximize_entry, &work);
}

struct channel_gallery *channel_gallery_extract(const struct channel_gallery *g, int i)
{
	size_t pixels = shape_size(g->image_shape);
	struct channel_gallery *one = xcalloc(1, sizeof(*one));

	one->spec = g->spec;
	one->spec.first += i;
	one->spec.count = 1;
	one->image_shape = g->image_shape;
	one->image = xfloats(pixels);
	one->images = xfloats(pixels);
	one->reached = xcalloc(1, sizeof(*one->reached));
	one->steps = xcalloc(1, sizeof(*one->steps));
	memcpy(one->image, g->image, pixels * sizeof(float));
	memcpy(one->images, g->images + (size_t)i * pixels, pixels * sizeof(float));
	one->reached[0] = g->reached[i];
	one->steps[0] = g->steps[i];
	return one;
}

void channel_gallery_replace(struct channel_gallery *g, int i, const struct channel_gallery *one)
{
	size_t pixels = shape_size(g->image_shape);

	memcpy(g->images + (size_t)i * pixels, one->images, pixels * sizeof(float));
	g->reached[i] = one->reached[0];
	g->steps[i] = one->steps[0];
}

void channel_gallery_swap_images(struct channel_gallery *a, struct channel_gallery *b)
{
	struct channel_gallery old = *a;

	a->images = b->images;
	a->reached = b->reached;
	a->steps = b->steps;
	b->images = old.images;
	b->reached = old.reached;
	b->steps = old.steps;
}

/* The variance of an image's means of 3x3 pixels, a seventh of its side away from the border. */
static double boldness(const float *image, struct shape shape)
{
	int top = shape.height / 7 + 1, left = shape.width / 7 + 1, count = 0;
	double sum = 0, squares = 0, mean;

	for (int y = top; y < shape.height - top; y++)
		for (int x = left; x < shape.width - left; x++) {
			mean = 0;
			for (int i = 0; i < 9; i++)
				mean += (double)image[(y + i / 3 - 1) * shape.width + x + i % 3 -
						      1] /
					9;
			sum += mean;
			squares += mean * mean;
			count++;
		}
	return count ? squares / count - sum / count * (sum / count) : 0;
}

int channel_gallery_boldest(const struct channel_gallery *g, int max, int *entries)
{
	size_t pixels = shape_size(g->image_shape);
	double *bold = xcalloc((size_t)g->spec.count, sizeof(*bold));
	int count = 0;

	for (int i = 0; i < g->spec.count; i++)
		bold[i] = boldness(g->images + (size_t)i * pixels, g->image_shape);
	for (int i = 0; i < g->spec.count && count < max; i++) {
		int bolder = 0;

		for (int j = 0; j < g->spec.count; j++)
			bolder += bold[j] > bold[i] || (bold[j] == bold[i] && j < i);
		if (bolder < max)
			entries[count++] = i;
	}
	free(bold);
	return count;
}
