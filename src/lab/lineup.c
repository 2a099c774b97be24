/* The ascents are independent of each other, so each can be a part of work for the pool. */
#include "lab/lineup.h"
#include "base/pool.h"
#include "base/xalloc.h"
#include "lab/attack.h"
#include "lab/feature.h"

#include <stdlib.h>
#include <string.h>

/* From channels last to one map after another. */
void lineup_respond(struct lineup *l, const struct net *net, const float *image)
{
	struct shape shape = l->response_shape;
	size_t pixels = (size_t)shape.height * (size_t)shape.width;
	float *response = xfloats(shape_size(shape));

	feature_response(net, l->spec.layer, image, response);
	for (int i = 0; i < l->spec.count; i++)
		for (size_t j = 0; j < pixels; j++)
			l->responses[(size_t)i * pixels + j] =
				response[j * (size_t)shape.channels + (size_t)(l->spec.first + i)];
	free(response);
}

struct lineup *lineup_new(const struct net *net, const struct lineup_spec *spec, const float *image)
{
	struct lineup *l = xcalloc(1, sizeof(*l));
	struct shape shape = net->layers[spec->layer].out;
	size_t count = (size_t)spec->count;

	l->spec = *spec;
	l->response_shape = shape;
	l->image_shape = net->input;
	l->weights = feature_maps(net, spec->layer, spec->channel, spec->first, spec->count,
				  &l->weights_height, &l->weights_width);
	l->responses = xfloats(count * (size_t)shape.height * (size_t)shape.width);
	lineup_respond(l, net, image);
	l->images = xfloats(count * shape_size(net->input));
	l->reached = xcalloc(count, sizeof(*l->reached));
	l->steps = xcalloc(count, sizeof(*l->steps));
	for (size_t i = 0; i < count; i++)
		l->steps[i] = -1;
	return l;
}

void lineup_free(struct lineup *l)
{
	if (!l)
		return;
	free(l->weights);
	free(l->responses);
	free(l->images);
	free(l->reached);
	free(l->steps);
	free(l);
}

struct ascent *lineup_ascent(const struct lineup *l, const struct net *net, int i)
{
	int channel = l->spec.first + i;
	float *noise = xfloats(shape_size(net->input));
	struct ascent *a;

	attack_noise(l->spec.seed + (uint64_t)channel, shape_size(net->input), noise);
	a = ascent_new(net, l->spec.layer, channel, l->spec.rate, noise);
	free(noise);
	return a;
}

void lineup_take(struct lineup *l, int i, const struct ascent *a)
{
	memcpy(l->images + (size_t)i * a->pixels, a->image, a->pixels * sizeof(float));
	l->reached[i] = a->reached;
	l->steps[i] = a->step;
}

void lineup_excite(struct lineup *l, const struct net *net, int i, const atomic_bool *stop)
{
	struct ascent *a = lineup_ascent(l, net, i);

	ascent_run(a, l->spec.steps, stop);
	if (a->step >= l->spec.steps)
		lineup_take(l, i, a);
	ascent_free(a);
}

/* What the parts of the work share. */
struct work {
	struct lineup *lineup;
	const struct net *net;
	const atomic_bool *stop;
};

static void excite(void *context, int i)
{
	const struct work *work = context;

	lineup_excite(work->lineup, work->net, i, work->stop);
}

void lineup_excite_all(struct lineup *l, const struct net *net, struct pool *pool,
		       const atomic_bool *stop)
{
	struct work work = {l, net, stop};

	pool_run(pool, l->spec.count, excite, &work);
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

int lineup_boldest(const struct lineup *l, int most, int *entries)
{
	size_t pixels = shape_size(l->image_shape);
	double *bold = xcalloc((size_t)l->spec.count, sizeof(*bold));
	int count = 0;

	for (int i = 0; i < l->spec.count; i++)
		bold[i] = boldness(l->images + (size_t)i * pixels, l->image_shape);
	for (int i = 0; i < l->spec.count && count < most; i++) {
		int bolder = 0;

		for (int j = 0; j < l->spec.count; j++)
			bolder += bold[j] > bold[i] || (bold[j] == bold[i] && j < i);
		if (bolder < most)
			entries[count++] = i;
	}
	free(bold);
	return count;
}
