/*
 * A pipe to oneself: other threads and signal handlers write a byte, a loop that polls wakes up.
 *
 * Bytes only say "look": however many are written, one look is enough, so a full pipe is fine.
 */
#ifndef LIVE_WAKE_H
#define LIVE_WAKE_H

#include "base/err.h"

struct wake {
	int fds[2]; /* read, written; -1: closed */
};

/* Both ends are nonblocking and are closed on exec. */
bool wake_open(struct wake *, struct err *);
void wake_close(struct wake *);
/* What to poll for reading. */
int wake_fd(const struct wake *);
/* From any thread, or from a signal handler; leaves errno alone. */
void wake_post(const struct wake *);
/* Takes all bytes. Do so before looking at what they announce, never after. */
void wake_drain(const struct wake *);

#endif
