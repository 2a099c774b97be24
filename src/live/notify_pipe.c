/* The pipe behind notify_pipe.h. Nothing here waits, and a write that fails because the pipe is
 * full has done its work: the reader has not looked yet. */
#include "live/notify_pipe.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static bool set_flags(int fd)
{
	return fcntl(fd, F_SETFL, O_NONBLOCK) == 0 && fcntl(fd, F_SETFD, FD_CLOEXEC) == 0;
}

bool notify_pipe_open(struct notify_pipe *notify, struct err *err)
{
	if (pipe(notify->fds) != 0) {
		notify->fds[0] = notify->fds[1] = -1;
		return err_set(err, "no pipe can be opened: %s", strerror(errno));
	}
	if (set_flags(notify->fds[0]) && set_flags(notify->fds[1]))
		return true;
	err_set(err, "a pipe can't be set up: %s", strerror(errno));
	notify_pipe_close(notify);
	return false;
}

void notify_pipe_close(struct notify_pipe *notify)
{
	for (int i = 0; i < 2; i++) {
		if (notify->fds[i] >= 0)
			close(notify->fds[i]);
		notify->fds[i] = -1;
	}
}

int notify_pipe_fd(const struct notify_pipe *notify)
{
	return notify->fds[0];
}

void notify_pipe_post(const struct notify_pipe *notify)
{
	int before = errno;

	while (write(notify->fds[1], "", 1) < 0 && errno == EINTR)
		continue;
	errno = before;
}

void notify_pipe_drain(const struct notify_pipe *notify)
{
	char bytes[256];
	ssize_t count;

	do
		count = read(notify->fds[0], bytes, sizeof(bytes));
	while (count > 0 || (count < 0 && errno == EINTR));
}
