/*
 * A history is an array in the order of steps. Which snapshot goes when they take too much is found
 * by looking at all of them: there are few where they are large.
 */
#include "live/history.h"
#include "base/xalloc.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct history {
	size_t max_bytes, bytes;
	int count, room;
	const struct snapshot **list;
};

struct history *history_new(size_t max_bytes)
{
	struct history *history = xcalloc(1, sizeof(*history));

	history->max_bytes = max_bytes;
	return history;
}

void history_free(struct history *history)
{
	if (!history)
		return;
	history_clear(history);
	free(history->list);
	free(history);
}

/* Takes the i-th out of the list; its reference is the caller's. */
static const struct snapshot *remove_at(struct history *history, int i)
{
	const struct snapshot *snapshot = history->list[i];

	history->bytes -= snapshot_size(snapshot);
	history->count--;
	memmove(&history->list[i], &history->list[i + 1],
		(size_t)(history->count - i) * sizeof(*history->list));
	return snapshot;
}

static double log_step(const struct history *history, int i)
{
	return log1p((double)history->list[i]->facts.step);
}

/* The one that leaves the smallest gap; of equals the first. There are at least three. */
static int most_crowded(const struct history *history)
{
	double smallest = INFINITY;
	int found = 1;

	for (int i = 1; i < history->count - 1; i++) {
		double gap = log_step(history, i + 1) - log_step(history, i - 1);

		if (gap < smallest) {
			smallest = gap;
			found = i;
		}
	}
	return found;
}

/* The earliest between the ends that can be packed; -1: none. */
static int first_to_pack(const struct history *history)
{
	for (int i = 1; i < history->count - 1; i++)
		if (snapshot_can_be_packed(history->list[i]))
			return i;
	return -1;
}

static void replace(struct history *history, int i, const struct snapshot *snapshot)
{
	history->bytes -= snapshot_size(history->list[i]);
	history->bytes += snapshot_size(snapshot);
	snapshot_unref(history->list[i]);
	history->list[i] = snapshot;
}

static void shrink(struct history *history)
{
	while (history->bytes > history->max_bytes && history->count > 2) {
		int i = first_to_pack(history);

		if (i > 0)
			replace(history, i, snapshot_pack(history->list[i]));
		else
			snapshot_unref(remove_at(history, most_crowded(history)));
	}
}

void history_limit(struct history *history, size_t max_bytes)
{
	history->max_bytes = max_bytes;
	shrink(history);
}

size_t history_size(const struct history *history)
{
	return history->bytes;
}

static void insert_at(struct history *history, int at, const struct snapshot *snapshot)
{
	if (history->count == history->room) {
		history->room = history->room ? 2 * history->room : 16;
		history->list =
			xrealloc(history->list, (size_t)history->room * sizeof(*history->list));
	}
	memmove(&history->list[at + 1], &history->list[at],
		(size_t)(history->count - at) * sizeof(*history->list));
	history->list[at] = snapshot_ref(snapshot);
	history->count++;
	history->bytes += snapshot_size(snapshot);
	shrink(history);
}

void history_add(struct history *history, const struct snapshot *snapshot)
{
	while (history->count > 0 &&
	       history->list[history->count - 1]->facts.step >= snapshot->facts.step)
		snapshot_unref(remove_at(history, history->count - 1));
	insert_at(history, history->count, snapshot);
}

void history_insert(struct history *history, const struct snapshot *snapshot)
{
	int at = history->count;

	while (at > 0 && history->list[at - 1]->facts.step >= snapshot->facts.step)
		at--;
	if (at < history->count && history->list[at]->facts.step == snapshot->facts.step)
		snapshot_unref(remove_at(history, at));
	insert_at(history, at, snapshot);
}

int history_count(const struct history *history)
{
	return history->count;
}

const struct snapshot *history_at(const struct history *history, int i)
{
	return history->list[i];
}

int history_nearest(const struct history *history, uint64_t step)
{
	int low = 0, high = history->count - 1;

	/* The first one that is not before `step`, or the latest. */
	while (low < high) {
		int middle = low + (high - low) / 2;

		if (history->list[middle]->facts.step < step)
			low = middle + 1;
		else
			high = middle;
	}
	if (low > 0 && history->list[low]->facts.step > step &&
	    step - history->list[low - 1]->facts.step <= history->list[low]->facts.step - step)
		low--;
	return history->count > 0 ? low : -1;
}

const struct snapshot *history_take(struct history *history)
{
	return history->count > 0 ? remove_at(history, 0) : NULL;
}

void history_clear(struct history *history)
{
	while (history->count > 0)
		snapshot_unref(remove_at(history, history->count - 1));
}
