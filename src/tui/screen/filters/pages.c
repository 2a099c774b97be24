/*
 * Weights and activations of a page are read in one go, by a job that makes a gallery; when the
 * image or the input channel changes they are read again, and the images move over to the new
 * gallery. Pages stay when one goes to other layers and screens, until they take too much memory.
 */
#include "base/xalloc.h"
#include "tui/screen/filters/filters.h"

#include <stdlib.h>
#include <string.h>

enum { PAGES_MAX = 24 << 20 /* bytes */, PAGES_MIN = 4 };

struct reading {
	struct job job; /* its owner is the address of the list of pages */
	struct filters_state *state;
	const struct snapshot *model;
	struct channel_gallery_spec spec;
	unsigned sample_generation;
	float *image;
	struct channel_gallery *gallery; /* NULL: not there, or the page's now */
};

static void reading_run(struct job *job)
{
	struct reading *r = (struct reading *)job;

	r->gallery = channel_gallery_new(r->model->net, &r->spec, r->image);
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
	struct filters_page *page = find(r->state, r->spec.layer, r->spec.first);

	if (!page || job->generation != app->model_generation)
		return;
	if (page->gallery)
		channel_gallery_swap_images(page->gallery, r->gallery);
	channel_gallery_free(page->gallery);
	page->gallery = r->gallery;
	r->gallery = NULL;
	page->is_requested = false;
	page->sample_generation = r->sample_generation;
	page->bytes = channel_gallery_bytes(page->gallery);
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

static void request(struct app *app, struct filters_state *s, struct filters_page *page)
{
	struct reading *r = xcalloc(1, sizeof(*r));
	size_t size = app_pixels(app) * sizeof(float);

	r->job.ops = &reading_ops;
	r->job.owner = &s->pages;
	r->job.generation = app->model_generation;
	r->state = s;
	r->model = snapshot_ref(app->model);
	r->spec = channel_gallery_defaults(app->model->net, page->layer);
	r->spec.input = s->input;
	r->spec.first = page->first;
	r->spec.count -= page->first;
	if (r->spec.count > FILTERS_PAGE)
		r->spec.count = FILTERS_PAGE;
	r->sample_generation = app->sample_generation;
	r->image = xmalloc(size);
	memcpy(r->image, app->sample.pixels, size);
	page->is_requested = true;
	jobs_add(app->jobs, &r->job);
}

/* The page, now the first of the list; a new one where there was none. */
static struct filters_page *use(struct filters_state *s, int first)
{
	struct filters_page **link = &s->pages, *page;

	while (*link && ((*link)->layer != s->layer || (*link)->first != first))
		link = &(*link)->next;
	page = *link;
	if (page) {
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

/* Frees the pages that were used least recently, but `min` of them and those that take less than
 * `bytes` together. */
static void drop(struct filters_state *s, int min, size_t bytes)
{
	struct filters_page **link = &s->pages;
	size_t sum = 0;

	for (int i = 0; *link; i++) {
		struct filters_page *page = *link;

		sum += page->bytes;
		if (i < min || sum < bytes) {
			link = &page->next;
			continue;
		}
		*link = page->next;
		channel_gallery_free(page->gallery);
		free(page);
	}
}

void filters_forget(struct filters_state *s)
{
	drop(s, 0, 0);
}

/* Whether a page is among the first `count` of the list. */
static bool is_recent(const struct filters_state *s, int first, int count)
{
	const struct filters_page *page = s->pages;

	for (; page && count > 0; count--, page = page->next)
		if (page->layer == s->layer && page->first == first)
			return true;
	return false;
}

/* Neighbours may be of as many pages as there are places: none of those is dropped. */
bool filters_read(struct app *app, struct filters_state *s, int first, int end)
{
	bool has_requested = false;
	int used = 0;

	for (int place = first; place < end; place++) {
		int channel = filters_channel(app, s, place);
		int start = channel - channel % FILTERS_PAGE;
		bool is_used = is_recent(s, start, used);
		struct filters_page *page = use(s, start);

		used += !is_used;

		if (page->is_requested ||
		    (page->gallery && page->sample_generation == app->sample_generation &&
		     page->gallery->spec.input == s->input))
			continue;
		request(app, s, page);
		has_requested = true;
	}
	drop(s, used > PAGES_MIN ? used : PAGES_MIN, PAGES_MAX);
	return has_requested;
}

struct filters_page *filters_page(const struct filters_state *s, int layer, int channel)
{
	struct filters_page *page = find(s, layer, channel - channel % FILTERS_PAGE);

	return page && page->gallery ? page : NULL;
}

json_t *filters_channel_json(const struct filters_state *s, int channel)
{
	const struct filters_page *page = filters_page(s, s->layer, channel);
	const struct channel_gallery *g = page ? page->gallery : NULL;
	json_t *object = json_object();
	int i = channel % FILTERS_PAGE;

	json_object_set_new(object, "channel", json_integer(channel));
	if (!g)
		return object;
	json_object_set_new(object, "response_mean", json_real(channel_gallery_mean(g, i)));
	json_object_set_new(object, "input", json_integer(g->inputs[i]));
	if (g->steps[i] < 0)
		return object;
	json_object_set_new(object, "steps", json_integer(g->steps[i]));
	json_object_set_new(object, "reached", json_real(g->reached[i]));
	return object;
}
