/* Short sections under the mutex. */
#include "live/watch_state.h"
#include "base/xalloc.h"

enum { UNTAKEN_MAX = 8 }; /* snapshots after which a patient watcher waits */

void watch_lock(struct watcher *w)
{
	pthread_mutex_lock(&w->mutex);
}

void watch_unlock(struct watcher *w)
{
	pthread_mutex_unlock(&w->mutex);
}

void watch_notify(struct watcher *w)
{
	w->notified_at = w->spec.clock();
	if (w->spec.notify)
		notify_pipe_post(w->spec.notify);
}

bool watch_is_ending(struct watcher *w)
{
	watch_lock(w);
	bool is = w->is_ending;
	watch_unlock(w);
	return is;
}

void watch_tell(struct watcher *w, const struct err *err, bool is_waiting)
{
	watch_lock(w);
	w->view.err = err ? *err : (struct err){""};
	w->view.is_waiting = err && is_waiting;
	w->is_seen = false;
	watch_unlock(w);
	if (!err)
		return;
	watch_notify(w);
	watch_lock(w);
	while (w->spec.is_patient && !is_waiting && !w->is_ending && !w->is_seen)
		pthread_cond_wait(&w->requested, &w->mutex);
	watch_unlock(w);
}

static bool has_room(const struct watcher *w, uint64_t step)
{
	int at = history_nearest(w->untaken, step);

	return history_count(w->untaken) < UNTAKEN_MAX &&
	       (at < 0 || history_at(w->untaken, at)->facts.step != step);
}

static void wait_for_room(struct watcher *w, uint64_t step)
{
	watch_lock(w);
	while (w->spec.is_patient && !w->is_ending && !has_room(w, step))
		pthread_cond_wait(&w->requested, &w->mutex);
	watch_unlock(w);
}

void watch_publish(struct watcher *w, const struct snapshot *snapshot)
{
	const struct snapshot_facts *facts = &snapshot->facts;

	wait_for_room(w, facts->step);
	watch_lock(w);
	history_insert(w->untaken, snapshot);
	if (facts->step >= w->view.step) {
		w->view.step = facts->step;
		w->view.validation = facts->validation;
		w->view.validated_at = facts->validated_at;
	}
	watch_unlock(w);
	watch_notify(w);
}

void watch_add_other(struct watcher *w, const char *series)
{
	watch_lock(w);
	if (w->other_count < WATCH_SERIES_MAX)
		w->others[w->other_count++] = xstrdup(series);
	watch_unlock(w);
	watch_notify(w);
}
