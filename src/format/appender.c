/* One write() for each piece; O_EXCL for what is new. */
#include "format/appender.h"
#include "base/xalloc.h"
#include "format/file.h"
#include "format/write_all.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct appender {
	int fd;
	char *path;
	off_t size; /* of whole pieces; -1: what is written to has no size */
	bool has_failed;
	struct err err;
};

static bool is_regular(const char *path)
{
	struct stat info;

	return stat(path, &info) != 0 || S_ISREG(info.st_mode);
}

struct appender *appender_try(const char *path, bool *is_taken, struct err *err)
{
	bool is_new = is_regular(path) && !writer_is_stream(path);
	int flags = O_WRONLY | O_APPEND | O_CLOEXEC | (is_new ? O_CREAT | O_EXCL : 0);
	int fd = open(path, flags, 0666);
	struct appender *appender;

	*is_taken = fd < 0 && errno == EEXIST;
	if (fd < 0) {
		if (!*is_taken)
			err_set(err, "%s: can't be written: %s", path, strerror(errno));
		return NULL;
	}
	appender = xcalloc(1, sizeof(*appender));
	appender->fd = fd;
	appender->path = xstrdup(path);
	appender->size = is_new ? 0 : -1;
	return appender;
}

struct appender *appender_open(const char *path, struct err *err)
{
	bool is_taken;
	struct appender *appender = appender_try(path, &is_taken, err);

	if (is_taken)
		err_set(err, "%s: is there already, and is not replaced: name another file", path);
	return appender;
}

static bool fail(struct appender *appender, struct err *err)
{
	err_set(&appender->err, "%s: can't be written: %s", appender->path, strerror(errno));
	appender->has_failed = true;
	/* What can't be taken back stays as it is; the error is told all the same. */
	if (appender->size >= 0 && ftruncate(appender->fd, appender->size) != 0)
		appender->size = -1;
	*err = appender->err;
	return false;
}

bool appender_write(struct appender *appender, const void *bytes, size_t size, struct err *err)
{
	if (appender->has_failed) {
		*err = appender->err;
		return false;
	}
	if (!write_all(appender->fd, bytes, size))
		return fail(appender, err);
	if (appender->size >= 0)
		appender->size += (off_t)size;
	return true;
}

const char *appender_path(const struct appender *appender)
{
	return appender->path;
}

bool appender_close(struct appender *appender, struct err *err)
{
	bool is_closed;

	if (!appender)
		return true;
	is_closed = close(appender->fd) == 0 || appender->has_failed;
	if (!is_closed)
		err_set(err, "%s: can't be written: %s", appender->path, strerror(errno));
	free(appender->path);
	free(appender);
	return is_closed;
}
