/*
 * Limits first, then the filter of system calls: what is not in the list ends the process. The
 * filter sees numbers and arguments only, so that a call is allowed for the two descriptors that
 * the process was given, and memory only where it can't be run as a program.
 *
 * With sanitizers the memory is not limited: they reserve terabytes of addresses.
 */
#include "confined/lockdown.h"
#include "format/child/process.h"

#include <errno.h>
#include <stddef.h>
#include <sys/resource.h>
#include <unistd.h>

#if defined(__linux__) && (defined(__x86_64__) || defined(__aarch64__))
#define HAVE_FILTER 1
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
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

#ifdef HAVE_FILTER

#ifdef __x86_64__
#define ARCHITECTURE AUDIT_ARCH_X86_64
#else
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

#define FIELD(name) offsetof(struct seccomp_data, name)
#define LOAD(name) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, FIELD(name))
#define KILL BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS)
#define ALLOW BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
/* The next statement only where what is loaded is `value`, or has one of the bits. */
#define IF_EQUAL(value) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (value), 0, 1)
#define UNLESS_EQUAL(value) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (value), 1, 0)
#define IF_BITS(value) BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, (value), 0, 1)
#define PERMIT(call) IF_EQUAL(__NR_##call), ALLOW
/* No reason to end: HDF5 makes sure that no file has the name of an image. */
#define DENY(call) IF_EQUAL(__NR_##call), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOENT)
/* A call whose argument has to be `value`: in 32 bits, as descriptors are. */
#define PERMIT_FOR(call, argument, value)                                             \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_##call, 0, 4), LOAD(args[argument]), \
		UNLESS_EQUAL(value), KILL, ALLOW
/* Memory that is not to be run; `prot` is the third argument. */
#define PERMIT_DATA(call)                                                                          \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_##call, 0, 4), LOAD(args[2]), IF_BITS(PROT_EXEC), \
		KILL, ALLOW

static bool filter(void)
{
	static const struct sock_filter program[] = {
		LOAD(arch),
		UNLESS_EQUAL(ARCHITECTURE),
		KILL,
		LOAD(nr),
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
		KILL,
	};
	const struct sock_fprog filters = {
		.len = sizeof(program) / sizeof(program[0]),
		.filter = (struct sock_filter *)(unsigned long)program,
	};

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return false;
	/* A kernel without it, or a container that has its own: the limits hold. */
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filters) == 0 || errno == EINVAL ||
	       errno == ENOSYS;
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
