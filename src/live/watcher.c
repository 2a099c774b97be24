/*
 * The watcher: a thread that follows a folder in which another program drops checkpoints and logs,
 * and publishes what it reads there as the trainer publishes what it trains.
 *
 * A file counts once it has not changed from one look to the next, is read whole, and has not
 * changed while it was read: what is half written is never shown. One that can't be read is tried
 * again until it has been left alone for a while, and then told of. live/watch_queue.h says which
 * files are read, and in which order.
 *
 * The thread alone touches the files; everything under "shared" is guarded by the mutex.
 */
#include "base/thread.h"
#include "base/xalloc.h"
#include "lab/train/evaluate.h"
#include "live/history.h"
#include "live/run_source.h"
#include "live/watch_logs.h"
#include "live/watch_net.h"
#include "live/watch_queue.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
	SLICE = 250,      /* images of a validation at a time */
	PENDING_MAX = 64, /* that wait to be measured */
	UNTAKEN_MAX = 8,  /* after which a patient watcher waits */
};
static const double poll_interval = 0.25, settle_part = 0.8; /* seconds; of an interval */
static const double budget = 0.3; /* seconds of measuring before a checkpoint is shown as it is */
static const double age_shown = 100; /* seconds within which the age is renewed each second */

struct watcher {
	struct run run;
	struct run_spec spec; /* texts owned */
	double interval;
	pthread_t thread;
	bool is_over; /* the thread has ended: the requester's own */

	/* The thread's own: */
	struct pool *pool;
	struct watch_queue *queue;
	struct watch_curves *logged;
	const struct snapshot *pending[PENDING_MAX]; /* published without a measure; references */
	int pending_count;
	struct watch_net nets;
	double notified_at;

	/* Shared: */
	pthread_mutex_t mutex;
	pthread_cond_t requested;
	bool is_ending, is_at_work;
	int64_t modified; /* nanoseconds since 1970, of the latest checkpoint; 0: none */
	struct run_view view;
	struct curves curves;
	struct history *untaken;
};

static void lock(struct watcher *w)
{
	pthread_mutex_lock(&w->mutex);
}
static void unlock(struct watcher *w)
{
	pthread_mutex_unlock(&w->mutex);
}

static void notify(struct watcher *w)
{
	w->notified_at = w->spec.clock();
	if (w->spec.notify)
		notify_pipe_post(w->spec.notify);
}

static bool is_ending(struct watcher *w)
{
	lock(w);
	bool is = w->is_ending;
	unlock(w);
	return is;
}

/* A line about what can't be read; NULL: all can. */
static void tell(struct watcher *w, const struct err *err)
{
	lock(w);
	w->view.err = err ? *err : (struct err){""};
	unlock(w);
	if (err)
		notify(w);
}

/* ------------------------------------------------------------------------------- what is seen */

static void wait_for_room(struct watcher *w)
{
	lock(w);
	while (w->spec.is_patient && !w->is_ending && history_count(w->untaken) >= UNTAKEN_MAX)
		pthread_cond_wait(&w->requested, &w->mutex);
	unlock(w);
}

static void publish(struct watcher *w, const struct snapshot *snapshot)
{
	const struct snapshot_facts *facts = &snapshot->facts;

	wait_for_room(w);
	lock(w);
	history_insert(w->untaken, snapshot);
	if (facts->step >= w->view.step) {
		w->view.step = facts->step;
		w->view.validation = facts->validation;
		w->view.validated_at = facts->validated_at;
	}
	unlock(w);
	notify(w);
}

/* Draws the curves anew where there is something new. */
static void draw_curves(struct watcher *w)
{
	struct curves *curves;
	double loss, accuracy;
	uint64_t last;

	if (!watch_curves_is_new(w->logged))
		return;
	curves = xcalloc(1, sizeof(*curves));
	watch_curves_draw(w->logged, w->queue->unit, curves);
	last = watch_curves_last(w->logged, &loss, &accuracy);
	lock(w);
	curves_copy(&w->curves, curves);
	w->view.curves_at++;
	w->view.is_loss_of_validation =
		watch_curves_tags(w->logged, w->view.tags, sizeof(w->view.tags));
	w->view.loss = loss;
	w->view.accuracy = accuracy;
	w->view.steps = last > w->view.step ? last : w->view.step;
	unlock(w);
	free(curves);
	notify(w);
}

/* --------------------------------------------------------------------------------- measuring */

