/*
 * Filters of system calls (seccomp), as lists of statements. A filter sees numbers and arguments,
 * not what they point to. It holds for good, for all threads that begin later, and for programs
 * that are started.
 */
#ifndef BASE_SYSCALL_FILTER_H
#define BASE_SYSCALL_FILTER_H

#if defined(__linux__) && (defined(__x86_64__) || defined(__aarch64__))
#define HAVE_SYSCALL_FILTER 1

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/syscall.h>

#ifdef __x86_64__
#define FILTER_ARCHITECTURE AUDIT_ARCH_X86_64
#else
#define FILTER_ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

#define FILTER_LOAD(name) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, name))
#define FILTER_ALLOW BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
#define FILTER_KILL BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS)
/* The call fails, with that errno. */
#define FILTER_FAIL(code) BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (code))
/* The next statement only where what is loaded is `value`, is not, is as large, or has one of the
 * bits. */
#define FILTER_IF(value) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (value), 0, 1)
#define FILTER_UNLESS(value) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (value), 1, 0)
#define FILTER_IF_AT_LEAST(value) BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, (value), 0, 1)
#define FILTER_IF_BITS(value) BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, (value), 0, 1)

/* True too where the kernel has no filters, or a container has its own: what else limits the caller
 * holds. */
bool syscall_filter_install(const struct sock_filter *, size_t count);

#endif

#endif
