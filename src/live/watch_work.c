/*
 * A file counts once it has not changed from one look to the next, is read whole, and has not
 * changed while it was read: what is half written is never shown. One that can't be read is tried
 * again until it has been left alone for a while, and then told of. live/watch_queue.h says which
 * files are read, and in which order.
 *
 * How a foreign file is to be read is found out once: of the newest, in haste, as long as they have
 * learned nothing yet that could tell; with patience where nothing else is to be done. All others
 * are read alike then, those before it too.
 */
#include "live/watch_work.h"
#include "base/thread.h"
#include "base/xalloc.h"
#include "lab/train/evaluate.h"
#include "live/watch_logs.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { SLICE = 250 };      /* images of a validation at a time */
enum { UNCLEAR_MAX = 16 }; /* checkpoints after which one search is not given up for newer ones */
static const double settle_part = 0.8; /* of an interval */
static const double budget = 0.3; /* seconds of measuring before a checkpoint is shown as it is */
static const double age_shown = 100; /* seconds within which the age is renewed each second */

/* ------------------------------------------------------------------------------- what is seen */

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
	watch_lock(w);
	curves_copy(&w->curves, curves);
	w->view.curves_at++;
	w->view.is_loss_of_validation =
		watch_curves_tags(w->logged, w->view.tags, sizeof(w->view.tags));
	w->view.loss = loss;
	w->view.accuracy = accuracy;
	w->view.steps = last > w->view.step ? last : w->view.step;
	watch_unlock(w);
	free(curves);
	watch_notify(w);
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
	watch_publish(w, measured);
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

		if (watch_is_ending(w))
			return;
		evaluate_images(snapshot->net, split, at, count, w->pool, predictions);
		for (size_t i = 0; i < count; i++) {
			correct += predictions[i].prediction == predictions[i].label;
			loss += (double)predictions[i].loss;
		}
		if (!is_shown && !w->spec.is_patient && w->spec.clock() - begun > budget) {
			watch_publish(w, snapshot);
			is_shown = true;
		}
	}
	publish_measured(w, snapshot, loss / (double)split->count,
			 (double)correct / (double)split->count);
}

