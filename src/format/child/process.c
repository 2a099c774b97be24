/*
 * posix_spawn, so that nothing of ours runs between fork and exec in a program of many threads.
 * Every other descriptor is closed by exec; the pipe's end is put above the standard streams, which
 * the program's caller may have closed.
 */
#include "format/child/process.h"
#include "base/places.h"
#include "base/thread.h"
#include "base/xalloc.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

struct child {
	struct child_task task;
	pid_t pid;
	int output;
	double deadline; /* of the clock */
};

bool child_raise(int ends[2])
{
	int code = 0;

	for (int i = 0; i < 2; i++) {
		int raised = fcntl(ends[i], F_DUPFD_CLOEXEC, 3);

		if (raised < 0)
			code = errno;
		close(ends[i]);
		ends[i] = raised;
	}
	for (int i = 0; code != 0 && i < 2; i++)
		if (ends[i] >= 0)
			close(ends[i]);
	errno = code;
	return code == 0;
}

static bool open_pipe(int ends[2])
{
	if (pipe(ends) != 0 || !child_raise(ends))
		return false;
#ifdef F_SETPIPE_SZ
	/* Megabytes go through it: fewer changes between the two processes. */
	fcntl(ends[1], F_SETPIPE_SZ, 1 << 20);
#endif
	return true;
}

/* Keys of the terminal mean us, not the child: we end it ourselves. */
static void set_signals(posix_spawnattr_t *attributes)
{
	sigset_t blocked;

	sigemptyset(&blocked);
	sigaddset(&blocked, SIGINT);
	sigaddset(&blocked, SIGQUIT);
	sigaddset(&blocked, SIGTSTP);
	posix_spawnattr_setsigmask(attributes, &blocked);
	posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK);
}

/* 0 or an errno. */
static int spawn(struct child *child, char *program, int input, int output)
{
	char *arguments[] = {program, (char *)(uintptr_t)child->task.argument, NULL};
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	int code;

	posix_spawn_file_actions_init(&actions);
	posix_spawnattr_init(&attributes);
	set_signals(&attributes);
	posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
	posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	code = posix_spawn(&child->pid, program, &actions, &attributes, arguments, environ);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	return code;
}

static bool start(struct child *child, char *program, int input, struct err *err)
{
	int pipe[2], code;
	int file = fcntl(input, F_DUPFD_CLOEXEC, 3);

	if (file < 0 || !open_pipe(pipe)) {
		code = errno;
		if (file >= 0)
			close(file);
		return err_set(err, "%s: no pipe can be opened: %s", child->task.path,
			       strerror(code));
	}
	code = spawn(child, program, file, pipe[1]);
	close(file);
	close(pipe[1]);
	child->output = pipe[0];
	if (code == 0)
		return true;
	close(child->output);
	return err_set(err, "%s: %s, which reads it, can't be run: %s", child->task.path, program,
		       strerror(code));
}

struct child *child_start(const struct child_task *task, int input, struct err *err)
{
	struct child *child = xcalloc(1, sizeof(*child));
	char *program = strchr(task->program, '/') ? xstrdup(task->program)
						   : places_program(task->program, err);
	bool is_good;

	child->task = *task;
	child->deadline = thread_clock() + task->seconds;
	is_good = program ? start(child, program, input, err) : err_prefix(err, task->path);
	free(program);
	if (is_good)
		return child;
	free(child);
	return NULL;
}

/* Its end, which its closed output announces: looked for until the deadline, and then brought
 * about. -1: how it ended is not to be told, as with SIGCHLD ignored. */
static int wait_for(const struct child *child)
{
	struct timespec pause = {.tv_nsec = 50 * 1000};
	int status;
	pid_t pid;

	for (;;) {
		bool is_late = thread_clock() >= child->deadline;

		if (is_late)
			kill(child->pid, SIGKILL);
		pid = waitpid(child->pid, &status, is_late ? 0 : WNOHANG);
		if (pid == child->pid)
			return status;
		if (pid < 0 && errno != EINTR)
			return -1;
		nanosleep(&pause, NULL);
		if (pause.tv_nsec < 5 * 1000 * 1000)
			pause.tv_nsec *= 2;
	}
}

static void child_free(struct child *child)
{
	close(child->output);
	free(child);
}

/* What the way it ended tells of the file. */
static bool say_end(const struct child *child, int status, struct err *err)
{
	const struct child_task *task = &child->task;

	if (status != -1 && WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)
		return err_set(err,
			       "%s: the %s library does not come to an end with it: the file is "
			       "damaged or made to do harm",
			       task->path, task->parser);
	if (status != -1 && WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS)
		return err_set(err,
			       "%s: the %s library failed on it, or wanted to do more than read it "
			       "(signal %d): the file is damaged or made to do harm",
			       task->path, task->parser, SIGSYS);
	if (status != -1 && WIFSIGNALED(status))
		return err_set(
			err,
			"%s: the %s library failed on it (signal %d): the file is damaged or "
			"made to do harm",
			task->path, task->parser, WTERMSIG(status));
	if (status != -1 && WEXITSTATUS(status) == CHILD_OUT_OF_MEMORY)
		return err_set(err, "%s: the %s library ran out of memory with it", task->path,
			       task->parser);
	return err_set(err, "%s: the %s library failed on it: its process ended before it was done",
		       task->path, task->parser);
}

/* Up to `size` bytes; 0: the output ended; -1: failed. */
static ssize_t take(const struct child *child, void *bytes, size_t size, struct err *err)
{
	const struct child_task *task = &child->task;
	struct pollfd output = {.fd = child->output, .events = POLLIN};
	double left = child->deadline - thread_clock();

	while (left > 0) {
		ssize_t count = poll(&output, 1, (int)(left * 1000) + 1);

		/* There is something to read, or the end. */
		if (count > 0) {
			count = read(child->output, bytes, size);
			if (count >= 0)
				return count;
		}
		if (count < 0 && errno != EINTR) {
			err_set(err, "%s: can't be read: %s", task->path, strerror(errno));
			return -1;
		}
		left = child->deadline - thread_clock();
	}
	err_set(err,
		"%s: the %s library took more than %d seconds: the file is damaged or made to do "
		"harm",
		task->path, task->parser, task->seconds);
	return -1;
}

bool child_read(struct child *child, void *bytes, size_t size, struct err *err)
{
	unsigned char *next = bytes;

	while (size > 0) {
		ssize_t count = take(child, next, size, err);

		if (count < 0)
			return false;
		if (count == 0) {
			int status = wait_for(child);

			child->pid = 0;
			return say_end(child, status, err);
		}
		next += count;
		size -= (size_t)count;
	}
	return true;
}

void child_next(struct child *child, const char *path)
{
	child->task.path = path;
	child->deadline = thread_clock() + child->task.seconds;
}

bool child_end(struct child *child, struct err *err)
{
	unsigned char more;
	ssize_t count = take(child, &more, 1, err);
	int status;

	if (count != 0) {
		if (count > 0)
			err_set(err,
				"%s: the %s library said more of it than it may: the file is "
				"made to do harm",
				child->task.path, child->task.parser);
		child_stop(child);
		return false;
	}
	status = wait_for(child);
	if (status != 0 && status != -1)
		say_end(child, status, err);
	child_free(child);
	return status == 0 || status == -1;
}

void child_stop(struct child *child)
{
	if (!child)
		return;
	if (child->pid > 0) {
		child->deadline = 0;
		wait_for(child);
	}
	child_free(child);
}
