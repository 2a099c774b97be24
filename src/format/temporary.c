/*
 * A name is made before it can be locked. So who finds one without a lock locks it, before it is
 * removed, and who made one looks afterwards whether it is still there.
 */
#include "format/temporary.h"
#include "base/xalloc.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_NAMES = 100 }; /* names to try */

static bool is_named(const char *path, int fd)
{
	struct stat named, opened;

	return lstat(path, &named) == 0 && fstat(fd, &opened) == 0 &&
	       named.st_dev == opened.st_dev && named.st_ino == opened.st_ino;
}

bool temporary_hold(const char *path, int fd)
{
	if (flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
		return false;
	return is_named(path, fd);
}

int temporary_claim(const char *path, int flags)
{
	int fd = open(path, flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct stat info;

	if (fd < 0)
		return -1;
	if (fstat(fd, &info) == 0 && (S_ISREG(info.st_mode) || S_ISDIR(info.st_mode)) &&
	    info.st_uid == geteuid() && flock(fd, LOCK_EX | LOCK_NB) == 0 && is_named(path, fd))
		return fd;
	close(fd);
	return -1;
}

/* Whether `name` is `target` with .PID-N.tmp behind it. */
static bool is_of(const char *name, const char *target)
{
	size_t length = strlen(target);
	int end = 0;

	if (strncmp(name, target, length) != 0)
		return false;
	sscanf(name + length, ".%*[0-9]-%*[0-9].tmp%n", &end);
	return end > 0 && !name[length + (size_t)end];
}

static void remove_leftovers(const char *target)
{
	const char *slash = strrchr(target, '/'), *last = slash ? slash + 1 : target;
	char *folder = xasprintf("%.*s.", (int)(last - target), target);
	DIR *dir = opendir(folder);
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		char *path;
		int fd;

		if (!is_of(entry->d_name, last))
			continue;
		path = xasprintf("%.*s%s", (int)(last - target), target, entry->d_name);
		fd = temporary_claim(path, O_WRONLY);
		if (fd >= 0) {
			unlink(path);
			close(fd);
		}
		free(path);
	}
	if (dir)
		closedir(dir);
	free(folder);
}

int temporary_nameless(void)
{
#ifdef HAVE_MEMFD_CREATE
	return memfd_create("netglyph", MFD_CLOEXEC);
#else
	FILE *file = tmpfile();
	int fd = file ? fcntl(fileno(file), F_DUPFD_CLOEXEC, 3) : -1;

	if (file)
		fclose(file);
	return fd;
#endif
}

int temporary_open(const char *target, char **path)
{
	remove_leftovers(target);
	for (int i = 0; i < MAX_NAMES; i++) {
		int fd;

		*path = xasprintf("%s.%ld-%d.tmp", target, (long)getpid(), i);
		fd = open(*path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
		if (fd >= 0 && temporary_hold(*path, fd))
			return fd;
		if (fd >= 0)
			close(fd);
		free(*path);
		*path = NULL;
		if (fd < 0 && errno != EEXIST)
			break;
	}
	return -1;
}
