/*
 * Limits first, then the filter of system calls: what is not in the list ends the process. The
 * filter sees numbers and arguments only, so that a call is allowed for the two descriptors that
 * the process was given, and memory only where it can't be run as a program.
 *
 * With sanitizers the memory is not limited: they reserve terabytes of addresses.
 */
#include "confined/lockdown.h"
#include "base/syscall_filter.h"
#include "format/child/process.h"

#include <errno.h>
#include <stddef.h>
#include <sys/resource.h>
#include <unistd.h>

#ifdef HAVE_SYSCALL_FILTER
#include <sys/mman.h>
#endif

static bool limit(int resource, rlim_t soft, rlim_t hard)
{
	struct rlimit limits = {soft, hard};
	struct rlimit old;

	if (getrlimit(resource, &old) == 0 && old.rlim_max != RLIM_INFINITY &&
	    old.rlim_max < limits.rlim_max)
		limits.rlim_max = old.rlim_max;
	if (limits.rlim_cur > limits.rlim_max)
		limits.rlim_cur = limits.rlim_max;
	return setrlimit(resource, &limits) == 0;
}

static bool limit_all(size_t memory, int seconds)
{
#ifndef HAVE_SANITIZERS
	if (!limit(RLIMIT_AS, memory, memory))
		return false;
#else
	(void)memory;
#endif
#ifdef RLIMIT_NPROC
	if (!limit(RLIMIT_NPROC, 0, 0))
		return false;
#endif
	/* The first signal, SIGXCPU, says why; the second can't be ignored. */
	return limit(RLIMIT_CPU, (rlim_t)seconds, (rlim_t)seconds + 1) &&
	       limit(RLIMIT_CORE, 0, 0) && limit(RLIMIT_FSIZE, 0, 0) && limit(RLIMIT_NOFILE, 0, 0);
}

#ifdef HAVE_SYSCALL_FILTER

#define PERMIT(call) FILTER_IF(__NR_##call), FILTER_ALLOW
/* No reason to end: HDF5 makes sure that no file has the name of an image. */
#define DENY(call) FILTER_IF(__NR_##call), FILTER_FAIL(ENOENT)
/* A call whose argument has to be `value`: in 32 bits, as descriptors are. */
#define PERMIT_FOR(call, argument, value)                                                    \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_##call, 0, 4), FILTER_LOAD(args[argument]), \
		FILTER_UNLESS(value), FILTER_KILL, FILTER_ALLOW
/* Memory that is not to be run; `prot` is the third argument. */
#define PERMIT_DATA(call)                                                             \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_##call, 0, 4), FILTER_LOAD(args[2]), \
		FILTER_IF_BITS(PROT_EXEC), FILTER_KILL, FILTER_ALLOW

static bool filter(void)
{
	static const struct sock_filter program[] = {
		FILTER_LOAD(arch),
		FILTER_UNLESS(FILTER_ARCHITECTURE),
		FILTER_KILL,
		FILTER_LOAD(nr),
		PERMIT_FOR(read, 0, STDIN_FILENO),
		PERMIT_FOR(write, 0, STDOUT_FILENO),
		PERMIT_FOR(writev, 0, STDOUT_FILENO),
		PERMIT_DATA(mmap),
		PERMIT_DATA(mprotect),
#ifdef __NR_open
		DENY(open),
#endif
		DENY(openat),
		PERMIT(munmap),
		PERMIT(mremap),
		PERMIT(madvise),
		PERMIT(brk),
		PERMIT(futex),
		/* HDF5 waits a moment before it looks again at what has a wrong checksum. */
		PERMIT(nanosleep),
		PERMIT(clock_nanosleep),
		PERMIT(getrandom),
		PERMIT(clock_gettime),
		PERMIT(gettimeofday),
		PERMIT(rt_sigreturn),
		PERMIT(rt_sigprocmask),
		PERMIT(rt_sigaction),
		PERMIT(sigaltstack),
		PERMIT(getpid),
		PERMIT(gettid),
		PERMIT(sched_yield),
		PERMIT(exit),
		PERMIT(exit_group),
		FILTER_KILL,
	};

	return syscall_filter_install(program, sizeof(program) / sizeof(program[0]));
}

#else

static bool filter(void)
{
	return true;
}

#endif

void lockdown_tell_parent(void *context)
{
	(void)context;
	_exit(CHILD_OUT_OF_MEMORY);
}

bool lockdown(size_t memory, int seconds)
{
	return limit_all(memory, seconds) && filter();
}
