/*
 * The series of checkpoints that a folder holds (live/checkpoint_name.h), and which of them are
 * runs.
 *
 * Each series whose files have numbers is a run. Files without numbers (best.pt, last.pt) are one
 * where no series with numbers is in their folder, above it or below it; of several in a folder
 * that which was changed last. A log belongs to the run whose files are nearest: that shares most
 * of the folders, then, within one folder, most of the beginning of the name; to all that are
 * equally near.
 */
#ifndef LIVE_WATCH_SERIES_H
#define LIVE_WATCH_SERIES_H

#include "base/limits.h"
#include "format/log_value.h"
#include "live/watch_scan.h"

struct watch_group {
	const char *series; /* borrowed from a file of it */
	int count;          /* files that are there */
	bool is_numbered;   /* their numbers are steps */
	int64_t modified;   /* the latest */
	enum log_unit unit; /* what the numbers count */
};

struct watch_groups {
	int count;
	struct watch_group list[WATCH_SERIES_MAX];
};

/* In the order of names. */
void watch_groups_find(const struct watch_scan *, struct watch_groups *);
/* NULL: no file of that series is there. */
const struct watch_group *watch_groups_get(const struct watch_groups *, const char *series);
bool watch_groups_is_run(const struct watch_groups *, const struct watch_group *);
/* Of the runs: numbered, then of many files, then by name, or, where none has numbers, changed
 * last; NULL: there is none. */
const struct watch_group *watch_groups_best(const struct watch_groups *);
/* Whether two series are in the same folder, or one in a folder below that of the other. */
bool watch_series_is_in_line(const char *series, const char *other);
bool watch_series_is_same_folder(const char *series, const char *other);
/* Whether a log belongs to a series. name: its path below the folder that is watched. */
bool watch_groups_has_log(const struct watch_groups *, const char *series, const char *name);

#endif
