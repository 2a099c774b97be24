/* Files are found again by a search by name, so that thousands cost little. */
#include "live/watch_scan.h"
#include "base/xalloc.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { MAX_DEPTH = 4, PATH_LIMIT = 4096 };

struct watch_scan *watch_scan_new(const char *path)
{
	struct watch_scan *scan = xcalloc(1, sizeof(*scan));
	struct stat status;
	size_t length = strlen(path);
	char series[CHECKPOINT_SERIES_MAX], *slash;

	while (length > 1 && path[length - 1] == '/')
		length--;
	scan->path = xasprintf("%.*s", (int)length, path);
	scan->folder = xstrdup(scan->path);
	/* What is not there yet may become a folder, unless it has a file's name. */
	if (stat(scan->path, &status) == 0 ? S_ISDIR(status.st_mode)
					   : checkpoint_name_kind(scan->path) == WATCHED_OTHER)
		return scan;
	slash = strrchr(scan->folder, '/');
	checkpoint_name_series(slash ? slash + 1 : scan->folder, series);
	scan->series = xstrdup(series);
	if (slash && slash > scan->folder)
		*slash = '\0';
	else
		strcpy(scan->folder, slash ? "/" : ".");
	return scan;
}

static void file_free(struct watched_file *file)
{
	free(file->path);
	free(file->series);
	free(file);
}

void watch_scan_free(struct watch_scan *scan)
{
	if (!scan)
		return;
	for (int i = 0; i < scan->count; i++)
		file_free(scan->files[i]);
	free(scan->files);
	free(scan->series);
	free(scan->folder);
	free(scan->path);
	free(scan);
}

bool file_stamp_is_same(const struct file_stamp *a, const struct file_stamp *b)
{
	return a->device == b->device && a->inode == b->inode && a->size == b->size &&
	       a->modified == b->modified && a->changed == b->changed;
}

static int64_t nanoseconds(const struct timespec *time)
{
	return (int64_t)time->tv_sec * 1000000000 + time->tv_nsec;
}

static struct file_stamp stamp_of(const struct stat *status)
{
	return (struct file_stamp){.device = (uint64_t)status->st_dev,
				   .inode = (uint64_t)status->st_ino,
				   .size = (uint64_t)status->st_size,
				   .modified = nanoseconds(&status->st_mtim),
				   .changed = nanoseconds(&status->st_ctim)};
}

bool watch_scan_stamp(const char *path, struct file_stamp *stamp)
{
	struct stat status;

	if (stat(path, &status) != 0 || !S_ISREG(status.st_mode))
		return false;
	*stamp = stamp_of(&status);
	return true;
}

/* ---------------------------------------------------------------------------------- one look */

