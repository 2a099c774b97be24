/*
 * The checkpoints of a folder that are to be read, one after the other.
 *
 * All are of one series (live/checkpoint_name.h): that of the most files with numbers, or, where no
 * file has any, the one that was changed last. What was there at the first look is read from the
 * newest on, at most 64 files of it, evenly spread; what comes later is read in its order. A queue
 * belongs to one thread.
 */
#ifndef LIVE_WATCH_QUEUE_H
#define LIVE_WATCH_QUEUE_H

#include "format/log_value.h"
#include "live/watch_scan.h"

struct watch_queue {
	struct watch_scan *scan;
	bool is_patient;                    /* all of before is read, the oldest first */
	char series[CHECKPOINT_SERIES_MAX]; /* that is followed; "": none yet */
	bool is_numbered;                   /* its files' numbers are steps */
	enum log_unit unit;                 /* what they count */
	uint64_t last_step;                 /* the largest that was read */
};

struct watch_queue *watch_queue_new(const char *path, bool is_patient);
/* The readers that files have must be freed before. */
void watch_queue_free(struct watch_queue *);
/* As watch_scan_look(). */
void watch_queue_look(struct watch_queue *, double now, double settle);
/* The next one to read; NULL: none at present. *unread: how many wait, those that are not settled
 * included. */
struct watched_file *watch_queue_next(const struct watch_queue *, double now, int *unread);
/* The step that a file is of. said: what it says itself; 0 or below: nothing. A file that was
 * overwritten is the next one. */
uint64_t watch_queue_step(const struct watch_queue *, const struct watched_file *, int64_t said);
/* It was read. */
void watch_queue_done(struct watch_queue *, struct watched_file *, uint64_t step);
/* It can't be read: it is tried again, later each time. True: it has been left alone for so long
 * that it is given up, until it changes. */
bool watch_queue_failed(struct watched_file *, double now, double interval);
/* It is whole, but waits for another file to tell what it is. */
void watch_queue_leave(struct watched_file *);
/* One has told: those that were left are to be read. */
void watch_queue_told(struct watch_queue *);

#endif
