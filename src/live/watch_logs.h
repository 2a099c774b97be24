/* The logs of a folder that is watched: event files and tables, of which each look reads on. */
#ifndef LIVE_WATCH_LOGS_H
#define LIVE_WATCH_LOGS_H

#include "live/watch_curves.h"
#include "live/watch_queue.h"

/* Reads what was added since the last time to the logs of the series that is followed. False:
 * something of it can't be read. */
bool watch_logs_read(struct watch_queue *, struct watch_curves *, struct err *);
/* Frees the readers of files that are gone, or of all. */
void watch_logs_free(struct watch_scan *, bool is_all);

#endif
