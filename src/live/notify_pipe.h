/*
 * A pipe to oneself: other threads and signal handlers write a byte, a loop that polls wakes up.
 *
 * Bytes only say "look": however many are written, one look is enough, so a full pipe is fine.
 */
#ifndef LIVE_NOTIFY_PIPE_H
#define LIVE_NOTIFY_PIPE_H

#include "base/err.h"

struct notify_pipe {
	int fds[2]; /* read, written; -1: closed */
};

/* Both ends are nonblocking and are closed on exec. */
bool notify_pipe_open(struct notify_pipe *, struct err *);
void notify_pipe_close(struct notify_pipe *);
/* What to poll for reading. */
int notify_pipe_fd(const struct notify_pipe *);
/* From any thread, or from a signal handler; leaves errno alone. */
void notify_pipe_post(const struct notify_pipe *);
/* Takes all bytes. Do so before looking at what they announce, never after. */
void notify_pipe_drain(const struct notify_pipe *);

#endif
