/*
 * One job for each exciting image. It climbs a copy, shows where it is after each step, and begins
 * where the last one for its channel was stopped: an ascent depends on nothing but its image.
 */
#include "base/xalloc.h"
#include "tui/screen/filters/filters.h"

#include <stdlib.h>
#include <string.h>

enum { AT_ONCE = 8, RANK = 10 };

struct maximize_job {
	struct job job;
	const struct snapshot *model;
	struct channel_gallery_spec spec; /* of this one channel */
	/* What run() and news() share: */
	float *image; /* [height, width] */
	int step;     /* -1: not begun */
	double reached;
};

/* --------------------------------------------------------------------------------- on a worker */

static struct maximization *begin(const struct maximize_job *c)
{
	const struct net *net = c->model->net;
	struct channel_gallery only = {.spec = c->spec};
	struct maximization *a;

	if (c->step < 0)
		return channel_gallery_begin(&only, net, 0);
	a = maximization_new(net, c->spec.layer, c->spec.first, c->spec.rate, c->image);
	a->step = c->step;
	return a;
}

static void show(struct maximize_job *c, const struct maximization *a)
{
	job_lock(&c->job);
	memcpy(c->image, a->image, a->pixels * sizeof(float));
	c->step = a->step;
	c->reached = a->reached;
	job_unlock(&c->job);
	job_show(&c->job);
}

static void maximize_job_run(struct job *job)
{
	struct maximize_job *c = (struct maximize_job *)job;
	struct maximization *a = begin(c);

	show(c, a);
	while (a->step < c->spec.steps && !job_is_stopped(job)) {
		maximization_advance(a);
		show(c, a);
	}
	maximization_free(a);
}

/* ------------------------------------------------------------------- on the explorer's thread */

/* Puts what was reached into the page, if that is still there; returns it. */
static struct filters_page *take(struct app *app, struct maximize_job *c)
{
	struct filters_page *page;
	int i = c->spec.first % FILTERS_PAGE;
	size_t size = shape_size(c->model->net->input);

	if (c->job.generation != app->model_generation)
		return NULL;
	page = filters_page(filters_of(app), c->spec.layer, c->spec.first);
	if (!page)
		return NULL;
	job_lock(&c->job);
	memcpy(page->gallery->images + (size_t)i * size, c->image, size * sizeof(float));
	page->gallery->steps[i] = c->step;
	page->gallery->reached[i] = c->reached;
	job_unlock(&c->job);
	return page;
}

static void maximize_job_news(void *context, struct job *job)
{
	take(context, (struct maximize_job *)job);
}

static void maximize_job_done(void *context, struct job *job)
{
	struct maximize_job *c = (struct maximize_job *)job;
	struct filters_page *page = take(context, c);

	if (page)
		page->is_maximizing[c->spec.first % FILTERS_PAGE] = false;
}

static void maximize_job_destroy(struct job *job)
{
	struct maximize_job *c = (struct maximize_job *)job;

	snapshot_unref(c->model);
	free(c->image);
	free(c);
}

static const struct job_ops maximize_job_ops = {.name = "excite a filter",
						.run = maximize_job_run,
						.done = maximize_job_done,
						.news = maximize_job_news,
						.destroy = maximize_job_destroy};

/* Lower ones first. */
static int rank_of(const struct filters_state *s, int channel)
{
	bool is_in_sight = channel >= s->first && channel < s->first + s->shown;

	return RANK + abs(channel - s->cursor) + (is_in_sight ? 0 : 1000);
}

static void ask(struct app *app, struct filters_state *s, struct filters_page *page, int channel)
{
	struct maximize_job *c = xcalloc(1, sizeof(*c));
	const struct channel_gallery *l = page->gallery;
	int i = channel - page->first;
	size_t size = shape_size(l->image_shape);

	c->job.ops = &maximize_job_ops;
	c->job.owner = s;
	c->job.generation = app->model_generation;
	c->job.rank = rank_of(s, channel);
	c->model = snapshot_ref(app->model);
	c->spec = l->spec;
	c->spec.first = channel;
	c->spec.count = 1;
	c->spec.steps = s->steps;
	c->image = xfloats(size);
	memcpy(c->image, l->images + (size_t)i * size, size * sizeof(float));
	/* There is no way down: an ascent that went too far begins anew. */
	c->step = l->steps[i] <= s->steps ? l->steps[i] : -1;
	page->is_maximizing[i] = true;
	jobs_add(app->jobs, &c->job);
}

/* How many climb; and whether one does for another channel than first..end-1. */
static int count_maximizing(const struct filters_state *s, int first, int end, bool *is_astray)
{
	int count = 0;

	*is_astray = false;
	for (const struct filters_page *page = s->pages; page; page = page->next)
		for (int i = 0; i < FILTERS_PAGE; i++) {
			int channel = page->first + i;

			if (!page->is_maximizing[i])
				continue;
			count++;
			*is_astray |= page->layer != s->layer || channel < first || channel >= end;
		}
	return count;
}

/* The channel to be asked for next, -1: none. */
static int choose(const struct filters_state *s, int first, int end)
{
	int best = -1;

	for (int channel = first; channel < end; channel++) {
		const struct filters_page *page = filters_page(s, s->layer, channel);
		int i = channel % FILTERS_PAGE;

		if (!page || page->is_maximizing[i] || page->gallery->steps[i] == s->steps)
			continue;
		if (best < 0 || rank_of(s, channel) < rank_of(s, best))
			best = channel;
	}
	return best;
}

void filters_maximize(struct app *app, struct filters_state *s, int first, int end)
{
	bool is_astray;
	int count = count_maximizing(s, first, end, &is_astray), channel;

	if (is_astray) {
		filters_halt(app, s);
		count = 0;
	}
	for (; count < AT_ONCE && (channel = choose(s, first, end)) >= 0; count++)
		ask(app, s, filters_page(s, s->layer, channel), channel);
}

void filters_halt(struct app *app, struct filters_state *s)
{
	jobs_cancel(app->jobs, s);
	for (struct filters_page *page = s->pages; page; page = page->next)
		memset(page->is_maximizing, 0, sizeof(page->is_maximizing));
}