/* Publishes a copy of a snapshot with what was measured. */
static void publish_measured(struct watcher *w, const struct snapshot *snapshot, double loss,
			     double accuracy)
{
	struct snapshot_facts facts = snapshot->facts;
	const struct snapshot *measured;

	facts.validation = accuracy;
	facts.validated_at = facts.step;
	watch_curves_measure(w->logged, facts.step, loss, accuracy);
	measured = snapshot_new(net_copy(snapshot->net), &facts);
	publish(w, measured);
	snapshot_unref(measured);
}

/* Measures a checkpoint on the validation split and publishes it then; one that takes long is shown
 * as it is before. */
static void measure(struct watcher *w, const struct snapshot *snapshot, bool is_shown)
{
	const struct split *split = &w->spec.data->split[SPLIT_VALIDATION];
	struct prediction predictions[SLICE];
	double begun = w->spec.clock(), loss = 0;
	size_t correct = 0;

	for (size_t at = 0; at < split->count; at += SLICE) {
		size_t count = split->count - at < SLICE ? split->count - at : SLICE;

		if (is_ending(w))
			return;
		evaluate_images(snapshot->net, split, at, count, w->pool, predictions);
		for (size_t i = 0; i < count; i++) {
			correct += predictions[i].prediction == predictions[i].label;
			loss += (double)predictions[i].loss;
		}
		if (!is_shown && !w->spec.is_patient && w->spec.clock() - begun > budget) {
			publish(w, snapshot);
			is_shown = true;
		}
	}
	publish_measured(w, snapshot, loss / (double)split->count,
			 (double)correct / (double)split->count);
}

/* One of too many is left without a measure. */
static void add_pending(struct watcher *w, const struct snapshot *snapshot)
{
	if (w->pending_count == PENDING_MAX) {
		snapshot_unref(w->pending[0]);
		memmove(&w->pending[0], &w->pending[1], (PENDING_MAX - 1) * sizeof(w->pending[0]));
		w->pending_count--;
	}
	w->pending[w->pending_count++] = snapshot_ref(snapshot);
}

static void measure_pending(struct watcher *w)
{
	const struct snapshot *snapshot = w->pending[--w->pending_count];

	measure(w, snapshot, true);
	snapshot_unref(snapshot);
}

/* ----------------------------------------------------------------------------------- reading */

static const struct snapshot *read_net(struct watcher *w, const struct watched_file *file,
				       struct err *err)
{
	struct snapshot_facts facts = {
		.loss = NAN, .accuracy = NAN, .validation = NAN, .is_saved = true};
	struct model_facts said;
	struct net *net = watch_net_read(&w->nets, file->path, &said, err);

	if (!net)
		return NULL;
	if (w->spec.data && !evaluate_fits(net, w->spec.data, file->path, err)) {
		net_free(net);
		return NULL;
	}
	snprintf(facts.name, sizeof(facts.name), "%s", file->name);
	snprintf(facts.data, sizeof(facts.data), "%s",
		 w->spec.data ? w->spec.data->name : said.data);
	facts.step = watch_queue_step(w->queue, file, said.step);
	if (!w->spec.data && said.accuracy >= 0) {
		facts.validation = said.accuracy;
		facts.validated_at = facts.step;
	}
	return snapshot_new(net, &facts);
}

static void take(struct watcher *w, struct watched_file *file, const struct snapshot *snapshot,
		 bool has_more)
{
	watch_queue_done(w->queue, file, snapshot->facts.step);
	/* A network that has learned nothing yet is read once a later one was. */
	if (w->nets.way.architecture[0])
		watch_queue_told(w->queue);
	lock(w);
	w->view.checkpoints++;
	if (file->stamp.modified > w->modified)
		w->modified = file->stamp.modified;
	unlock(w);
	tell(w, NULL);
	if (w->spec.data && (!has_more || w->spec.is_patient)) {
		measure(w, snapshot, false);
	} else {
		publish(w, snapshot);
		if (w->spec.data)
			add_pending(w, snapshot);
	}
}

static void read_file(struct watcher *w, struct watched_file *file, bool has_more)
{
	struct err err;
	struct file_stamp after;
	const struct snapshot *snapshot = read_net(w, file, &err);

	/* What changed meanwhile is looked at again when it has settled. */
	if (snapshot && watch_scan_stamp(file->path, &after) &&
	    file_stamp_is_same(&file->stamp, &after))
		take(w, file, snapshot, has_more);
	else if (!snapshot && w->nets.is_unclear)
		watch_queue_leave(file);
	else if (!snapshot && !watch_queue_failed(file, w->spec.clock(), w->interval))
		return;
	if (!snapshot)
		tell(w, &err);
	snapshot_unref(snapshot);
}

