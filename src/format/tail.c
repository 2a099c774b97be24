/* The file is opened anew each time: on a file system of a network, that is what shows what another
 * machine has written. */
#include "format/tail.h"
#include "base/xalloc.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void tail_init(struct tail *tail, const char *path)
{
	*tail = (struct tail){.path = xstrdup(path)};
}

void tail_clear(struct tail *tail)
{
	free(tail->path);
	*tail = (struct tail){0};
}

static void look(struct tail *tail, const struct stat *status, bool *is_new)
{
	uint64_t size = (uint64_t)status->st_size;

	*is_new = (uint64_t)status->st_dev != tail->device ||
		  (uint64_t)status->st_ino != tail->inode || size < tail->at;
	if (*is_new)
		tail->at = 0;
	tail->device = (uint64_t)status->st_dev;
	tail->inode = (uint64_t)status->st_ino;
	tail->size = size;
}

int tail_open(struct tail *tail, bool *is_new, struct err *err)
{
	/* Not to wait for a FIFO of that name. */
	int file = open(tail->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat status;

	*is_new = false;
	if (file < 0 || fstat(file, &status) != 0) {
		err_set(err, "%s: can't be read: %s", tail->path, strerror(errno));
	} else if (!S_ISREG(status.st_mode)) {
		err_set(err, "%s: is no regular file", tail->path);
	} else {
		look(tail, &status, is_new);
		return file;
	}
	if (file >= 0)
		close(file);
	return -1;
}

bool tail_read(const struct tail *tail, int file, void *bytes, size_t max, size_t *size,
	       struct err *err)
{
	*size = 0;
	while (*size < max) {
		ssize_t got =
			pread(file, (char *)bytes + *size, max - *size, (off_t)(tail->at + *size));

		if (got == 0)
			return true;
		if (got < 0 && errno != EINTR)
			return err_set(err, "%s: can't be read: %s", tail->path, strerror(errno));
		if (got > 0)
			*size += (size_t)got;
	}
	return true;
}
