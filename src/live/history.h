/*
 * The snapshots of one training run by step, to be scrubbed back and forth.
 *
 * All are kept as they are as long as they fit into `max_bytes`. Then those with a large layer are
 * packed (live/packed_net.h), the earliest first: 10 bits a weight instead of 32, which changes the
 * article's net's probabilities by about 0.001. When that is not enough, those go whose
 * neighbours are nearest to each other in log(step + 1), so that what is left is spread about
 * evenly on a log scale. The first and the latest always stay, and exact, even where these two
 * alone take more. Of the article's net (3.3 million parameters) 63 snapshots fit into
 * HISTORY_BYTES. Which ones are packed and which go depends on the sequence of steps and sizes
 * only. A history belongs to one thread.
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
/* The same in its place among the others: only one of the same step is replaced. */
void history_insert(struct history *, const struct snapshot *);
int history_count(const struct history *);
/* The i-th by step, borrowed until the next change; i in 0..count-1. It may be packed. */
const struct snapshot *history_at(const struct history *, int i);
/* The index of the one whose step is nearest (of two the earlier); -1 where there is none. */
int history_nearest(const struct history *, uint64_t step);
/* Removes the first one and hands its reference to the caller; NULL where there is none. */
const struct snapshot *history_take(struct history *);
void history_clear(struct history *);
/* Another size; what takes more is packed or goes. */
void history_limit(struct history *, size_t max_bytes);
size_t history_size(const struct history *);

#endif