/* ------------------------------------------------------------------------------- the thread */

static void look(struct watcher *w)
{
	struct watch_scan *scan = w->queue->scan;
	bool was_there = scan->is_there || scan->looks == 0;
	struct err err;

	watch_queue_look(w->queue, w->spec.clock(), w->interval * settle_part);
	watch_logs_free(scan, false);
	if (!scan->is_there && was_there) {
		err_set(&err,
			"%s: is no folder that can be read, or not any more: it is waited for",
			scan->folder);
		tell(w, &err);
	} else if (scan->is_there && !was_there) {
		tell(w, NULL);
	}
	if (!watch_logs_read(scan, w->logged, &err))
		tell(w, &err);
}

/* Called when there is nothing to do; false: to end. */
static bool rest(struct watcher *w, bool is_waiting)
{
	struct timespec until;
	double age = (double)time(NULL) - (double)w->modified / 1e9;
	bool is_changed;

	draw_curves(w);
	lock(w);
	is_changed = w->is_at_work != is_waiting;
	w->is_at_work = is_waiting;
	w->view.looks = w->queue->scan->looks;
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_nsec += (long)(w->interval * 1e9);
	until.tv_sec += until.tv_nsec / 1000000000;
	until.tv_nsec %= 1000000000;
	unlock(w);
	if (is_changed || (w->modified && age < age_shown && w->spec.clock() - w->notified_at >= 1))
		notify(w);
	lock(w);
	while (!w->is_ending && pthread_cond_timedwait(&w->requested, &w->mutex, &until) == 0)
		;
	unlock(w);
	return !is_ending(w);
}

/* Looks, and reads one file or measures one checkpoint. False: to end. */
static bool work_once(struct watcher *w)
{
	struct watched_file *file;
	int unread;

	look(w);
	file = watch_queue_next(w->queue, w->spec.clock(), &unread);
	if (!file && w->pending_count == 0)
		return rest(w, unread > 0);
	lock(w);
	w->is_at_work = true;
	unlock(w);
	if (file)
		read_file(w, file, unread > 1);
	else
		measure_pending(w);
	draw_curves(w);
	return !is_ending(w);
}

static void *work(void *context)
{
	struct watcher *w = context;

	w->pool = pool_new(w->spec.threads);
	w->nets =
		(struct watch_net){.data = w->spec.data, .kernel = w->spec.kernel, .pool = w->pool};
	while (work_once(w))
		;
	for (int i = 0; i < w->pending_count; i++)
		snapshot_unref(w->pending[i]);
	watch_logs_free(w->queue->scan, true);
	watch_queue_free(w->queue);
	watch_curves_free(w->logged);
	pool_free(w->pool);
	return NULL;
}

/* -------------------------------------------------------------------- the requester's side */

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
	w->spec.clock = thread_clock;
	w->spec.threads = spec->threads < 1 ? 1 : spec->threads;
	w->interval = spec->poll_seconds > 0 ? spec->poll_seconds : poll_interval;
	w->is_at_work = true;
	w->view = (struct run_view){
		.loss = NAN, .accuracy = NAN, .validation = NAN, .images_per_second = NAN};
	w->untaken = history_new(spec->is_patient ? SIZE_MAX : UNTAKEN_BYTES);
	w->queue = watch_queue_new(spec->watch, spec->is_patient);
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
	lock(w);
	w->is_ending = w->is_over = true;
	pthread_cond_broadcast(&w->requested);
	unlock(w);
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

	lock(w);
	*view = w->view;
	view->state = w->is_over ? RUN_PAUSED : RUN_WATCHING;
	view->is_busy = w->is_at_work;
	view->has_news = history_count(w->untaken) > 0;
	view->age = w->modified ? (double)time(NULL) - (double)w->modified / 1e9 : NAN;
	unlock(w);
	view->age = view->age < 0 ? 0 : view->age;
	view->seconds_left = NAN;
	view->steps = view->steps > view->step ? view->steps : view->step;
}

static void watcher_curves(struct run *run, struct curves *out)
{
	struct watcher *w = watcher_of(run);

	lock(w);
	curves_copy(out, &w->curves);
	unlock(w);
}

static const struct snapshot *watcher_take(struct run *run)
{
	struct watcher *w = watcher_of(run);
	const struct snapshot *snapshot;

	lock(w);
	snapshot = history_take(w->untaken);
	pthread_cond_broadcast(&w->requested);
	unlock(w);
	return snapshot;
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
	.start = ignore,
	.pause = ignore,
	.step = ignore_number,
	.extend = ignore_number,
};
