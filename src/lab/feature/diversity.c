/*
 * With B(a, b) = a (b' b), which has the shape of a: <A, B> is the sum of a * B(a, b), and
 *
 *   dS/da = 2 (B(a, b) / (|A| |B|) - S B(a, a) / |A|^2)
 */
#include "lab/feature/diversity.h"
#include "base/rng.h"
#include "base/xalloc.h"
#include "lab/feature/activations.h"
#include "lab/gradient.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Between the seeds of one channel's images: channels have neighbouring ones. */
enum { SEED_STEP = 1000003 };

static struct shape shape_of(const struct diversity *d)
{
	return d->images[0]->net->layers[d->images[0]->spec.layer].out;
}

static bool is_joint(const struct diversity *d)
{
	return d->count > 1 && d->weight > 0;
}

static const float *activation(const struct diversity *d, int i)
{
	return d->activations + (size_t)i * shape_size(shape_of(d));
}

/* Of the images as they are; one that goes its own way has but what it maximizes. */
static void find_activations(struct diversity *d)
{
	size_t size = shape_size(shape_of(d));

	for (int i = 0; i < d->count; i++) {
		const struct maximization *m = d->images[i];
		float *to = d->activations + (size_t)i * size;

		if (m->spec.keeps_layer)
			memcpy(to, pass_output(m->pass, m->activation), size * sizeof(float));
		else
			activations_of(m->net, m->spec.layer, m->image, to);
	}
}

static float *gram_of(const struct diversity *d, int i, int j)
{
	return d->grams + (size_t)(i * d->count + j) * shape_size(shape_of(d));
}

void diversity_noise(uint64_t seed, int count, size_t pixels, float *starts)
{
	for (int i = 0; i < count; i++)
		rng_noise(seed + (uint64_t)i * SEED_STEP, pixels, starts + (size_t)i * pixels);
}

void diversity_starts(enum channel_gallery_start from, uint64_t seed, const float *image, int count,
		      size_t pixels, float *starts)
{
	diversity_noise(seed, count, pixels, starts);
	if (from == CHANNEL_GALLERY_NOISE)
		return;
	for (size_t i = 0; i < (size_t)count * pixels; i++)
		starts[i] = (count > 1 ? 0.1F * (starts[i] - 0.5F) : 0) +
			    (from == CHANNEL_GALLERY_IMAGE ? image[i % pixels] : 0.5F);
}

struct diversity *diversity_new(const struct net *net, const struct maximization_spec *spec,
				int count, float weight, const float *starts)
{
	struct diversity *d = xcalloc(1, sizeof(*d));
	size_t pixels = shape_size(net->input), size = shape_size(net->layers[spec->layer].out);

	d->count = count;
	d->weight = weight;
	for (int i = 0; i < count; i++) {
		struct maximization_spec own = *spec;

		own.seed += (uint64_t)i * SEED_STEP;
		own.keeps_layer = is_joint(d);
		d->images[i] = maximization_new(net, &own, starts + (size_t)i * pixels);
	}
	d->products = xcalloc((size_t)count * (size_t)count, sizeof(*d->products));
	d->activations = xfloats((size_t)count * size);
	d->grams = xfloats((size_t)count * (size_t)count * size);
	d->dy = xfloats(size);
	d->away = xfloats(pixels);
	return d;
}

void diversity_free(struct diversity *d)
{
	if (!d)
		return;
	for (int i = 0; i < d->count; i++)
		maximization_free(d->images[i]);
	free(d->products);
	free(d->activations);
	free(d->grams);
	free(d->dy);
	free(d->away);
	free(d);
}

/* to += scale * from */
static void add(size_t count, float scale, const float *from, float *to)
{
	for (size_t i = 0; i < count; i++)
		to[i] += scale * from[i];
}

static float dot(size_t count, const float *a, const float *b)
{
	double sum = 0;

	for (size_t i = 0; i < count; i++)
		sum += (double)a[i] * (double)b[i];
	return (float)sum;
}

/* out = a (b' b), by b' b where there are more positions than channels, else by a b'. */
static void multiply_gram(size_t positions, size_t channels, const float *a, const float *b,
			  float *out)
{
	float *gram;

	memset(out, 0, positions * channels * sizeof(float));
	if (positions < channels) {
		for (size_t p = 0; p < positions; p++)
			for (size_t q = 0; q < positions; q++)
				add(channels, dot(channels, a + p * channels, b + q * channels),
				    b + q * channels, out + p * channels);
		return;
	}
	gram = xfloats(channels * channels);
	memset(gram, 0, channels * channels * sizeof(float));
	for (size_t p = 0; p < positions; p++)
		for (size_t c = 0; c < channels; c++)
			add(channels, b[p * channels + c], b + p * channels, gram + c * channels);
	for (size_t p = 0; p < positions; p++)
		for (size_t c = 0; c < channels; c++)
			add(channels, a[p * channels + c], gram + c * channels, out + p * channels);
	free(gram);
}

/* All products of the images as they are. */
static void compare(struct diversity *d)
{
	struct shape shape = shape_of(d);
	size_t positions = (size_t)shape.height * (size_t)shape.width;
	size_t size = shape_size(shape);

	find_activations(d);
	for (int i = 0; i < d->count; i++)
		for (int j = 0; j < d->count; j++) {
			float *out = gram_of(d, i, j);

			multiply_gram(positions, (size_t)shape.channels, activation(d, i),
				      activation(d, j), out);
			d->products[i * d->count + j] = (double)dot(size, activation(d, i), out);
		}
}

/* |A| |B|; 0 where either image leaves the layer silent. */
static double norms(const struct diversity *d, int i, int j)
{
	return sqrt(d->products[i * d->count + i] * d->products[j * d->count + j]);
}

/* The normalised gradient, by the pixels of image i, of its likeness to all others. */
static void find_away(struct diversity *d, int i)
{
	struct maximization *m = d->images[i];
	size_t size = shape_size(shape_of(d));
	double own = d->products[i * d->count + i];
	bool has_any = false;

	memset(d->dy, 0, size * sizeof(float));
	for (int j = 0; j < d->count; j++) {
		double both = norms(d, i, j);

		if (j == i || !(both > 0) || !isfinite(both))
			continue;
		has_any = true;
		add(size, (float)(2 / both), gram_of(d, i, j), d->dy);
		add(size, (float)(-2 * d->products[i * d->count + j] / both / own),
		    gram_of(d, i, i), d->dy);
	}
	memset(d->away, 0, m->pixels * sizeof(float));
	if (!has_any)
		return;
	pass_backward(m->pass, m->activation, d->dy, NULL, d->away);
	normalize_gradient(m->pixels, d->away);
	for (size_t p = 0; p < m->pixels; p++)
		d->away[p] *= d->weight;
}

void diversity_advance(struct diversity *d)
{
	if (is_joint(d))
		compare(d);
	for (int i = 0; i < d->count; i++) {
		if (is_joint(d))
			find_away(d, i);
		maximization_advance_away(d->images[i], is_joint(d) ? d->away : NULL);
	}
}

double diversity_likeness(struct diversity *d)
{
	double sum = 0;
	int pairs = d->count * (d->count - 1) / 2;

	compare(d);
	for (int i = 0; i < d->count; i++)
		for (int j = 0; j < i; j++)
			sum += d->products[i * d->count + j] / norms(d, i, j);
	return sum / pairs;
}
