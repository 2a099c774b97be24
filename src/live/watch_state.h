/*
 * What the watcher's thread and whoever requested it share: the one puts in what it reads, the
 * other takes it. What stands under "shared" is guarded by the mutex.
 */
#ifndef LIVE_WATCH_STATE_H
#define LIVE_WATCH_STATE_H

#include "live/history.h"
#include "live/run_source.h"
#include "live/watch_net.h"
#include "live/watch_queue.h"

#include "live/watch_curves.h"

#include <pthread.h>

enum { WATCH_PENDING_MAX = 64 }; /* checkpoints that wait to be measured */

struct watcher {
	struct run run;
	struct run_spec spec; /* texts owned, but those of watch_told */
	double interval;      /* seconds between looks */
	pthread_t thread;
	bool is_over; /* the thread has ended: the requester's own */

	/* The thread's own: */
	struct pool *pool;
	struct watch_queue *queue;
	struct watch_curves *logged;
	const struct snapshot *pending[WATCH_PENDING_MAX]; /* not measured yet; references */
	int pending_count;
	struct watch_net nets;
	int unclear;            /* checkpoints in a row that did not tell how they are to be read */
	bool is_given_up;       /* the latest search for that */
	bool is_searching;      /* with patience, as nothing else is to be done */
	struct err unclear_err; /* what that came to */
	double notified_at, looked_at;
	double look_due; /* the next look is not before that */

	/* Shared: */
	pthread_mutex_t mutex;
	pthread_cond_t requested;
	bool is_ending, is_at_work, is_seen; /* is_seen: the message in view.err */
	int64_t modified; /* nanoseconds since 1970, of the latest checkpoint; 0: none */
	uint64_t latest;  /* the step of the latest file, read or not */
	struct run_view view;
	struct curves curves;
	struct history *untaken;
	int other_count, others_taken;
	char *others[WATCH_SERIES_MAX]; /* series of other runs; owned */
};

void watch_lock(struct watcher *);
void watch_unlock(struct watcher *);
/* Wakes whoever waits for news. */
void watch_notify(struct watcher *);
bool watch_is_ending(struct watcher *);
/* A line about what can't be read, or, is_waiting, what can't be read until a later file tells how;
 * NULL: all can. A patient watcher waits until it was looked at. */
void watch_tell(struct watcher *, const struct err *, bool is_waiting);
/* Adds a snapshot to what can be taken; a patient watcher waits for room. */
void watch_publish(struct watcher *, const struct snapshot *);
/* Adds the series of another run. */
void watch_add_other(struct watcher *, const char *series);

#endif