/* One of too many is left without a measure. */
static void add_pending(struct watcher *w, const struct snapshot *snapshot)
{
	if (w->pending_count == WATCH_PENDING_MAX) {
		snapshot_unref(w->pending[0]);
		memmove(&w->pending[0], &w->pending[1],
			(WATCH_PENDING_MAX - 1) * sizeof(w->pending[0]));
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
				       bool is_hasty, struct err *err)
{
	struct snapshot_facts facts = {
		.loss = NAN, .accuracy = NAN, .validation = NAN, .is_saved = true};
	struct model_facts said;
	struct net *net = watch_net_read(&w->nets, file->path, is_hasty, &said, err);

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
	watch_lock(w);
	w->view.checkpoints++;
	if (file->stamp.modified > w->modified)
		w->modified = file->stamp.modified;
	watch_unlock(w);
	watch_tell(w, NULL, false);
	if (w->spec.data && (!has_more || w->spec.is_patient)) {
		measure(w, snapshot, false);
	} else {
		watch_publish(w, snapshot);
		if (w->spec.data)
			add_pending(w, snapshot);
	}
}

/* It can be read in several ways: another one may tell. */
static void leave(struct watcher *w, struct watched_file *file, bool is_hasty,
		  const struct err *err)
{
	struct err waits;

	w->unclear++;
	watch_queue_leave(w->queue, file);
	if (!is_hasty)
		w->unclear_err = *err;
	if (w->is_searching)
		return;
	err_set(&waits,
		"%s: has not learned enough to tell how it is to be read: it waits for a later one",
		file->path);
	watch_tell(w, &waits, true);
}

/* It can be read: so can those that waited for that, and, of those that are read in their order,
 * those before it. False: it is read later. */
static bool know(struct watcher *w)
{
	bool was_asking = w->queue->is_asking;

	w->unclear = 0;
	watch_lock(w);
	w->view.reading = w->nets.reading;
	watch_unlock(w);
	if (was_asking || w->nets.is_new)
		watch_queue_told(w->queue);
	return !was_asking || !w->spec.is_patient;
}

static void read_file(struct watcher *w, struct watched_file *file, bool has_more, bool is_hasty)
{
	struct err err;
	struct file_stamp after;
	const struct snapshot *snapshot;
	bool is_same;

	w->is_given_up = false;
	snapshot = read_net(w, file, is_hasty, &err);
	is_same = watch_scan_stamp(file->path, &after) && file_stamp_is_same(&file->stamp, &after);
	if (snapshot) {
		if (know(w) && is_same)
			take(w, file, snapshot, has_more);
	} else if (w->is_given_up) {
		return;
	} else if (is_same && w->nets.is_unclear) {
		leave(w, file, is_hasty, &err);
	} else if (is_same && watch_queue_failed(w->queue, file, w->spec.clock(), w->interval)) {
		watch_tell(w, &err, false);
	}
	/* What changed meanwhile is looked at again when it has settled. */
	if (!is_same)
		file->retry_at = w->spec.clock() + w->interval;
	snapshot_unref(snapshot);
}

/* ------------------------------------------------------------------------------- the thread */

static void look_at_files(struct watcher *w)
{
	const char *other;
	uint64_t latest;

	w->looked_at = w->spec.clock();
	watch_queue_look(w->queue, w->looked_at, w->interval * settle_part);
	while ((other = watch_queue_other(w->queue)))
		watch_add_other(w, other);
	latest = watch_queue_latest(w->queue);
	watch_lock(w);
	w->latest = latest;
	snprintf(w->view.series, sizeof(w->view.series), "%s", w->queue->series);
	watch_unlock(w);
}

/* Whether a search for how a file is to be read is to be given up: for the end, or, a thorough one,
 * for a newer file that may tell at once. */
static bool is_search_over(void *context)
{
	struct watcher *w = context;

	w->is_given_up |= watch_is_ending(w);
	if (w->is_given_up)
		return true;
	if (!w->is_searching || w->unclear > UNCLEAR_MAX ||
	    w->spec.clock() - w->looked_at < w->interval)
		return false;
	look_at_files(w);
	w->is_given_up = watch_queue_next(w->queue, w->looked_at);
	return w->is_given_up;
}

static void look(struct watcher *w)
{
	struct watch_scan *scan = w->queue->scan;
	bool was_there = scan->is_there || scan->looks == 0, was_overflown = scan->is_overflown;
	double end;
	struct err err;

	look_at_files(w);
	watch_logs_free(scan, false);
	if (!scan->is_there && was_there) {
		err_set(&err, "%s: is no folder that can be read%s", scan->folder,
			w->spec.is_once ? "" : ", or not any more: it is waited for");
		watch_tell(w, &err, false);
	} else if (scan->is_there && !was_there) {
		watch_tell(w, NULL, false);
	}
	if (scan->is_overflown && !was_overflown) {
		err_set(&err,
			"%s: has more than %d files of networks and logs: the others are not seen; "
			"watch a folder of fewer, or one of the files",
			scan->folder, WATCH_FILES_MAX);
		watch_tell(w, &err, false);
	}
	if (!watch_logs_read(w->queue, w->logged, &err))
		watch_tell(w, &err, false);
	end = w->spec.clock();
	w->look_due = end + w->interval + (end - w->looked_at);
}

/* Called when there is nothing to do; false: to end. */
static bool rest(struct watcher *w, bool is_waiting)
{
	struct timespec until;
	double age = (double)time(NULL) - (double)w->modified / 1e9;
	bool is_changed;

	draw_curves(w);
	watch_lock(w);
	is_changed = w->is_at_work != is_waiting;
	w->is_at_work = is_waiting;
	w->view.looks = w->queue->scan->looks;
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_nsec += (long)(w->interval * 1e9);
	until.tv_sec += until.tv_nsec / 1000000000;
	until.tv_nsec %= 1000000000;
	watch_unlock(w);
	if (is_changed || (w->modified && age < age_shown && w->spec.clock() - w->notified_at >= 1))
		watch_notify(w);
	watch_lock(w);
	while (!w->is_ending && pthread_cond_timedwait(&w->requested, &w->mutex, &until) == 0)
		;
	watch_unlock(w);
	return !watch_is_ending(w);
}

/* Looks again, with patience, at the latest checkpoint that did not tell how it is to be read; then
 * at some before it. */
static void search(struct watcher *w, struct watched_file *file, bool is_latest)
{
	bool is_latest_left;

	w->is_searching = true;
	read_file(w, file, false, !is_latest);
	w->is_searching = false;
	file->was_searched = !w->is_given_up;
	if (is_latest && file->was_searched)
		w->unclear = 0;
	if (file->is_unclear && file->was_searched &&
	    !watch_queue_unclear(w->queue, &is_latest_left))
		watch_tell(w, &w->unclear_err, false);
}

/* Reads one file or measures one checkpoint, and looks before that where it is time to: a look at
 * thousands of files takes long, but never most of the time. False: to end. */
static bool work_once(struct watcher *w)
{
	struct watched_file *file, *unclear;
	bool is_latest;

	if (w->spec.clock() >= w->look_due)
		look(w);
	file = watch_queue_next(w->queue, w->spec.clock());
	unclear = file ? NULL : watch_queue_unclear(w->queue, &is_latest);
	if (!file && w->pending_count == 0 && !unclear)
		return rest(w, w->queue->unread > 0);
	watch_lock(w);
	w->is_at_work = true;
	watch_unlock(w);
	if (file)
		read_file(w, file, w->queue->unread > 1, true);
	else if (w->pending_count > 0)
		measure_pending(w);
	else
		search(w, unclear, is_latest);
	draw_curves(w);
	return !watch_is_ending(w);
}

void watch_work(struct watcher *w)
{
	w->pool = pool_new(w->spec.threads);
	w->nets = (struct watch_net){.data = w->spec.data,
				     .kernel = w->spec.kernel,
				     .pool = w->pool,
				     .told = w->spec.watch_told,
				     .is_over = is_search_over,
				     .context = w};
	while (work_once(w))
		;
	for (int i = 0; i < w->pending_count; i++)
		snapshot_unref(w->pending[i]);
	watch_logs_free(w->queue->scan, true);
	watch_queue_free(w->queue);
	watch_curves_free(w->logged);
	pool_free(w->pool);
}
