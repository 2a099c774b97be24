/*
 * Calls of the C library that fail, one at a time, within a test program: what it defines stands
 * before the library's, as far as the program calls it itself. One file of a program includes it.
 * (tests/support/faults.c does the like for whole commands, where no instruments are.)
 *
 * Include cmocka's headers first; before them #undef _FORTIFY_SOURCE, which would have these
 * functions inline.
 */
#ifndef TESTS_SUPPORT_CALLS_H
#define TESTS_SUPPORT_CALLS_H

#include "support/says.h"
#include "support/system.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* Which call fails: the `left`th from now on, once. */
static struct {
	const char *name; /* NULL: none */
	int left, why;
} calls_failing;

static void calls_fail(const char *name, int nth, int why)
{
	calls_failing.left = nth;
	calls_failing.why = why;
	calls_failing.name = name;
}

/* Ends that; whether the call came. */
static bool calls_have_failed(void)
{
	calls_failing.name = NULL;
	return calls_failing.left <= 0;
}

static bool calls_is_hit(const char *name)
{
	if (!calls_failing.name || strcmp(calls_failing.name, name) != 0 ||
	    --calls_failing.left != 0)
		return false;
	errno = calls_failing.why;
	return true;
}

/* A call that gives `failure`, or what the next one of that name does. */
#define CALLS_DEFINE(type, name, failure, parameters, arguments) \
	type name parameters                                     \
	{                                                        \
		type(*next) parameters;                          \
                                                                 \
		if (calls_is_hit(#name))                         \
			return failure;                          \
		*(void **)&next = dlsym(RTLD_NEXT, #name);       \
		return next arguments;                           \
	}

CALLS_DEFINE(ssize_t, read, -1, (int fd, void *bytes, size_t size), (fd, bytes, size))
CALLS_DEFINE(ssize_t, pread, -1, (int fd, void *bytes, size_t size, off_t offset),
	     (fd, bytes, size, offset))
CALLS_DEFINE(ssize_t, write, -1, (int fd, const void *bytes, size_t size), (fd, bytes, size))
CALLS_DEFINE(off_t, lseek, -1, (int fd, off_t offset, int whence), (fd, offset, whence))
CALLS_DEFINE(int, fstat, -1, (int fd, struct stat *info), (fd, info))
CALLS_DEFINE(int, lstat, -1, (const char *path, struct stat *info), (path, info))
CALLS_DEFINE(int, fsync, -1, (int fd), (fd))
CALLS_DEFINE(int, flock, -1, (int fd, int operation), (fd, operation))
CALLS_DEFINE(int, ftruncate, -1, (int fd, off_t size), (fd, size))
CALLS_DEFINE(int, fchmod, -1, (int fd, mode_t mode), (fd, mode))
CALLS_DEFINE(int, rename, -1, (const char *from, const char *to), (from, to))
CALLS_DEFINE(int, mkdir, -1, (const char *path, mode_t mode), (path, mode))
CALLS_DEFINE(DIR *, opendir, NULL, (const char *path), (path))
CALLS_DEFINE(char *, mkdtemp, NULL, (char *form), (form))
CALLS_DEFINE(FILE *, tmpfile, NULL, (void), ())

/* Closes all the same, as Linux does. */
int close(int fd)
{
	bool is_hit = calls_is_hit("close");
	int why = errno, (*next)(int);

	*(void **)&next = dlsym(RTLD_NEXT, "close");
	if (!is_hit)
		return next(fd);
	next(fd);
	errno = why;
	return -1;
}

int open(const char *path, int flags, ...)
{
	int (*next)(const char *, int, ...);
	mode_t mode = 0;
	va_list more;

	va_start(more, flags);
	if (flags & O_CREAT)
		mode = va_arg(more, mode_t);
	va_end(more);
	if (calls_is_hit("open"))
		return -1;
	*(void **)&next = dlsym(RTLD_NEXT, "open");
	return next(path, flags, mode);
}

/* Of a descriptor and a number. */
int fcntl(int fd, int command, ...)
{
	int (*next)(int, int, ...), argument;
	va_list more;

	va_start(more, command);
	argument = va_arg(more, int);
	va_end(more);
	if (calls_is_hit("fcntl"))
		return -1;
	*(void **)&next = dlsym(RTLD_NEXT, "fcntl");
	return next(fd, command, argument);
}

static const char *const calls_names[] = {"open",    "read",    "pread",  "write",  "lseek",
					  "fstat",   "lstat",   "fsync",  "flock",  "ftruncate",
					  "close",   "fcntl",   "rename", "fchmod", "mkdir",
					  "tmpfile", "opendir", "mkdtemp"};
enum { CALLS = sizeof(calls_names) / sizeof(*calls_names) };

/* What calls are failed for. */
struct calls_user {
	const char *name;
	bool (*run)(void **state, const void *what, struct err *);
	const void *what;
};

/* Fails each call of that name in turn, until one is not reached: that ends in one line or changes
 * nothing, and no descriptor stays open. */
static void calls_try(void **state, const struct calls_user *user, const char *call, int why)
{
	enum { MAX = 1000 };
	struct err err = {""};
	bool is_fine = user->run(state, user->what, &err), is_hit = true;
	int open_before = system_count_descriptors();

	for (int nth = 1; is_hit; nth++) {
		bool is_done;

		err.text[0] = '\0';
		calls_fail(call, nth, why);
		is_done = user->run(state, user->what, &err);
		is_hit = calls_have_failed();
		if (!is_done && !*err.text)
			fail_msg("%s: %s %d: no message", user->name, call, nth);
		if (!is_done)
			assert_says(&err, "");
		if (why == EINTR && is_done != is_fine)
			fail_msg("%s: a signal in %s %d: %s", user->name, call, nth, err.text);
		if (system_count_descriptors() != open_before)
			fail_msg("%s: %s %d leaves a file open", user->name, call, nth);
		assert_true(nth < MAX);
	}
}

#endif
