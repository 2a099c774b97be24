/* What the watcher's thread does: it looks, reads one file after the other, and measures. */
#ifndef LIVE_WATCH_WORK_H
#define LIVE_WATCH_WORK_H

#include "live/watch_state.h"

/* Until the watcher is to end. Frees what is the thread's own. */
void watch_work(struct watcher *);

#endif
