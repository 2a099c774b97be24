/* Groups of files by series. */
#include "live/watch_series.h"

#include <string.h>

static void join(struct watch_group *g, const struct watched_file *file)
{
	struct checkpoint_number number = file->number;

	g->series = file->series;
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

void watch_groups_find(const struct watch_scan *scan, struct watch_groups *groups)
{
	*groups = (struct watch_groups){0};
	for (int i = 0; i < scan->count; i++) {
		const struct watched_file *file = scan->files[i];
		int g = 0;

		if (file->kind != WATCHED_MODEL || !file->is_there)
			continue;
		while (g < groups->count && strcmp(groups->list[g].series, file->series) != 0)
			g++;
		if (g == WATCH_SERIES_MAX)
			continue;
		groups->count += g == groups->count;
		join(&groups->list[g], file);
	}
}

const struct watch_group *watch_groups_get(const struct watch_groups *groups, const char *series)
{
	for (int g = 0; g < groups->count; g++)
		if (strcmp(groups->list[g].series, series) == 0)
			return &groups->list[g];
	return NULL;
}

/* The bytes of a path's folder, with its slash. */
static size_t folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? (size_t)(slash + 1 - path) : 0;
}

bool watch_series_is_in_line(const char *series, const char *other)
{
	size_t a = folder_of(series), b = folder_of(other);

	return memcmp(series, other, a < b ? a : b) == 0;
}

bool watch_series_is_same_folder(const char *series, const char *other)
{
	return folder_of(series) == folder_of(other) && watch_series_is_in_line(series, other);
}

bool watch_groups_is_run(const struct watch_groups *groups, const struct watch_group *group)
{
	if (group->is_numbered)
		return true;
	for (int g = 0; g < groups->count; g++) {
		const struct watch_group *other = &groups->list[g];

		if (other->is_numbered && watch_series_is_in_line(other->series, group->series))
			return false;
		if (other != group && watch_series_is_same_folder(other->series, group->series) &&
		    (other->modified > group->modified ||
		     (other->modified == group->modified && other < group)))
			return false;
	}
	return true;
}

static bool is_better(const struct watch_group *a, const struct watch_group *b)
{
	if (a->is_numbered != b->is_numbered)
		return a->is_numbered;
	if (a->count != b->count)
		return a->count > b->count;
	return !a->is_numbered && a->modified > b->modified;
}

const struct watch_group *watch_groups_best(const struct watch_groups *groups)
{
	const struct watch_group *best = NULL;

	for (int g = 0; g < groups->count; g++)
		if (watch_groups_is_run(groups, &groups->list[g]) &&
		    (!best || is_better(&groups->list[g], best)))
			best = &groups->list[g];
	return best;
}

/* ------------------------------------------------------------------------------------- logs */

/* Bytes that two paths share: whole folders, and, where both are in the same, of the name. */
static size_t shared(const char *series, const char *name)
{
	size_t folders = 0, i = 0;

	for (; series[i] && series[i] == name[i]; i++)
		if (series[i] == '/')
			folders = i + 1;
	return strchr(series + folders, '/') || strchr(name + folders, '/') ? folders : i;
}

bool watch_groups_has_log(const struct watch_groups *groups, const char *series, const char *name)
{
	size_t own = shared(series, name);

	for (int g = 0; g < groups->count; g++)
		if (watch_groups_is_run(groups, &groups->list[g]) &&
		    shared(groups->list[g].series, name) > own)
			return false;
	return true;
}
