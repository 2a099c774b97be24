/* The ascents are independent of each other, so each is a part of work for the pool. */
#include "cli/lineup.h"
#include "base/xalloc.h"
#include "cli/show.h"
#include "lab/attack.h"
#include "lab/feature.h"

#include <stdlib.h>

enum { KINDS = 3, CAPTION = 40 };

/* What the parts of the work share. */
struct ascent {
	const struct net *net;
	struct lineup *lineup;
};

static void excite(void *context, int i)
{
	const struct ascent *a = context;
	const struct lineup_spec *spec = &a->lineup->spec;
	size_t pixels = shape_size(a->net->input);
	float *image = a->lineup->images + (size_t)i * pixels;
	int channel = spec->first + i;

	attack_noise(spec->seed + (uint64_t)channel, pixels, image);
	a->lineup->reached[i] =
		feature_excite(a->net, spec->layer, channel, spec->steps, spec->rate, image, NULL);
}

static void read_weights(const struct net *net, struct lineup *l)
{
	const struct layer *layer = &net->layers[l->spec.layer];
	size_t filter = (size_t)layer->size * (size_t)layer->size;
	size_t seen = (size_t)layer->in.height * (size_t)layer->in.width;
	float *one = xfloats(filter > seen ? filter : seen);

	for (int i = 0; i < l->spec.count; i++) {
		size_t size;

		if (!feature_weights(net, l->spec.layer, l->spec.channel, l->spec.first + i, one,
				     &l->weights_height, &l->weights_width)) {
			l->weights_height = l->weights_width = 0;
			break;
		}
		size = (size_t)l->weights_height * (size_t)l->weights_width;
		if (i == 0)
			l->weights = xfloats((size_t)l->spec.count * size);
		for (size_t j = 0; j < size; j++)
			l->weights[(size_t)i * size + j] = one[j];
	}
	free(one);
}

/* From channels last to one map after another. */
static void read_responses(const struct net *net, struct lineup *l, const float *image)
{
	struct shape shape = l->response_shape;
	size_t pixels = (size_t)shape.height * (size_t)shape.width;
	float *response = xfloats(shape_size(shape));

	feature_response(net, l->spec.layer, image, response);
	l->responses = xfloats((size_t)l->spec.count * pixels);
	for (int i = 0; i < l->spec.count; i++)
		for (size_t j = 0; j < pixels; j++)
			l->responses[(size_t)i * pixels + j] =
				response[j * (size_t)shape.channels + (size_t)(l->spec.first + i)];
	free(response);
}

struct lineup *lineup_new(const struct net *net, const struct lineup_spec *spec, const float *image,
			  struct pool *pool)
{
	struct lineup *l = xcalloc(1, sizeof(*l));
	struct ascent ascent = {net, l};

	l->spec = *spec;
	l->response_shape = net->layers[spec->layer].out;
	l->image_shape = net->input;
	read_weights(net, l);
	read_responses(net, l, image);
	l->images = xfloats((size_t)spec->count * shape_size(net->input));
	l->reached = xcalloc((size_t)spec->count, sizeof(*l->reached));
	pool_run(pool, spec->count, excite, &ascent);
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
	free(l);
}

/* As the article's imshow: each picture over its own range, smallest light, largest dark. */
static struct picture own_range(const float *values, int i, int height, int width)
{
	size_t size = (size_t)height * (size_t)width;
	const float *own;

	if (size == 0)
		return (struct picture){0};
	own = values + (size_t)i * size;
	return (struct picture){own, height, width, 1, 0, palette_fit(PALETTE_GREYS, own, size, 1)};
}

static void fill_tiles(const struct lineup *l, int i, struct tile tiles[KINDS],
		       char captions[KINDS][CAPTION])
{
	int channel = l->spec.first + i;
	struct shape response = l->response_shape, image = l->image_shape;

	tiles[0].picture = own_range(l->weights, i, l->weights_height, l->weights_width);
	tiles[1].picture = own_range(l->responses, i, response.height, response.width);
	tiles[2].picture = own_range(l->images, i, image.height, image.width);
	snprintf(captions[0], CAPTION, "%d: weights", channel);
	snprintf(captions[1], CAPTION, "%d: response", channel);
	snprintf(captions[2], CAPTION, "%d: excites it, %.2f", channel, l->reached[i]);
	for (int k = 0; k < KINDS; k++)
		tiles[k].caption = captions[k];
}

bool lineup_show(const struct lineup *l, struct output *out, struct err *err)
{
	size_t count = (size_t)l->spec.count;
	struct tile *tiles = xcalloc(count * KINDS, sizeof(*tiles));
	char(*captions)[KINDS][CAPTION] = xcalloc(count, sizeof(*captions));
	struct sheet sheet = {tiles, l->spec.count * KINDS, KINDS, true};
	bool is_shown;

	for (int i = 0; i < l->spec.count; i++)
		fill_tiles(l, i, tiles + (size_t)i * KINDS, captions[i]);
	is_shown = show_sheet(out, &sheet, err);
	free(captions);
	free(tiles);
	return is_shown;
}
