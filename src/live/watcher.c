/*
 * The watcher: a source of runs that another program trains. A thread of its own
 * (live/watch_work.h) follows a folder in which that program drops checkpoints and logs, and
 * publishes what it reads there as the trainer publishes what it trains.
 */
#include "base/thread.h"
#include "base/xalloc.h"
#include "live/watch_work.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static const double poll_interval = 0.25; /* seconds */

static void *work(void *context)
{
	watch_work(context);
	return NULL;
}

static bool watcher_is_mine(const struct run_spec *spec)
{
	return spec->watch;
}

static struct watcher *watcher_of(struct run *run)
{
	return (struct watcher *)run;
}

static void destroy(struct watcher *w)
{
	history_free(w->untaken);
	pthread_cond_destroy(&w->requested);
	pthread_mutex_destroy(&w->mutex);
	for (int i = 0; i < w->other_count; i++)
		free(w->others[i]);
	free((char *)w->spec.watch);
	free(w);
}

static struct run *watcher_open(const struct run_spec *spec, struct err *err)
{
	struct watcher *w = xcalloc(1, sizeof(*w));
	pthread_condattr_t monotonic;

	w->run.source = &watcher_source;
	w->spec = *spec;
	w->spec.watch = xstrdup(spec->watch);
	w->spec.watch_series = NULL; /* the queue has it */
	w->spec.clock = thread_clock;
	w->spec.threads = spec->threads < 1 ? 1 : spec->threads;
	w->interval = spec->poll_seconds > 0 ? spec->poll_seconds : poll_interval;
	w->is_at_work = true;
	w->view = (struct run_view){
		.loss = NAN, .accuracy = NAN, .validation = NAN, .images_per_second = NAN};
	w->untaken = history_new(spec->is_patient ? SIZE_MAX : UNTAKEN_BYTES);
	w->queue = watch_queue_new(spec->watch, spec->watch_series, spec->is_patient);
	w->logged = watch_curves_new();
	pthread_mutex_init(&w->mutex, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&w->requested, &monotonic);
	pthread_condattr_destroy(&monotonic);
	if (thread_start(&w->thread, work, w))
		return &w->run;
	watch_queue_free(w->queue);
	watch_curves_free(w->logged);
	destroy(w);
	err_set(err, "the system has no thread left to watch with");
	return NULL;
}

static void watcher_end(struct run *run)
{
	struct watcher *w = watcher_of(run);

	if (w->is_over)
		return;
	watch_lock(w);
	w->is_ending = w->is_over = true;
	pthread_cond_broadcast(&w->requested);
	watch_unlock(w);
	pthread_join(w->thread, NULL);
	w->is_at_work = false;
}

static void watcher_free(struct run *run)
{
	watcher_end(run);
	destroy(watcher_of(run));
}

static void watcher_look(struct run *run, struct run_view *view)
{
	struct watcher *w = watcher_of(run);

	watch_lock(w);
	*view = w->view;
	view->state = w->is_over ? RUN_PAUSED : RUN_WATCHING;
	view->is_busy = w->is_at_work;
	view->has_news = history_count(w->untaken) > 0 || w->others_taken < w->other_count;
	if (view->checkpoints == 0)
		view->step = w->latest;
	w->is_seen = true;
	pthread_cond_broadcast(&w->requested);
	view->age = w->modified ? (double)time(NULL) - (double)w->modified / 1e9 : NAN;
	watch_unlock(w);
	view->age = view->age < 0 ? 0 : view->age;
	view->seconds_left = NAN;
	view->steps = view->steps > view->step ? view->steps : view->step;
}

static void watcher_curves(struct run *run, struct curves *out)
{
	struct watcher *w = watcher_of(run);

	watch_lock(w);
	curves_copy(out, &w->curves);
	watch_unlock(w);
}

static const struct snapshot *watcher_take(struct run *run)
{
	struct watcher *w = watcher_of(run);
	const struct snapshot *snapshot;

	watch_lock(w);
	snapshot = history_take(w->untaken);
	pthread_cond_broadcast(&w->requested);
	watch_unlock(w);
	return snapshot;
}

static bool watcher_other(struct run *run, char series[CHECKPOINT_SERIES_MAX])
{
	struct watcher *w = watcher_of(run);
	bool is_there;

	watch_lock(w);
	is_there = w->others_taken < w->other_count;
	if (is_there)
		snprintf(series, CHECKPOINT_SERIES_MAX, "%s", w->others[w->others_taken++]);
	watch_unlock(w);
	return is_there;
}

/* The training is another program's: nothing here starts or stops it. */
static void ignore(struct run *run)
{
	(void)run;
}
static void ignore_number(struct run *run, uint64_t n)
{
	ignore(run);
	(void)n;
}

const struct run_source watcher_source = {
	.name = "watcher",
	.is_mine = watcher_is_mine,
	.open = watcher_open,
	.end = watcher_end,
	.free = watcher_free,
	.look = watcher_look,
	.curves = watcher_curves,
	.take = watcher_take,
	.other = watcher_other,
	.start = ignore,
	.pause = ignore,
	.step = ignore_number,
	.extend = ignore_number,
};
