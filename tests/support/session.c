/* The leader runs after fork() in a copy of the test: it only makes system calls. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/session.h"

#include <errno.h>
#include <fcntl.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utmp.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

/* So that no program outlives a test that failed. */
static void die_with_parent(void)
{
#ifdef __linux__
	prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
}

/* make, nohup and CI systems start tests with signals ignored or blocked. */
static void reset_signals(void)
{
	sigset_t none;

	for (int i = 1; i < NSIG; i++)
		signal(i, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static void run_job(const char *const *argv, const char *const *env)
{
	die_with_parent();
	setpgid(0, 0);
	tcsetpgrp(STDIN_FILENO, getpid());
	setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
	reset_signals();
	execvpe(argv[0], (char *const *)argv, (char *const *)env);
	dprintf(STDERR_FILENO, "%s: %s\r\n", argv[0], strerror(errno));
	_exit(127);
}

static void tell(int line, pid_t job, bool is_start, int status)
{
	const struct session_report report = {job, is_start, status};

	send(line, &report, sizeof(report), MSG_NOSIGNAL);
}

static bool has_ended(int status)
{
	return WIFEXITED(status) || WIFSIGNALED(status);
}

/* Until the job has ended. */
static void watch(int line, pid_t job)
{
	/* Cancel ends an escape sequence in which the job may have been killed. */
	static const char over[] = "\030\033]" SESSION_OVER "\a";
	siginfo_t info;
	sigset_t awaited;
	int status;

	sigemptyset(&awaited);
	sigaddset(&awaited, SIGCHLD);
	sigaddset(&awaited, SIGHUP);
	for (;;) {
		if (sigwaitinfo(&awaited, &info) == SIGHUP) {
			kill(-job, SIGHUP);
			kill(-job, SIGCONT);
			continue;
		}
		while (waitpid(job, &status, WNOHANG | WUNTRACED | WCONTINUED) == job) {
			bool is_over = has_ended(status);
			bool is_told = is_over && write(STDOUT_FILENO, over, sizeof(over) - 1) > 0;

			(void)is_told; /* it is not where the terminal has hung up */
			tell(line, job, false, status);
			if (is_over)
				return;
		}
	}
}

/* Other terminals' ends would keep those alive after their tests hang up. */
static void close_others(int kept)
{
	for (int fd = STDERR_FILENO + 1; fd < 256; fd++)
		if (fd != kept)
			close(fd);
}

static void lead(int line, const char *const *argv, const char *const *env)
{
	sigset_t all;
	pid_t job;
	char byte;

	die_with_parent();
	signal(SIGCHLD, SIG_DFL);
	sigfillset(&all); /* SIGTTOU too: the leader writes from the background */
	sigprocmask(SIG_SETMASK, &all, NULL);
	job = fork();
	if (job == 0)
		run_job(argv, env);
	setpgid(job, job);
	tell(line, job, true, 0);
	if (job > 0)
		watch(line, job);
	while (read(line, &byte, 1) > 0)
		;
	_exit(0);
}

void session_start(struct session *session, const char *const *argv, const char *const *env,
		   int rows, int columns)
{
	const struct winsize size = {.ws_row = (unsigned short)rows,
				     .ws_col = (unsigned short)columns};
	struct session_report report;
	int slave, line[2];

	assert_int_equal(openpty(&session->master, &slave, NULL, NULL, &size), 0);
	assert_int_equal(tcgetattr(slave, &session->before), 0);
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, line), 0);
	assert_int_equal(fcntl(line[1], F_SETFD, FD_CLOEXEC), 0);
	assert_int_equal(fcntl(session->master, F_SETFL, O_NONBLOCK), 0);
	fflush(NULL);
	session->leader = fork();
	assert_true(session->leader >= 0);
	if (session->leader == 0) {
		if (login_tty(slave) == 0) {
			close_others(line[1]);
			lead(line[1], argv, env);
		}
		_exit(1);
	}
	close(slave);
	close(line[1]);
	session->reports = line[0];
	assert_true(session_report(session, &report));
	assert_true(report.is_start && report.job > 0);
	session->job = report.job;
}

bool session_report(struct session *session, struct session_report *report)
{
	ssize_t size;

	do
		size = recv(session->reports, report, sizeof(*report), 0);
	while (size < 0 && errno == EINTR);
	if (size != (ssize_t)sizeof(*report))
		return false;
	session->has_ended = !report->is_start && has_ended(report->status);
	return true;
}

void session_hang_up(struct session *session)
{
	if (session->master >= 0)
		close(session->master);
	session->master = -1;
}

void session_end(struct session *session)
{
	if (!session->has_ended)
		kill(-session->job, SIGKILL);
	session_hang_up(session);
	close(session->reports);
	while (waitpid(session->leader, NULL, 0) < 0 && errno == EINTR)
		;
}
