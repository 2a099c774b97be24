/* Bytes to disk: a temporary file beside the target, which only a rename makes visible. */
#include "base/rights.h"
#include "base/xalloc.h"
#include "format/file.h"
#include "format/temporary.h"
#include "format/write_all.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	MAX_LINKS = 40 /* Linux's own limit on symbolic links in a row */
};

struct writer {
	int fd;
	char *path;      /* as the caller named it, for messages */
	char *target;    /* what the rename replaces */
	char *temporary; /* NULL: written in place */
	struct xalloc_hook hook;
};

/* What a chain of symbolic links ends in, be it there or not; the caller frees it. */
static char *follow_links(const char *path)
{
	char *target = xstrdup(path);
	char link[PATH_MAX];

	for (int i = 0; i < MAX_LINKS; i++) {
		ssize_t length = readlink(target, link, sizeof(link) - 1);
		char *slash = strrchr(target, '/');
		char *next;

		if (length < 0)
			break;
		link[length] = '\0';
		if (link[0] == '/' || !slash)
			next = xstrdup(link);
		else
			next = xasprintf("%.*s/%s", (int)(slash - target), target, link);
		free(target);
		target = next;
	}
	return target;
}

bool writer_is_stream(const char *path)
{
	return strncmp(path, "/dev/std", 8) == 0 || strncmp(path, "/dev/fd/", 8) == 0;
}

static bool open_in_place(struct writer *writer, struct err *err)
{
	writer->fd = open(writer->path, O_WRONLY | O_APPEND | O_CLOEXEC);
	if (writer->fd < 0)
		return err_set(err, "%s: can't be written: %s", writer->path, strerror(errno));
	return true;
}

static bool open_temporary(struct writer *writer, struct err *err)
{
	writer->target = follow_links(writer->path);
	writer->fd = temporary_open(writer->target, &writer->temporary);
	if (writer->fd >= 0)
		return true;
	if (rights_lack_beside(writer->target, errno))
		return err_set(err, "%s: " RIGHTS_LACK, writer->path);
	return err_set(err, "%s: can't be written: no file can be made beside it: %s", writer->path,
		       strerror(errno));
}

/* A file that its owner made read-only is not to be replaced behind his back. */
static bool open_replacement(struct writer *writer, mode_t mode, struct err *err)
{
	if (faccessat(AT_FDCWD, writer->path, W_OK, AT_EACCESS) != 0)
		return err_set(err, "%s: can't be replaced: %s", writer->path, strerror(errno));
	if (!open_temporary(writer, err))
		return false;
	if (fchmod(writer->fd, mode & 0777) != 0)
		return err_set(err, "%s: can't keep its mode: %s", writer->path, strerror(errno));
	return true;
}

static bool open_suitably(struct writer *writer, struct err *err)
{
	struct stat info;

	if (stat(writer->path, &info) != 0) {
		if (errno == ENOENT)
			return open_temporary(writer, err);
		return err_set(err, "%s: can't be written: %s", writer->path, strerror(errno));
	}
	if (S_ISREG(info.st_mode) && !writer_is_stream(writer->path))
		return open_replacement(writer, info.st_mode, err);
	return open_in_place(writer, err);
}

static void remove_temporary(void *context)
{
	const struct writer *writer = context;

	if (writer->temporary)
		unlink(writer->temporary);
}

struct writer *writer_open(const char *path, struct err *err)
{
	struct writer *writer = xcalloc(1, sizeof(*writer));

	writer->fd = -1;
	writer->path = xstrdup(path);
	if (open_suitably(writer, err)) {
		writer->hook = (struct xalloc_hook){.run = remove_temporary, .context = writer};
		xalloc_add_hook(&writer->hook);
		return writer;
	}
	writer_abort(writer);
	return NULL;
}

bool writer_write(struct writer *writer, const void *bytes, size_t size, struct err *err)
{
	return write_all(writer->fd, bytes, size) ||
	       err_set(err, "%s: can't be written: %s", writer->path, strerror(errno));
}

const char *writer_path(const struct writer *writer)
{
	return writer->path;
}

void file_sync_folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *folder = slash ? xasprintf("%.*s", (int)(slash - path) + 1, path) : xstrdup(".");
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
	free(folder);
}

/* Closing tells of what the disk refused, and so comes before the rename. The copy of the
 * descriptor keeps the lock until then. */
static bool close_and_rename(const struct writer *writer, int fd)
{
	int lock = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	bool is_done = close(fd) == 0 && rename(writer->temporary, writer->target) == 0;
	int why = errno;

	if (lock >= 0)
		close(lock);
	errno = why;
	return is_done;
}

static bool publish(struct writer *writer)
{
	int fd = writer->fd;

	writer->fd = -1;
	if (!writer->temporary)
		return close(fd) == 0;
	if (fsync(fd) != 0) {
		writer->fd = fd;
		return false;
	}
	if (!close_and_rename(writer, fd))
		return false;
	file_sync_folder_of(writer->target);
	free(writer->temporary);
	writer->temporary = NULL;
	return true;
}

bool writer_commit(struct writer *writer, struct err *err)
{
	bool is_done = publish(writer);

	if (!is_done)
		err_set(err, "%s: can't be written: %s", writer->path, strerror(errno));
	writer_abort(writer);
	return is_done;
}

void writer_abort(struct writer *writer)
{
	if (!writer)
		return;
	xalloc_remove_hook(&writer->hook);
	if (writer->fd >= 0)
		close(writer->fd);
	remove_temporary(writer);
	free(writer->temporary);
	free(writer->target);
	free(writer->path);
	free(writer);
}

bool file_make_folder(const char *path, unsigned mode, struct err *err)
{
	char *part = xstrdup(path);
	bool is_made = true;

	for (char *slash = strchr(part + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(part, (mode_t)mode);
		*slash = '/';
	}
	if (mkdir(part, (mode_t)mode) != 0 && !file_is_folder(part))
		is_made = err_set(err, "%s: can't be made: %s", path, strerror(errno));
	free(part);
	return is_made;
}
