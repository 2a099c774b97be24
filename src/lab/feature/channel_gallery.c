/* The ascents are independent of each other, so each can be a part of work for the pool. */
#include "lab/feature/channel_gallery.h"
#include "base/pool.h"
#include "base/rng.h"
#include "base/xalloc.h"
#include "lab/feature/activations.h"

#include <stdlib.h>
#include <string.h>

/* From channels last to one map after another. */
void channel_gallery_activate(struct channel_gallery *l, const struct net *net, const float *image)
{
	struct shape shape = l->activation_shape;
	size_t pixels = (size_t)shape.height * (size_t)shape.width;
	float *activation = xfloats(shape_size(shape));

	feature_activation(net, l->spec.layer, image, activation);
	for (int i = 0; i < l->spec.count; i++)
		for (size_t j = 0; j < pixels; j++)
			l->activations[(size_t)i * pixels + j] =
				activation[j * (size_t)shape.channels +
					   (size_t)(l->spec.first + i)];
	free(activation);
}

struct channel_gallery *channel_gallery_new(const struct net *net,
					    const struct channel_gallery_spec *spec,
					    const float *image)
{
	struct channel_gallery *l = xcalloc(1, sizeof(*l));
	struct shape shape = net->layers[spec->layer].out;
	size_t count = (size_t)spec->count;

	l->spec = *spec;
	l->activation_shape = shape;
	l->image_shape = net->input;
	l->weights = feature_maps(net, spec->layer, spec->channel, spec->first, spec->count,
				  &l->weights_height, &l->weights_width);
	l->activations = xfloats(count * (size_t)shape.height * (size_t)shape.width);
	channel_gallery_activate(l, net, image);
	l->images = xfloats(count * shape_size(net->input));
	l->reached = xcalloc(count, sizeof(*l->reached));
	l->steps = xcalloc(count, sizeof(*l->steps));
	for (size_t i = 0; i < count; i++)
		l->steps[i] = -1;
	return l;
}

void channel_gallery_free(struct channel_gallery *l)
{
	if (!l)
		return;
	free(l->weights);
	free(l->activations);
	free(l->images);
	free(l->reached);
	free(l->steps);
	free(l);
}

struct maximize *channel_gallery_begin(const struct channel_gallery *l, const struct net *net,
				       int i)
{
	int channel = l->spec.first + i;
	float *noise = xfloats(shape_size(net->input));
	struct maximize *a;

	rng_noise(l->spec.seed + (uint64_t)channel, shape_size(net->input), noise);
	a = maximize_new(net, l->spec.layer, channel, l->spec.rate, noise);
	free(noise);
	return a;
}

void channel_gallery_take(struct channel_gallery *l, int i, const struct maximize *a)
{
	memcpy(l->images + (size_t)i * a->pixels, a->image, a->pixels * sizeof(float));
	l->reached[i] = a->reached;
	l->steps[i] = a->step;
}

void channel_gallery_maximize(struct channel_gallery *l, const struct net *net, int i,
			      const atomic_bool *stop)
{
	struct maximize *a = channel_gallery_begin(l, net, i);

	maximize_run(a, l->spec.steps, stop);
	if (a->step >= l->spec.steps)
		channel_gallery_take(l, i, a);
	maximize_free(a);
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

void channel_gallery_maximize_all(struct channel_gallery *l, const struct net *net,
				  struct pool *pool, const atomic_bool *stop)
{
	struct work work = {l, net, stop};

	pool_run(pool, l->spec.count, maximize_entry, &work);
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

int channel_gallery_boldest(const struct channel_gallery *l, int max, int *entries)
{
	size_t pixels = shape_size(l->image_shape);
	double *bold = xcalloc((size_t)l->spec.count, sizeof(*bold));
	int count = 0;

	for (int i = 0; i < l->spec.count; i++)
		bold[i] = boldness(l->images + (size_t)i * pixels, l->image_shape);
	for (int i = 0; i < l->spec.count && count < max; i++) {
		int bolder = 0;

		for (int j = 0; j < l->spec.count; j++)
			bolder += bold[j] > bold[i] || (bold[j] == bold[i] && j < i);
		if (bolder < max)
			entries[count++] = i;
	}
	free(bold);
	return count;
}
