/*
 * A folder (or the files of one series) as it is now, looked at again and again: which files are
 * there, and since when each has not changed.
 *
 * Only names and the system's facts about them: nothing is opened. Polling works where another
 * machine writes (NFS), which no notification tells of.
 */
#ifndef LIVE_WATCH_SCAN_H
#define LIVE_WATCH_SCAN_H

#include "live/checkpoint_name.h"

#include <stddef.h>
#include <time.h>

/* By which a change shows. */
struct file_stamp {
	uint64_t device, inode, size;
	int64_t modified, changed; /* nanoseconds since 1970 */
};

struct watched_file {
	char *path;
	const char *name; /* the path below the folder */
	enum watched_kind kind;
	struct file_stamp stamp;
	unsigned look;    /* the last one that saw it */
	double since;     /* the clock's, when it was seen to have changed */
	bool is_there;    /* false: it has gone */
	bool is_settled;  /* it has not changed for a while: whoever writes it has probably ended */
	bool is_old;      /* it was there at the first look, unchanged for longer than that */
	bool is_replaced; /* it is another file than before, of the same name */
	double restless_since; /* when it began to change without a pause */
	char *series;
	struct checkpoint_number number;

	/* The reader's: */
	struct file_stamp done; /* of what was read last, or given up */
	bool is_done;           /* `done` is `stamp` */
	bool was_read;          /* once at least */
	bool is_unclear;        /* it waits until another file tells how it is to be read */
	bool was_searched;      /* nor does a search with patience tell */
	bool is_mine;           /* a log of the series that is followed */
	bool is_backlog;        /* it was there at the first look, and is not read yet */
	int order;              /* in the backlog */
	int tries;
	double retry_at;
	void *reader; /* of a log */
};

struct watch_scan {
	char *path;                  /* what is watched: a folder, or a file */
	char *folder;                /* the same, or the file's */
	char *series;                /* of the file; NULL: a folder is watched */
	struct watched_file **files; /* by name */
	int count, room;
	int models;        /* files of networks that are there */
	bool is_there;     /* the folder */
	bool is_overflown; /* it holds more than WATCH_FILES_MAX files: the others are not seen */
	unsigned looks;    /* so far */
};

struct watch_scan *watch_scan_new(const char *path);
/* Readers have to be freed before. */
void watch_scan_free(struct watch_scan *);
/* now: the clock's. A file is settled once it has not changed for `settle` seconds. */
void watch_scan_look(struct watch_scan *, double now, double settle);
/* The stamp of a file as it is at this moment; false: it has gone. */
bool watch_scan_stamp(const char *path, struct file_stamp *);
bool file_stamp_is_same(const struct file_stamp *, const struct file_stamp *);

#endif
