/* The pipe behind wake.h. Nothing here waits, and a write that fails because the pipe is full has
 * done its work: the reader has not looked yet. */
#include "live/wake.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static bool set_flags(int fd)
{
	return fcntl(fd, F_SETFL, O_NONBLOCK) == 0 && fcntl(fd, F_SETFD, FD_CLOEXEC) == 0;
}

bool wake_open(struct wake *wake, struct err *err)
{
	if (pipe(wake->fds) != 0) {
		wake->fds[0] = wake->fds[1] = -1;
		return err_set(err, "no pipe can be opened: %s", strerror(errno));
	}
	if (set_flags(wake->fds[0]) && set_flags(wake->fds[1]))
		return true;
	err_set(err, "a pipe can't be set up: %s", strerror(errno));
	wake_close(wake);
	return false;
}

void wake_close(struct wake *wake)
{
	for (int i = 0; i < 2; i++) {
		if (wake->fds[i] >= 0)
			close(wake->fds[i]);
		wake->fds[i] = -1;
	}
}

int wake_fd(const struct wake *wake)
{
	return wake->fds[0];
}

void wake_post(const struct wake *wake)
{
	int before = errno;

	while (write(wake->fds[1], "", 1) < 0 && errno == EINTR)
		continue;
	errno = before;
}

void wake_drain(const struct wake *wake)
{
	char bytes[256];
	ssize_t count;

	do
		count = read(wake->fds[0], bytes, sizeof(bytes));
	while (count > 0 || (count < 0 && errno == EINTR));
}
