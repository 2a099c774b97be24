/*
 * One job for each image. It advances a copy, shows it after each step, and begins where the last
 * job for its channel was stopped: a step depends on nothing but the image
 * and its number.
 */
#include "base/xalloc.h"
#include "tui/screen/filters/filters.h"

#include <stdlib.h>
#include <string.h>

enum { AT_ONCE = 8, RANK = 10 };

struct maximize_job {
	struct job job; /* its owner is the state */
	struct filters_state *state;
	const struct snapshot *model;
	struct channel_gallery *one; /* the channel alone: what run() and news() share */
};

/* --------------------------------------------------------------------------------- on a worker */

static void show(struct maximize_job *j, const struct maximization *m)
{
	job_lock(&j->job);
	channel_gallery_take(j->one, 0, m);
	job_unlock(&j->job);
	job_show(&j->job);
}

static void maximize_job_run(struct job *job)
{
	struct maximize_job *j = (struct maximize_job *)job;
	struct maximization *m = channel_gallery_continue(j->one, j->model->net, 0);

	show(j, m);
	while (m->step < j->one->spec.steps && !job_is_stopped(job)) {
		maximization_advance(m);
		show(j, m);
	}
	maximization_free(m);
}

/* ------------------------------------------------------------------- on the explorer's thread */

/* Puts what was reached into the page, if that is still there; returns it. */
static struct filters_page *take(struct app *app, struct maximize_job *j)
{
	const struct channel_gallery_spec *spec = &j->one->spec;
	struct filters_page *page = filters_page(j->state, spec->layer, spec->first);

	if (!page || j->job.generation != app->model_generation)
		return NULL;
	job_lock(&j->job);
	channel_gallery_replace(page->gallery, spec->first - page->first, j->one);
	job_unlock(&j->job);
	return page;
}

static void maximize_job_news(void *context, struct job *job)
{
	take(context, (struct maximize_job *)job);
}

static void maximize_job_done(void *context, struct job *job)
{
	struct maximize_job *j = (struct maximize_job *)job;
	struct filters_page *page = take(context, j);

	if (page)
		page->is_maximizing[j->one->spec.first - page->first] = false;
}

static void maximize_job_destroy(struct job *job)
{
	struct maximize_job *j = (struct maximize_job *)job;

	snapshot_unref(j->model);
	channel_gallery_free(j->one);
	free(j);
}

static const struct job_ops maximize_job_ops = {.name = "maximize an activation",
						.run = maximize_job_run,
						.done = maximize_job_done,
						.news = maximize_job_news,
						.destroy = maximize_job_destroy};

/* Lower ones first. */
static int rank_of(const struct filters_state *s, int place)
{
	bool is_in_sight = place >= s->first && place < s->first + s->shown;

	return RANK + abs(place - s->cursor) + (is_in_sight ? 0 : 1000);
}

static void request(struct app *app, struct filters_state *s, int place)
{
	struct maximize_job *j = xcalloc(1, sizeof(*j));
	int channel = filters_channel(app, s, place), i = channel % FILTERS_PAGE;
	struct filters_page *page = filters_page(s, s->layer, channel);

	j->job.ops = &maximize_job_ops;
	j->job.owner = s;
	j->job.generation = app->model_generation;
	j->job.rank = rank_of(s, place);
	j->state = s;
	j->model = snapshot_ref(app->model);
	j->one = channel_gallery_extract(page->gallery, i);
	j->one->spec.steps = s->steps;
	j->one->spec.start = s->start;
	j->one->spec.regularizer = s->regularizer;
	/* Steps are not taken back: what has more than it should begins anew. */
	if (j->one->steps[0] > s->steps)
		j->one->steps[0] = -1;
	page->is_maximizing[i] = true;
	jobs_add(app->jobs, &j->job);
}

/* How many run; and whether one does for another place than first..end-1. */
static int count_maximizing(const struct app *app, const struct filters_state *s, int first,
			    int end, bool *is_astray)
{
	int count = 0;

	*is_astray = false;
	for (const struct filters_page *page = s->pages; page; page = page->next)
		for (int i = 0; i < FILTERS_PAGE; i++) {
			int place;

			if (!page->is_maximizing[i])
				continue;
			count++;
			place = page->layer == s->layer ? filters_place(app, s, page->first + i)
							: -1;
			*is_astray |= place < first || place >= end;
		}
	return count;
}

/* The place to be requested next, -1: none. */
static int choose(const struct app *app, const struct filters_state *s, int first, int end)
{
	int best = -1;

	for (int place = first; place < end; place++) {
		int channel = filters_channel(app, s, place);
		const struct filters_page *page = filters_page(s, s->layer, channel);
		int i = channel % FILTERS_PAGE;

		/* Its image is the one before, and is being read. */
		if (page && s->start == CHANNEL_GALLERY_IMAGE &&
		    page->sample_generation != app->sample_generation)
			continue;
		if (!page || page->is_maximizing[i] || page->gallery->steps[i] == s->steps)
			continue;
		if (best < 0 || rank_of(s, place) < rank_of(s, best))
			best = place;
	}
	return best;
}

void filters_maximize(struct app *app, struct filters_state *s, int first, int end)
{
	bool is_astray;
	int count = count_maximizing(app, s, first, end, &is_astray), place;

	if (is_astray) {
		filters_halt(app, s);
		count = 0;
	}
	for (; count < AT_ONCE && (place = choose(app, s, first, end)) >= 0; count++)
		request(app, s, place);
}

void filters_halt(struct app *app, struct filters_state *s)
{
	jobs_cancel(app->jobs, s);
	for (struct filters_page *page = s->pages; page; page = page->next)
		memset(page->is_maximizing, 0, sizeof(page->is_maximizing));
}
