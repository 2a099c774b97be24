/*
 * The snapshots of one training run by step, to be scrubbed back and forth.
 *
 * All are kept as long as they fit into `max_bytes`. Then those go whose neighbours are nearest to
 * each other in log(step + 1), so that what is left is spread about evenly on a log scale; the
 * first and the latest always stay, even where these two alone take more. Which ones go depends on
 * the sequence of steps and sizes only. A history belongs to one thread.
 */
#ifndef LIVE_HISTORY_H
#define LIVE_HISTORY_H

#include "base/limits.h"
#include "live/snapshot.h"

struct history;

struct history *history_new(size_t max_bytes);
void history_free(struct history *);
/* Keeps a reference of its own. Steps grow; a step that is not beyond the latest replaces what is
 * there from that step on. */
void history_add(struct history *, const struct snapshot *);
int history_count(const struct history *);
/* The i-th by step, borrowed until the next change; i in 0..count-1. */
const struct snapshot *history_at(const struct history *, int i);
/* The index of the one whose step is nearest (of two the earlier); -1 where there is none. */
int history_nearest(const struct history *, uint64_t step);
/* Removes the first one and hands its reference to the caller; NULL where there is none. */
const struct snapshot *history_take(struct history *);
void history_clear(struct history *);

#endif
