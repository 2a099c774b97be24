/*
 * A library for LD_PRELOAD that fails one call of a program, or all from it on, as a system that is
 * out of memory, descriptors or room does. tests/cli/test_faults.c runs every command with it.
 *
 *   FAULT_CALL    memory, thread, open, read, write, fsync, rename or close: what fails
 *   FAULT_AT      the how manieth such call, from 1; 0: none, they are counted only
 *   FAULT_HOW     the error: EIO, ENOSPC, EINTR, EMFILE, ENOMEM, EAGAIN; `short': half of the
 *                 bytes are read or written; `zero': a write of nothing
 *   FAULT_ALWAYS  set: all calls from then on, not just that one
 *   FAULT_COUNTS  a file of struct fault_counts, which all processes of a command add to
 *
 * The file is mapped rather than written: what runs confined may not open one. glibc's own names of
 * malloc are called, as asking for the next library's allocates. Standard error is left alone: it
 * is where the program says what went wrong. What the C library calls for itself goes past us, but
 * for memory; so fopen and opendir are counted as what they do first. What is still there is
 * counted when the program returns or exits, not when it ends in _exit as want of memory does.
 */
/* Functions that check sizes first would be defined in the place of ours. */
#undef _FORTIFY_SOURCE
#include "support/faults.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);
void *__libc_memalign(size_t, size_t);
void __libc_free(void *);
/* What a program calls that checks sizes. */
int __open_2(const char *, int);
int __open64_2(const char *, int);
ssize_t __read_chk(int, void *, size_t, size_t);
ssize_t __pread_chk(int, void *, size_t, off_t, size_t);
ssize_t __pread64_chk(int, void *, size_t, off_t, size_t);

enum { DESCRIPTORS = 256 }; /* that are looked at */

static struct {
	struct fault_counts *counts; /* NULL: nothing is counted, nothing fails */
	enum fault_call call;
	long at;
	bool is_always;
	int error;
	enum { FAILS, IS_SHORT, IS_ZERO } how;
	long blocks;       /* of memory, that this process has */
	char buffer[4096]; /* of standard output */
} plan;

static int error_of(const char *name)
{
	static const struct {
		const char *name;
		int error;
	} errors[] = {{"EIO", EIO},       {"ENOSPC", ENOSPC}, {"EINTR", EINTR},
		      {"EMFILE", EMFILE}, {"ENOMEM", ENOMEM}, {"EAGAIN", EAGAIN}};

	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++)
		if (strcmp(errors[i].name, name) == 0)
			return errors[i].error;
	return 0;
}

static const char *setting(const char *name)
{
	const char *value = getenv(name);

	return value ? value : "";
}

__attribute__((constructor)) static void begin(void)
{
	int fd = (int)syscall(SYS_openat, AT_FDCWD, setting("FAULT_COUNTS"), O_RDWR | O_CLOEXEC);
	const char *how = setting("FAULT_HOW");
	void *counts = MAP_FAILED;

	if (fd < 0)
		return;
	while (plan.call < FAULT_CALLS &&
	       strcmp(fault_call_names[plan.call], setting("FAULT_CALL")) != 0)
		plan.call++;
	plan.at = strtol(setting("FAULT_AT"), NULL, 10);
	plan.is_always = getenv("FAULT_ALWAYS") != NULL;
	plan.error = error_of(how);
	plan.how = strcmp(how, "short") == 0  ? IS_SHORT
		   : strcmp(how, "zero") == 0 ? IS_ZERO
					      : FAILS;
	counts = mmap(NULL, sizeof(*plan.counts), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	syscall(SYS_close, fd);
	/* It is not to depend on what is printed how many blocks there are. */
	if (!isatty(STDOUT_FILENO))
		setvbuf(stdout, plan.buffer, _IOFBF, sizeof(plan.buffer));
	if (counts != MAP_FAILED)
		plan.counts = counts;
}

/* Whether this call, the next of its kind, is one to fail; sets errno then. */
static bool is_hit(enum fault_call call)
{
	long number;

	if (!plan.counts)
		return false;
	number = __atomic_add_fetch(&plan.counts->calls[call], 1, __ATOMIC_RELAXED);
	if (call != plan.call || plan.at == 0 || number < plan.at ||
	    (number > plan.at && !plan.is_always))
		return false;
	__atomic_add_fetch(&plan.counts->failed, 1, __ATOMIC_RELAXED);
	errno = plan.error;
	return true;
}

__attribute__((destructor)) static void end(void)
{
	if (!plan.counts)
		return;
	plan.counts->blocks = plan.blocks;
	for (int fd = 0; fd < DESCRIPTORS; fd++)
		plan.counts->files += fcntl(fd, F_GETFD) >= 0;
}

/* What the C library keeps of a thread is for the next one too. */
static _Thread_local bool is_making_thread __attribute__((tls_model("initial-exec")));

static void *counted(void *memory)
{
	if (memory && !is_making_thread)
		__atomic_add_fetch(&plan.blocks, 1, __ATOMIC_RELAXED);
	return memory;
}

void *malloc(size_t size)
{
	return is_hit(FAULT_MEMORY) ? NULL : counted(__libc_malloc(size));
}

void *calloc(size_t count, size_t size)
{
	return is_hit(FAULT_MEMORY) ? NULL : counted(__libc_calloc(count, size));
}

void free(void *memory)
{
	if (memory)
		__atomic_sub_fetch(&plan.blocks, 1, __ATOMIC_RELAXED);
	__libc_free(memory);
}

void *realloc(void *memory, size_t size)
{
	if (is_hit(FAULT_MEMORY))
		return NULL;
	if (!memory)
		return counted(__libc_malloc(size));
	if (size > 0)
		return __libc_realloc(memory, size);
	free(memory);
	return NULL;
}

static void *align(size_t alignment, size_t size)
{
	return is_hit(FAULT_MEMORY) ? NULL : counted(__libc_memalign(alignment, size));
}

int posix_memalign(void **memory, size_t alignment, size_t size)
{
	void *aligned = align(alignment, size);

	if (!aligned)
		return ENOMEM;
	*memory = aligned;
	return 0;
}

void *aligned_alloc(size_t alignment, size_t size)
{
	return align(alignment, size);
}

void *memalign(size_t alignment, size_t size)
{
	return align(alignment, size);
}

/* The function of this name that we stand before. */
#define NEXT(result, name, ...)             \
	static result (*next)(__VA_ARGS__); \
                                            \
	if (!next)                          \
	*(void **)&next = dlsym(RTLD_NEXT, #name)

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *),
		   void *context)
{
	int code;
	NEXT(int, pthread_create, pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);

	if (is_hit(FAULT_THREAD))
		return plan.error;
	is_making_thread = true;
	code = next(thread, attributes, run, context);
	is_making_thread = false;
	return code;
}

