/* Which series is followed, and in which order its files are read. */
#include "live/watch_queue.h"
#include "base/xalloc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BACKLOG_MAX = 64 };        /* checkpoints of before that are read */
static const double give_up = 10; /* seconds without a change after which a file is told of */
static const double restless = 1; /* seconds after which one that is replaced again and again is
				     read all the same */

/* ---------------------------------------------------------------------------- which is followed */

struct group {
	const char *series;
	int count;
	bool is_numbered;
	int64_t modified;
	enum log_unit unit;
};

static void join_group(struct group *g, const struct watched_file *file)
{
	struct checkpoint_number number = checkpoint_name_number(file->name);

	g->count++;
	if (file->stamp.modified > g->modified)
		g->modified = file->stamp.modified;
	if (number.kind != NUMBER_NONE && (!number.is_doubtful || g->count > 1))
		g->is_numbered = true;
	if (number.kind == NUMBER_EPOCH)
		g->unit = LOG_EPOCHS;
	else if (number.kind == NUMBER_STEP)
		g->unit = LOG_STEPS;
}

static bool is_better(const struct group *a, const struct group *b)
{
	if (a->is_numbered != b->is_numbered)
		return a->is_numbered;
	return a->count != b->count ? a->count > b->count : a->modified > b->modified;
}

/* Once a series is followed, it stays, unless one with numbers comes. */
static void choose_series(struct watch_queue *q)
{
	struct group groups[WATCH_SERIES_MAX] = {{0}}, *best = NULL;
	int count = 0;

	for (int i = 0; i < q->scan->count; i++) {
		const struct watched_file *file = q->scan->files[i];
		int g = 0;

		if (file->kind != WATCHED_MODEL || !file->is_there)
			continue;
		while (g < count && strcmp(groups[g].series, file->series) != 0)
			g++;
		if (g == WATCH_SERIES_MAX)
			continue;
		groups[g].series = file->series;
		count += g == count;
		join_group(&groups[g], file);
	}
	for (int g = 0; g < count; g++) {
		bool is_own = strcmp(groups[g].series, q->series) == 0;

		if (is_own && groups[g].is_numbered >= q->is_numbered) {
			q->is_numbered = groups[g].is_numbered;
			q->unit = groups[g].unit;
		}
		if (!best || is_better(&groups[g], best))
			best = &groups[g];
	}
	if (best && (!*q->series || (best->is_numbered && !q->is_numbered))) {
		snprintf(q->series, sizeof(q->series), "%s", best->series);
		q->is_numbered = best->is_numbered;
		q->unit = best->unit;
	}
}

static bool is_followed(const struct watch_queue *q, const struct watched_file *file)
{
	return file->kind == WATCHED_MODEL && file->is_there &&
	       strcmp(file->series, q->series) == 0;
}

/* ------------------------------------------------------------------------------- what was there */

static int compare_order(const void *left, const void *right)
{
	const struct watched_file *a = *(struct watched_file *const *)left;
	const struct watched_file *b = *(struct watched_file *const *)right;
	uint64_t a_number = checkpoint_name_number(a->name).number;
	uint64_t b_number = checkpoint_name_number(b->name).number;

	if (a_number != b_number)
		return a_number < b_number ? -1 : 1;
	if (a->stamp.modified != b->stamp.modified)
		return a->stamp.modified < b->stamp.modified ? -1 : 1;
	return strcmp(a->name, b->name);
}

/* Of what was there at the first look, at most BACKLOG_MAX files are read, evenly spread, the first
 * and the last among them. */
static void thin_backlog(struct watch_queue *q)
{
	struct watched_file **list =
		xcalloc((size_t)q->scan->count + 1, sizeof(struct watched_file *));
	int count = 0, taken = 0;

	for (int i = 0; i < q->scan->count; i++)
		if (is_followed(q, q->scan->files[i]))
			list[count++] = q->scan->files[i];
	if (count > 0)
		qsort(list, (size_t)count, sizeof(struct watched_file *), compare_order);
	for (int i = 0; i < count; i++) {
		bool is_taken = q->is_patient || count <= BACKLOG_MAX ||
				(long)i * (BACKLOG_MAX - 1) >= (long)taken * (count - 1);

		list[i]->is_backlog = true;
		list[i]->order = i;
		list[i]->is_done = !is_taken;
		list[i]->done = list[i]->stamp;
		taken += is_taken;
	}
	free(list);
}

/* Whether a goes before b: what came later in its order, then what was there, the newest first. */
static bool goes_before(const struct watch_queue *q, const struct watched_file *a,
			const struct watched_file *b)
{
	if (a->is_backlog != b->is_backlog)
		return !a->is_backlog;
	if (a->is_backlog)
		return q->is_patient ? a->order < b->order : a->order > b->order;
	return compare_order((const void *)&a, (const void *)&b) < 0;
}

static bool is_ready(const struct watched_file *file, double now)
{
	return file->is_settled || (file->is_replaced && now - file->restless_since > restless);
}

struct watched_file *watch_queue_next(const struct watch_queue *q, double now, int *unread)
{
	struct watched_file *next = NULL;

	*unread = 0;
	for (int i = 0; i < q->scan->count; i++) {
		struct watched_file *file = q->scan->files[i];

		if (!is_followed(q, file) || file->is_done)
			continue;
		++*unread;
		if (is_ready(file, now) && now >= file->retry_at &&
		    (!next || goes_before(q, file, next)))
			next = file;
	}
	return next;
}

uint64_t watch_queue_step(const struct watch_queue *q, const struct watched_file *file,
			  int64_t said)
{
	struct checkpoint_number number = checkpoint_name_number(file->name);
	bool is_again = file->was_read && !file->is_backlog;

	if (q->is_numbered && number.kind != NUMBER_NONE &&
	    !(is_again && number.number <= q->last_step))
		return number.number;
	if (said > 0 && (uint64_t)said > q->last_step)
		return (uint64_t)said;
	return q->last_step + 1;
}

void watch_queue_done(struct watch_queue *q, struct watched_file *file, uint64_t step)
{
	file->is_done = file->was_read = true;
	file->is_backlog = false;
	file->done = file->stamp;
	file->tries = 0;
	if (step > q->last_step)
		q->last_step = step;
}

bool watch_queue_failed(struct watched_file *file, double now, double interval)
{
	int doubled = file->tries < 3 ? file->tries : 3;

	file->tries++;
	file->retry_at = now + interval * (1 << doubled);
	if (!file->is_old && now - file->since < give_up)
		return false;
	file->is_done = true;
	file->done = file->stamp;
	return true;
}

void watch_queue_leave(struct watched_file *file)
{
	file->is_done = file->is_unclear = true;
	file->done = file->stamp;
}

void watch_queue_told(struct watch_queue *q)
{
	for (int i = 0; i < q->scan->count; i++)
		if (q->scan->files[i]->is_unclear)
			q->scan->files[i]->is_unclear = q->scan->files[i]->is_done = false;
}

void watch_queue_look(struct watch_queue *q, double now, double settle)
{
	watch_scan_look(q->scan, now, settle);
	choose_series(q);
	if (q->scan->looks == 1)
		thin_backlog(q);
}

struct watch_queue *watch_queue_new(const char *path, bool is_patient)
{
	struct watch_queue *q = xcalloc(1, sizeof(*q));

	q->scan = watch_scan_new(path);
	q->is_patient = is_patient;
	return q;
}

void watch_queue_free(struct watch_queue *q)
{
	watch_scan_free(q->scan);
	free(q);
}
