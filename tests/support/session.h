/*
 * A program as the job of a session with a terminal of its own, as a shell would start it.
 *
 * Between the test and the program stands the session's leader. It hands a hang-up on to the job
 * as shells do, reports when the job stops, goes on and ends, and stays until session_end():
 * a leader that leaves takes the settings of its terminal with it, and with no other process in
 * the session Ctrl-Z would not stop the job. Whatever fails on the way kills the session; all of
 * it dies with the test.
 */
#ifndef TESTS_SUPPORT_SESSION_H
#define TESTS_SUPPORT_SESSION_H

#include <stdbool.h>
#include <sys/types.h>
#include <termios.h>

struct session {
	int master;  /* the terminal's end of the pseudo-terminal, non-blocking; -1: hung up */
	int reports; /* to read with session_report(), when poll() says so */
	pid_t leader, job;
	bool has_ended;        /* the job has, and its end was read */
	struct termios before; /* the settings that the program found */
};

struct session_report {
	pid_t job;
	bool is_start;
	int status; /* as waitpid() gives it: exited, signalled, stopped or continued */
};

/* What the leader writes to the terminal after all that the job wrote, before it reports the end.
 */
#define SESSION_OVER "7777;over"

/* argv[0] is looked for in PATH; argv and env end with NULL. Fails the test where the system does;
 * a program that cannot be run ends with status 127. */
void session_start(struct session *, const char *const *argv, const char *const *env, int rows,
		   int columns);
/* Reads one report; false: there is none, as the leader is gone. */
bool session_report(struct session *, struct session_report *);
/* Closes the terminal, as a broken connection does. */
void session_hang_up(struct session *);
/* Kills what is left and waits for it. */
void session_end(struct session *);

#endif
