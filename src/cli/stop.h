/*
 * Being asked to stop: Ctrl-C, SIGTERM and SIGHUP.
 *
 * The first signal is only noted, and long work looks at stop_signal(); another ends the program on
 * the spot, unless it comes within a moment (a key that bounces, a signal to the program and to its
 * group) or when the work has ended. A signal that the program's parent had ignored (nohup) stays
 * ignored.
 */
#ifndef CLI_STOP_H
#define CLI_STOP_H

#include <stdatomic.h>

/* Notes signals from now on. */
void stop_watch(void);
/* The signal that came, or 0. */
int stop_signal(void);
/* Whether one came, for lab, which looks at it on any thread. */
const atomic_bool *stop_flag(void);
/* The long work has ended, and what is left is done soon: further signals end nothing. */
void stop_settle(void);
/* While files are written, a second signal waits. */
void stop_hold(void);
void stop_release(void);

#endif
