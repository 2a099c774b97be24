/* Trying and writing, and which paths lead to one place. A FIFO's reader would take the end of the
 * trial for the end of the file: so its writer is kept. */
#include "cli/target.h"
#include "base/xalloc.h"
#include "data/dataset.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_LINKS = 40 }; /* in a row, as Linux has it */

/* What follows the folder, which ends in a slash or is empty. */
static const char *last_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* The end of a chain of symbolic links, be it there or not. */
static char *follow(const char *path)
{
	char *end = xstrdup(path);
	char link[PATH_MAX];

	for (int i = 0; i < MAX_LINKS; i++) {
		ssize_t length = readlink(end, link, sizeof(link));
		int folder = (int)(last_name(end) - end);
		char *next;

		if (length < 0)
			break;
		next = xasprintf("%.*s%.*s", link[0] == '/' ? 0 : folder, end, (int)length, link);
		free(end);
		end = next;
	}
	return end;
}

/* The one spelling of a path's folder, and its last name; NULL where there is no such folder. */
static char *spell_out(const char *path)
{
	char *end = follow(path);
	const char *name = last_name(end);
	char *folder = xasprintf("%.*s.", (int)(name - end), end);
	char *real = realpath(folder, NULL);
	char *whole = real ? xasprintf("%s/%s", real, name) : NULL;

	free(end);
	free(folder);
	free(real);
	return whole;
}

bool target_is_same(const char *a, const char *b)
{
	struct stat is_a, is_b;
	char *whole_a, *whole_b;
	bool has_a, has_b, is_same;

	if (!a || !b)
		return false;
	has_a = stat(a, &is_a) == 0;
	has_b = stat(b, &is_b) == 0;
	if (has_a && has_b)
		return is_a.st_dev == is_b.st_dev && is_a.st_ino == is_b.st_ino;
	if (has_a || has_b)
		return false;
	whole_a = spell_out(a);
	whole_b = spell_out(b);
	is_same = whole_a && whole_b && strcmp(whole_a, whole_b) == 0;
	free(whole_a);
	free(whole_b);
	return is_same;
}

char *target_folder(const char *path)
{
	char *whole = spell_out(path);

	/* "/" has a name behind it too: "//NAME". */
	if (whole)
		*strrchr(whole, '/') = '\0';
	return whole;
}

bool target_is_of_data(const char *path, const struct dataset *data)
{
	for (int i = 0; path && i < PART_COUNT; i++) {
		const struct dataset_part *part = &data->part[i];

		if (target_is_same(path, part->images_path) ||
		    target_is_same(path, part->labels_path))
			return true;
	}
	return false;
}

bool target_is_output(const char *path)
{
	static const char *const names[] = {"/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"};
	struct stat own, other;

	for (size_t i = 0; path && i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(path, names[i]) == 0)
			return true;
	/* A file or a FIFO can be both without any such name; what is written to a terminal or to
	 * /dev/null twice does no harm. */
	return path && stat(path, &other) == 0 && fstat(STDOUT_FILENO, &own) == 0 &&
	       !S_ISCHR(own.st_mode) && own.st_dev == other.st_dev && own.st_ino == other.st_ino;
}

bool target_try(struct target *target, const char *path, struct err *err)
{
	struct stat status;

	*target = (struct target){.path = path};
	if (!path)
		return true;
	target->writer = writer_open(path, err);
	if (!target->writer)
		return false;
	if (stat(path, &status) != 0 || S_ISREG(status.st_mode)) {
		writer_abort(target->writer);
		target->writer = NULL;
	}
	return true;
}

bool target_check(const char *path, struct err *err)
{
	struct target target;
	struct stat status;
	bool is_writable;

	if (!path ||
	    (stat(path, &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode)))
		return true;
	is_writable = target_try(&target, path, err);
	target_clear(&target);
	return is_writable;
}

struct writer *target_open(struct target *target, struct err *err)
{
	struct writer *writer = target->writer;

	target->writer = NULL;
	return writer ? writer : writer_open(target->path, err);
}

void target_clear(struct target *target)
{
	writer_abort(target->writer);
	target->writer = NULL;
}
