/*
 * Weights and responses of a page are read in one go, by a job that makes a line-up; when the image
 * or the input channel changes they are read again, and the exciting images move over to the new
 * line-up. Pages stay when one goes to other layers and screens, until they take too much memory.
 */
#include "base/xalloc.h"
#include "lab/feature/activations.h"
#include "tui/screen/filters/filters.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PAGES_MAX = 24 << 20 /* bytes */, PAGES_MIN = 4 };

/* What `filters` takes where nothing else is said. */
static const float usual_rate = 1;
enum { USUAL_SEED = 1 };

struct reading {
	struct job job; /* its owner is the address of the list of pages */
	const struct snapshot *model;
	struct channel_gallery_spec spec;
	unsigned sample_generation;
	int input; /* -1: the strongest */
	float *image;
	struct channel_gallery *gallery; /* NULL: not there, or given away */
	int inputs[FILTERS_PAGE];
	float range, loudest;
};

struct filters_state *filters_of(struct app *app)
{
	return app_state(app, "Filters");
}

/* --------------------------------------------------------------------------------- on a worker */

/* All weights of a layer, [size, size, in, out] of a convolution; the caller frees them. */
static float *layer_weights(const struct net *net, int layer, size_t *count)
{
	struct parameter p = net_weights(net, layer);
	float *values;

	*count = parameter_count(&p);
	values = xfloats(*count);
	parameter_get(&p, net->parameters, values);
	return values;
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

/* The input channel that a filter has the largest weights for, by their squares. */
static int strongest_input(const struct layer *layer, const float *values, int channel)
{
	int strongest = 0;
	double max = -1;

	for (int input = 0; input < layer->in.channels; input++) {
		double sum = 0;

		for (int i = 0; i < layer->size * layer->size; i++) {
			float v = values[(size_t)(i * layer->in.channels + input) *
						 (size_t)layer->units +
					 (size_t)channel];

			sum += (double)v * (double)v;
		}
		if (sum > max) {
			max = sum;
			strongest = input;
		}
	}
	return strongest;
}

/* Replaces each filter's weights by those for the input that it hears best. */
static void take_strongest(struct reading *r, const struct layer *layer, const float *values)
{
	int size = layer->size * layer->size;

	for (int c = 0; c < r->spec.count; c++) {
		float *weights = r->gallery->weights + (size_t)c * (size_t)size;
		int channel = r->spec.first + c;

		r->inputs[c] = strongest_input(layer, values, channel);
		for (int i = 0; i < size; i++)
			weights[i] = values[(size_t)(i * layer->in.channels + r->inputs[c]) *
						    (size_t)layer->units +
					    (size_t)channel];
	}
}

static void measure_weights(struct reading *r)
{
	const struct layer *layer = &r->model->net->layers[r->spec.layer];
	size_t count;
	float *values, max = 0;

	for (int c = 0; c < r->spec.count; c++)
		r->inputs[c] = r->spec.channel;
	if (!r->gallery->weights)
		return;
	values = layer_weights(r->model->net, r->spec.layer, &count);
	for (size_t i = 0; i < count; i++)
		max = fmaxf(max, fabsf(values[i]));
	if (r->input < 0 && layer->ops->is_spatial)
		take_strongest(r, layer, values);
	free(values);
	/* The article's range for maps of the image. */
	r->range = layer->ops->is_flat ? 0.5f : round_up(max);
}

static void measure_activations(struct reading *r)
{
	struct shape shape = r->gallery->activation_shape;
	size_t count = (size_t)r->spec.count * (size_t)shape.height * (size_t)shape.width;

	for (size_t i = 0; i < count; i++)
		r->loudest = fmaxf(r->loudest, fabsf(r->gallery->activations[i]));
}

static void reading_run(struct job *job)
{
	struct reading *r = (struct reading *)job;

	r->gallery = channel_gallery_new(r->model->net, &r->spec, r->image);
	measure_weights(r);
	measure_activations(r);
}

/* ------------------------------------------------------------------- on the explorer's thread */

static size_t gallery_bytes(const struct channel_gallery *l)
{
	size_t weights = (size_t)l->weights_height * (size_t)l->weights_width;
	size_t activation = (size_t)l->activation_shape.height * (size_t)l->activation_shape.width;

	return (size_t)l->spec.count * sizeof(float) *
	       (weights + activation + shape_size(l->image_shape));
}

/* The exciting images go from the old line-up to the new one. */
static void move_images(struct channel_gallery *from, struct channel_gallery *to)
{
	struct channel_gallery old = *to;

	to->images = from->images;
	to->reached = from->reached;
	to->steps = from->steps;
	from->images = old.images;
	from->reached = old.reached;
	from->steps = old.steps;
}

static struct filters_page *find(const struct filters_state *s, int layer, int first)
{
	struct filters_page *page = s->pages;

	while (page && (page->layer != layer || page->first != first))
		page = page->next;
	return page;
}

static void reading_done(void *context, struct job *job)
{
	struct reading *r = (struct reading *)job;
	struct app *app = context;
	struct filters_state *s = filters_of(app);
	struct filters_page *page = find(s, r->spec.layer, r->spec.first);

	if (!page || job->generation != app->model_generation)
		return;
	if (page->gallery)
		move_images(page->gallery, r->gallery);
	channel_gallery_free(page->gallery);
	page->gallery = r->gallery;
	r->gallery = NULL;
	page->is_asked = false;
	page->sample_generation = r->sample_generation;
	page->input = r->input;
	page->range = r->range;
	page->loudest = r->loudest;
	page->bytes = gallery_bytes(page->gallery);
	memcpy(page->inputs, r->inputs, sizeof(page->inputs));
}

static void reading_destroy(struct job *job)
{
	struct reading *r = (struct reading *)job;

	channel_gallery_free(r->gallery);
	snapshot_unref(r->model);
	free(r->image);
	free(r);
}

static const struct job_ops reading_ops = {.name = "read filters",
					   .run = reading_run,
					   .done = reading_done,
					   .destroy = reading_destroy};

static void ask(struct app *app, struct filters_state *s, struct filters_page *page)
{
	struct reading *r = xcalloc(1, sizeof(*r));
	size_t size = app_pixels(app) * sizeof(float);
	int left = filters_units(app, s) - page->first;

	r->job.ops = &reading_ops;
	r->job.owner = &s->pages;
	r->job.generation = app->model_generation;
	r->model = snapshot_ref(app->model);
	r->spec = (struct channel_gallery_spec){.layer = page->layer,
						.channel = s->input < 0 ? 0 : s->input,
						.first = page->first,
						.count = left < FILTERS_PAGE ? left : FILTERS_PAGE,
						.rate = usual_rate,
						.seed = USUAL_SEED};
	r->sample_generation = app->sample_generation;
	r->input = s->input;
	r->image = xmalloc(size);
	memcpy(r->image, app->sample.pixels, size);
	page->is_asked = true;
	jobs_add(app->jobs, &r->job);
}

static void page_free(struct filters_page *page)
{
	channel_gallery_free(page->gallery);
	free(page);
}

void filters_forget(struct filters_state *s)
{
	while (s->pages) {
		struct filters_page *page = s->pages;

		s->pages = page->next;
		page_free(page);
	}
}

/* The page, now the first of the list; a new one where there was none. */
static struct filters_page *use(struct filters_state *s, int first)
{
	struct filters_page *page = find(s, s->layer, first), **link = &s->pages;

	if (page) {
		while (*link != page)
			link = &(*link)->next;
		*link = page->next;
	} else {
		page = xcalloc(1, sizeof(*page));
		page->layer = s->layer;
		page->first = first;
	}
	page->next = s->pages;
	s->pages = page;
	return page;
}

static void drop_old(struct filters_state *s)
{
	struct filters_page **link = &s->pages;
	size_t bytes = 0;

	for (int i = 0; *link; i++) {
		struct filters_page *page = *link;

		bytes += page->bytes;
		if (i < PAGES_MIN || bytes <= PAGES_MAX) {
			link = &page->next;
			continue;
		}
		*link = page->next;
		page_free(page);
	}
}

/* Ascents make room: a page is read in a moment, and they go on where they were. */
void filters_read(struct app *app, struct filters_state *s, int first, int end)
{
	for (int i = first - first % FILTERS_PAGE; i < end; i += FILTERS_PAGE) {
		struct filters_page *page = use(s, i);

		if (page->is_asked ||
		    (page->gallery && page->sample_generation == app->sample_generation &&
		     page->input == s->input))
			continue;
		filters_halt(app, s);
		ask(app, s, page);
	}
	drop_old(s);
}

struct filters_page *filters_page(const struct filters_state *s, int layer, int channel)
{
	struct filters_page *page = find(s, layer, channel - channel % FILTERS_PAGE);

	return page && page->gallery ? page : NULL;
}