static int open_file(int folder, const char *path, int flags, mode_t mode)
{
	return is_hit(FAULT_OPEN) ? -1 : (int)syscall(SYS_openat, folder, path, flags, mode);
}

/* The mode of a file that is made stands behind the flags. */
#define OPEN(folder, path, flags)                            \
	do {                                                 \
		mode_t mode = 0;                             \
		va_list rest;                                \
                                                             \
		va_start(rest, flags);                       \
		if ((flags) & (O_CREAT | O_TMPFILE))         \
			mode = va_arg(rest, mode_t);         \
		va_end(rest);                                \
		return open_file(folder, path, flags, mode); \
	} while (0)

int open(const char *path, int flags, ...)
{
	OPEN(AT_FDCWD, path, flags);
}

int open64(const char *path, int flags, ...)
{
	OPEN(AT_FDCWD, path, flags);
}

int openat(int folder, const char *path, int flags, ...)
{
	OPEN(folder, path, flags);
}

int openat64(int folder, const char *path, int flags, ...)
{
	OPEN(folder, path, flags);
}

int __open_2(const char *path, int flags)
{
	return open_file(AT_FDCWD, path, flags, 0);
}

int __open64_2(const char *path, int flags)
{
	return open_file(AT_FDCWD, path, flags, 0);
}

FILE *fopen(const char *path, const char *mode)
{
	NEXT(FILE *, fopen, const char *, const char *);

	return is_hit(FAULT_OPEN) ? NULL : next(path, mode);
}

FILE *fopen64(const char *path, const char *mode)
{
	NEXT(FILE *, fopen64, const char *, const char *);

	return is_hit(FAULT_OPEN) ? NULL : next(path, mode);
}

FILE *tmpfile(void)
{
	NEXT(FILE *, tmpfile, void);

	return is_hit(FAULT_OPEN) ? NULL : next();
}

FILE *tmpfile64(void)
{
	NEXT(FILE *, tmpfile64, void);

	return is_hit(FAULT_OPEN) ? NULL : next();
}

DIR *opendir(const char *path)
{
	NEXT(DIR *, opendir, const char *);

	return is_hit(FAULT_OPEN) ? NULL : next(path);
}

/* How many bytes are read or written: fewer, or -1. */
static ssize_t transfer(enum fault_call call, size_t *size)
{
	if (!is_hit(call))
		return 1;
	if (plan.how == IS_SHORT && *size > 1)
		*size /= 2;
	return plan.how == IS_SHORT ? 1 : plan.how == IS_ZERO ? 0 : -1;
}

ssize_t read(int fd, void *bytes, size_t size)
{
	ssize_t count = transfer(FAULT_READ, &size);

	return count == 1 ? syscall(SYS_read, fd, bytes, size) : count;
}

ssize_t __read_chk(int fd, void *bytes, size_t size, size_t room)
{
	return size > room ? (abort(), -1) : read(fd, bytes, size);
}

ssize_t pread(int fd, void *bytes, size_t size, off_t offset)
{
	ssize_t count = transfer(FAULT_READ, &size);

	return count == 1 ? syscall(SYS_pread64, fd, bytes, size, offset) : count;
}

ssize_t pread64(int fd, void *bytes, size_t size, off_t offset)
{
	return pread(fd, bytes, size, offset);
}

ssize_t __pread_chk(int fd, void *bytes, size_t size, off_t offset, size_t room)
{
	return size > room ? (abort(), -1) : pread(fd, bytes, size, offset);
}

ssize_t __pread64_chk(int fd, void *bytes, size_t size, off_t offset, size_t room)
{
	return __pread_chk(fd, bytes, size, offset, room);
}

ssize_t write(int fd, const void *bytes, size_t size)
{
	ssize_t count = fd == STDERR_FILENO ? 1 : transfer(FAULT_WRITE, &size);

	return count == 1 ? syscall(SYS_write, fd, bytes, size) : count;
}

int fsync(int fd)
{
	return is_hit(FAULT_FSYNC) ? -1 : (int)syscall(SYS_fsync, fd);
}

int rename(const char *from, const char *to)
{
	return is_hit(FAULT_RENAME) ? -1
				    : (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}

/* It is closed all the same, as Linux does. */
int close(int fd)
{
	bool is_failed = is_hit(FAULT_CLOSE);
	int error = errno;
	int code = (int)syscall(SYS_close, fd);

	if (!is_failed)
		return code;
	errno = error;
	return -1;
}
