/* Which series is followed, and in which order its files are read. */
#include "live/watch_queue.h"
#include "base/xalloc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	BACKLOG_MAX = 64, /* checkpoints of before that are read */
	SEARCHED_MAX = 8  /* that may tell how all are to be read, where the latest does not */
};
static const double give_up = 10; /* seconds without a change after which a file is told of */
static const double restless = 1; /* seconds after which one that is replaced again and again is
				     read all the same */

/* ---------------------------------------------------------------------------- which is followed */

static void follow(struct watch_queue *q, const struct watch_group *group)
{
	snprintf(q->series, sizeof(q->series), "%s", group->series);
	q->is_numbered = group->is_numbered;
	q->unit = group->unit;
}

/* Once a series is followed, it stays, unless one with numbers comes where it has none. */
static void choose_series(struct watch_queue *q)
{
	const struct watch_group *own = watch_groups_get(&q->groups, q->series);
	const struct watch_group *best = watch_groups_best(&q->groups);

	if (own && own->is_numbered >= q->is_numbered)
		follow(q, own);
	if (q->is_given || !best)
		return;
	if (!*q->series || (best->is_numbered && !q->is_numbered &&
			    watch_series_is_in_line(best->series, q->series)))
		follow(q, best);
}

/* Whether the run of a series is followed already, here or by whoever was told of it. */
static bool is_told(const struct watch_queue *q, const struct watch_group *group)
{
	for (int i = -1; i < q->other_count; i++) {
		const char *series = i < 0 ? q->series : q->others[i];

		if (strcmp(series, group->series) == 0 ||
		    (!group->is_numbered && watch_series_is_same_folder(series, group->series)))
			return true;
	}
	return false;
}

const char *watch_queue_other(struct watch_queue *q)
{
	for (int g = 0; !q->is_given && g < q->groups.count; g++) {
		const struct watch_group *group = &q->groups.list[g];

		if (q->other_count == WATCH_SERIES_MAX)
			return NULL;
		if (watch_groups_is_run(&q->groups, group) && !is_told(q, group))
			return q->others[q->other_count++] = xstrdup(group->series);
	}
	return NULL;
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
	uint64_t a_number = a->number.number, b_number = b->number.number;

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
		list[i]->order = q->is_patient ? i : -i;
		list[i]->is_done = !is_taken;
		list[i]->done = list[i]->stamp;
		taken += is_taken;
	}
	free(list);
}

/* How late a file is: what was there goes before what came later. */
static bool is_later(const struct watched_file *a, const struct watched_file *b)
{
	return compare_order((const void *)&a, (const void *)&b) > 0;
}

/* ------------------------------------------------------------------------ the order of reading */

static int compare_latest(const void *left, const void *right)
{
	return compare_order(right, left);
}

/* What came later in its order, then what was there. */
static int compare_turn(const void *left, const void *right)
{
	const struct watched_file *a = *(struct watched_file *const *)left;
	const struct watched_file *b = *(struct watched_file *const *)right;

	if (a->is_backlog != b->is_backlog)
		return a->is_backlog - b->is_backlog;
	return a->is_backlog ? a->order - b->order : compare_order(left, right);
}

/* Lines up what is to be read: once after each look, so that thousands cost little. */
static void line_up(struct watch_queue *q)
{
	q->line = xrealloc(q->line, ((size_t)q->scan->count + 1) * sizeof(*q->line));
	q->line_count = q->line_at = 0;
	for (int i = 0; i < q->scan->count; i++)
		if (is_followed(q, q->scan->files[i]) && !q->scan->files[i]->is_done)
			q->line[q->line_count++] = q->scan->files[i];
	qsort(q->line, (size_t)q->line_count, sizeof(*q->line),
	      q->is_asking ? compare_latest : compare_turn);
	q->unread = q->line_count;
}

static void set_done(struct watch_queue *q, struct watched_file *file)
{
	q->unread -= !file->is_done;
	file->is_done = true;
	file->done = file->stamp;
}

static bool is_ready(const struct watched_file *file, double now)
{
	return file->is_settled || (file->is_replaced && now - file->restless_since > restless);
}

struct watched_file *watch_queue_next(struct watch_queue *q, double now)
{
	for (; q->line_at < q->line_count; q->line_at++) {
		struct watched_file *file = q->line[q->line_at];

		if (!file->is_done && is_ready(file, now) && now >= file->retry_at)
			return file;
	}
	return NULL;
}

uint64_t watch_queue_step(const struct watch_queue *q, const struct watched_file *file,
			  int64_t said)
{
	struct checkpoint_number number = file->number;
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
	set_done(q, file);
	file->was_read = true;
	file->is_backlog = false;
	file->tries = 0;
	if (step > q->last_step)
		q->last_step = step;
}

bool watch_queue_failed(struct watch_queue *q, struct watched_file *file, double now,
			double interval)
{
	int doubled = file->tries < 3 ? file->tries : 3;

	file->tries++;
	file->retry_at = now + interval * (1 << doubled);
	if (!file->is_old && now - file->since < give_up)
		return false;
	set_done(q, file);
	return true;
}

void watch_queue_leave(struct watch_queue *q, struct watched_file *unclear)
{
	for (int i = 0; i < q->scan->count; i++) {
		struct watched_file *file = q->scan->files[i];

		if (file != unclear && (!q->is_asking || !is_followed(q, file) || file->is_done ||
					!file->is_settled || is_later(file, unclear)))
			continue;
		set_done(q, file);
		file->is_unclear = true;
	}
}

void watch_queue_told(struct watch_queue *q)
{
	q->is_asking = false;
	for (int i = 0; i < q->scan->count; i++) {
		struct watched_file *file = q->scan->files[i];

		if (file->is_unclear)
			file->is_unclear = file->is_done = false;
	}
	line_up(q);
}

struct watched_file *watch_queue_unclear(const struct watch_queue *q, bool *is_latest)
{
	struct watched_file *latest = NULL, *next = NULL;
	int searched = 0;

	for (int i = 0; i < q->scan->count; i++) {
		struct watched_file *file = q->scan->files[i];

		if (!file->is_unclear || !file->is_done || !is_followed(q, file))
			continue;
		searched += file->was_searched;
		if (!latest || is_later(file, latest))
			latest = file;
		if (!file->was_searched && (!next || is_later(file, next)))
			next = file;
	}
	*is_latest = next == latest;
	return searched < SEARCHED_MAX ? next : NULL;
}

uint64_t watch_queue_latest(const struct watch_queue *q)
{
	uint64_t latest = 0;

	for (int i = 0; q->is_numbered && i < q->scan->count; i++) {
		const struct watched_file *file = q->scan->files[i];

		if (is_followed(q, file) && file->number.number > latest)
			latest = file->number.number;
	}
	return latest;
}

void watch_queue_look(struct watch_queue *q, double now, double settle)
{
	watch_scan_look(q->scan, now, settle);
	watch_groups_find(q->scan, &q->groups);
	choose_series(q);
	if (q->scan->looks == 1)
		thin_backlog(q);
	line_up(q);
}

struct watch_queue *watch_queue_new(const char *path, const char *series, bool is_patient)
{
	struct watch_queue *q = xcalloc(1, sizeof(*q));

	q->is_given = series;
	snprintf(q->series, sizeof(q->series), "%s", series ? series : "");
	q->is_asking = true;
	q->scan = watch_scan_new(path);
	q->is_patient = is_patient;
	return q;
}

void watch_queue_free(struct watch_queue *q)
{
	watch_scan_free(q->scan);
	free(q->line);
	for (int i = 0; i < q->other_count; i++)
		free(q->others[i]);
	free(q);
}