/* Where a name is, or is to be put. */
static int place_of(const struct watch_scan *scan, const char *name, bool *is_found)
{
	int low = 0, high = scan->count;

	while (low < high) {
		int middle = low + (high - low) / 2,
		    order = strcmp(scan->files[middle]->name, name);

		if (order == 0) {
			*is_found = true;
			return middle;
		}
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	*is_found = false;
	return low;
}

static struct watched_file *add_file(struct watch_scan *scan, int at, const char *path,
				     size_t name_at)
{
	struct watched_file *file = xcalloc(1, sizeof(*file));
	char series[CHECKPOINT_SERIES_MAX];

	if (scan->count == scan->room) {
		scan->room = scan->room ? 2 * scan->room : 64;
		scan->files = xrealloc(scan->files, (size_t)scan->room * sizeof(*scan->files));
	}
	memmove(&scan->files[at + 1], &scan->files[at],
		(size_t)(scan->count - at) * sizeof(*scan->files));
	scan->files[at] = file;
	scan->count++;
	file->path = xstrdup(path);
	file->name = file->path + name_at;
	checkpoint_name_series(file->name, series);
	file->series = xstrdup(series);
	file->number = checkpoint_name_number(file->name);
	return file;
}

/* What a look takes along. */
struct look {
	struct watch_scan *scan;
	double now, settle;
	int64_t wall; /* nanoseconds since 1970 */
	size_t name_at;
};

static void see_file(const struct look *l, const char *path, enum watched_kind kind,
		     const struct stat *status)
{
	struct watch_scan *scan = l->scan;
	struct file_stamp stamp = stamp_of(status);
	bool is_found;
	int at = place_of(scan, path + l->name_at, &is_found);
	struct watched_file *file;
	bool was_there;

	if (!is_found && scan->count == WATCH_FILES_MAX) {
		scan->is_overflown = true;
		return;
	}
	file = is_found ? scan->files[at] : add_file(scan, at, path, l->name_at);
	was_there = is_found && file->look + 1 == scan->looks;
	if (!was_there || !file_stamp_is_same(&file->stamp, &stamp)) {
		/* Without a pause: it had not settled since the change before. */
		if (!was_there || file->is_settled)
			file->restless_since = l->now;
		file->is_replaced = was_there && file->stamp.inode != stamp.inode;
		file->since = l->now;
		file->is_settled = file->is_old = false;
		file->is_done = file_stamp_is_same(&file->done, &stamp);
		file->tries = 0;
		file->is_unclear = file->was_searched = false;
		file->retry_at = 0;
	}
	file->kind = kind;
	file->stamp = stamp;
	file->look = scan->looks;
	/* What nobody has touched for long needs not be waited for. */
	if (scan->looks == 1 && l->wall - stamp.modified > 2000000000)
		file->is_settled = file->is_old = true;
	if (l->now - file->since >= l->settle)
		file->is_settled = true;
	scan->models += kind == WATCHED_MODEL;
}

static bool is_of_series(const struct watch_scan *scan, const char *name, enum watched_kind kind)
{
	char series[CHECKPOINT_SERIES_MAX];

	if (!scan->series || kind == WATCHED_EVENTS || kind == WATCHED_TABLE)
		return true;
	checkpoint_name_series(name, series);
	return strcmp(series, scan->series) == 0;
}

/* Whether there is no room for a file: nobody has to look at each of 100,000. */
static bool is_beyond(const struct watch_scan *scan, const char *name, enum watched_kind kind)
{
	bool is_found = true;

	if (kind != WATCHED_OTHER && scan->is_overflown)
		place_of(scan, name, &is_found);
	return !is_found;
}

static void see_folder(const struct look *, const char *folder, int depth);

static void see_entry(const struct look *l, const char *path, int depth)
{
	enum watched_kind kind = checkpoint_name_kind(strrchr(path, '/') + 1);
	bool is_named = l->scan->series && is_of_series(l->scan, path + l->name_at, WATCHED_OTHER);
	struct stat status;

	if (is_beyond(l->scan, path + l->name_at, kind))
		return;
	if (lstat(path, &status) != 0)
		return;
	if (S_ISDIR(status.st_mode)) {
		if (depth < MAX_DEPTH && !l->scan->series)
			see_folder(l, path, depth + 1);
		return;
	}
	if (S_ISLNK(status.st_mode) && stat(path, &status) != 0)
		return;
	/* A file that is named is one of a network, whatever its ending. */
	if (kind == WATCHED_OTHER && is_named)
		kind = WATCHED_MODEL;
	if (S_ISREG(status.st_mode) && kind != WATCHED_OTHER &&
	    is_of_series(l->scan, path + l->name_at, kind))
		see_file(l, path, kind, &status);
}

static void see_folder(const struct look *l, const char *folder, int depth)
{
	char path[PATH_LIMIT];
	struct dirent *entry;
	DIR *stream = opendir(folder);

	if (depth == 0)
		l->scan->is_there = stream != NULL;
	while (stream && (entry = readdir(stream))) {
		int length;

		if (entry->d_name[0] == '.')
			continue;
		length = snprintf(path, sizeof(path), "%s%s%s", folder,
				  strcmp(folder, "/") == 0 ? "" : "/", entry->d_name);
		if (length < (int)sizeof(path))
			see_entry(l, path, depth);
	}
	if (stream)
		closedir(stream);
}

void watch_scan_look(struct watch_scan *scan, double now, double settle)
{
	struct timespec wall;
	size_t length = strlen(scan->folder);
	struct look look = {.scan = scan, .now = now, .settle = settle};

	clock_gettime(CLOCK_REALTIME, &wall);
	look.wall = nanoseconds(&wall);
	look.name_at = length + (strcmp(scan->folder, "/") == 0 ? 0 : 1);
	scan->models = 0;
	scan->looks++;
	see_folder(&look, scan->folder, 0);
	for (int i = 0; i < scan->count; i++)
		scan->files[i]->is_there = scan->files[i]->look == scan->looks;
}
