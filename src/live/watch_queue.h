/*
 * The checkpoints of a folder that are to be read, one after the other.
 *
 * All are of one series (live/watch_series.h): the given one, or the best run of the folder. What
 * was there at the first look is read from the newest on, at most 64 files of it, evenly spread;
 * what comes later is read in its order. As long as nobody knows how the files are to be read, the
 * newest is asked first, and those before it wait for the answer. A queue belongs to one thread.
 */
#ifndef LIVE_WATCH_QUEUE_H
#define LIVE_WATCH_QUEUE_H

#include "live/watch_series.h"

struct watch_queue {
	struct watch_scan *scan;
	bool is_patient;                    /* all of before is read, the oldest first */
	bool is_asking;                     /* how files are to be read is not known yet */
	bool is_given;                      /* the series was given */
	char series[CHECKPOINT_SERIES_MAX]; /* that is followed; "": none yet */
	bool is_numbered;                   /* its files' numbers are steps */
	enum log_unit unit;                 /* what they count */
	uint64_t last_step;                 /* the largest that was read */
	struct watched_file **line;     /* what is to be read, as last looked at, in its order */
	int line_count, line_at;        /* line_at: the next one */
	int unread;                     /* that wait, those that are not settled included */
	struct watch_groups groups;     /* as last looked at */
	int other_count;                /* runs that were told of */
	char *others[WATCH_SERIES_MAX]; /* their series; owned */
};

/* series: the one to follow, copied; NULL: it is chosen. */
struct watch_queue *watch_queue_new(const char *path, const char *series, bool is_patient);
/* The readers that files have must be freed before. */
void watch_queue_free(struct watch_queue *);
/* As watch_scan_look(). */
void watch_queue_look(struct watch_queue *, double now, double settle);
/* The next one to read; NULL: none until the next look. */
struct watched_file *watch_queue_next(struct watch_queue *, double now);
/* The step that a file is of. said: what it says itself; 0 or below: nothing. A file that was
 * overwritten is the next one. */
uint64_t watch_queue_step(const struct watch_queue *, const struct watched_file *, int64_t said);
/* It was read. */
void watch_queue_done(struct watch_queue *, struct watched_file *, uint64_t step);
/* It can't be read: it is tried again, later each time. True: it has been left alone for so long
 * that it is given up, until it changes. */
bool watch_queue_failed(struct watch_queue *, struct watched_file *, double now, double interval);
/* It is whole, but nobody can tell how it is to be read: it waits for a later one, and, as long as
 * none has told, so do all before it. */
void watch_queue_leave(struct watch_queue *, struct watched_file *);
/* One has told: those that wait are to be read. */
void watch_queue_told(struct watch_queue *);
/* Of those that wait the latest that was not searched yet for how it is to be read; NULL: there is
 * none, or enough were. *is_latest: none that waits is later. */
struct watched_file *watch_queue_unclear(const struct watch_queue *, bool *is_latest);
/* The step of the latest file that is there, read or not; 0: nobody knows. */
uint64_t watch_queue_latest(const struct watch_queue *);
/* The series of another run of the folder, each once; NULL: there is no other. */
const char *watch_queue_other(struct watch_queue *);

#endif
