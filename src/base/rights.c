/*
 * Two means of Linux. A filter of system calls forbids what no part of the program calls; it can't
 * read paths. Landlock knows paths: of what its rules handle, only what they allow is left.
 *
 * What is forbidden fails with EPERM or EACCES and does not end the program: a library may try.
 */
#include "base/rights.h"
#include "base/syscall_filter.h"
#include "base/xalloc.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool rights_lack_beside(const char *path, int code)
{
	const char *slash = strrchr(path, '/');
	char *folder = slash ? xasprintf("%.*s", (int)(slash - path) + 1, path) : xstrdup(".");
	bool is_ours = faccessat(AT_FDCWD, folder, W_OK | X_OK, AT_EACCESS) == 0;

	free(folder);
	return code == EACCES && is_ours;
}

#if defined(HAVE_SYSCALL_FILTER) && !defined(HAVE_SANITIZERS) && !defined(HAVE_COVERAGE)

#include <link.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>

/* ---- Files */

#if defined(__has_include)
#if __has_include(<linux/landlock.h>)
#define HAVE_LANDLOCK 1
#include <linux/landlock.h>
#endif
#endif

#ifdef HAVE_LANDLOCK

/* Of its third version, which headers may not know yet. */
#define TRUNCATE (UINT64_C(1) << 14)

#define WRITING (LANDLOCK_ACCESS_FS_WRITE_FILE | TRUNCATE)
#define CHANGING                                                               \
	(WRITING | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_DIR | \
	 LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR)
#define HANDLED                                                                 \
	(CHANGING | LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_MAKE_CHAR | \
	 LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO |          \
	 LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM)

struct rules {
	int fd;
	uint64_t handled;
};

/* False with no message: this kernel has none. */
static bool open_rules(struct rules *rules, struct err *err)
{
	int version =
		(int)syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	struct landlock_ruleset_attr attributes = {.handled_access_fs = HANDLED};

	err->text[0] = '\0';
	if (version < 1)
		return false;
	if (version < 3)
		attributes.handled_access_fs &= ~TRUNCATE;
	rules->handled = attributes.handled_access_fs;
	/* Later members of the struct, which some headers have, are left out. */
	rules->fd = (int)syscall(SYS_landlock_create_ruleset, &attributes,
				 sizeof(attributes.handled_access_fs), 0);
	return rules->fd >= 0 || err_set(err, "its rights can't be limited: %s", strerror(errno));
}

static bool is_missing(int code)
{
	return code == ENOENT || code == ENOTDIR || code == EACCES || code == ELOOP;
}

static bool add_rule(const struct rules *rules, int fd, uint64_t rights)
{
	struct landlock_path_beneath_attr rule = {.allowed_access = rights & rules->handled,
						  .parent_fd = fd};

	/* Pipes and sockets have no path, and need no rule. */
	return syscall(SYS_landlock_add_rule, rules->fd, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) ==
		       0 ||
	       errno == EBADFD;
}

/* of_file, of_folder: what is allowed, by what is at the path. */
static bool allow(const struct rules *rules, const char *path, uint64_t of_file, uint64_t of_folder,
		  struct err *err)
{
	int fd = open(path, O_PATH | O_CLOEXEC);
	struct stat status;
	bool is_done;

	if (fd < 0 && is_missing(errno))
		return true;
	is_done = fd >= 0 && fstat(fd, &status) == 0 &&
		  add_rule(rules, fd, S_ISDIR(status.st_mode) ? of_folder : of_file);
	if (!is_done)
		err_set(err, "%s: rights can't be limited to it: %s", path, strerror(errno));
	if (fd >= 0)
		close(fd);
	return is_done;
}

/* The loader of programs is one itself. The first object is this program. */
static int find_loader(struct dl_phdr_info *info, size_t size, void *path)
{
	(void)size;
	for (int i = 0; i < info->dlpi_phnum; i++)
		if (info->dlpi_phdr[i].p_type == PT_INTERP)
			*(const char **)path =
				(const char *)(info->dlpi_addr + info->dlpi_phdr[i].p_vaddr);
	return 1;
}

static bool add_rules(const struct rules *rules, const char *const *written,
		      const char *const *programs, struct err *err)
{
	const char *loader = NULL;
	bool is_done = true;

	dl_iterate_phdr(find_loader, &loader);
	if (loader)
		is_done = allow(rules, loader, LANDLOCK_ACCESS_FS_EXECUTE, 0, err);
	for (int i = 0; programs[i] && is_done; i++)
		is_done = allow(rules, programs[i], LANDLOCK_ACCESS_FS_EXECUTE, 0, err);
	for (int i = 0; written[i] && is_done; i++)
		is_done = allow(rules, written[i], WRITING, CHANGING, err);
	return is_done;
}

static bool limit_files(const char *const *written, const char *const *programs, struct err *err)
{
	struct rules rules;
	bool is_done;

	if (!open_rules(&rules, err))
		return !err->text[0];
	is_done = add_rules(&rules, written, programs, err);
	if (is_done && (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
			syscall(SYS_landlock_restrict_self, rules.fd, 0) != 0))
		is_done = err_set(err, "its rights can't be limited: %s", strerror(errno));
	close(rules.fd);
	return is_done;
}

#else

static bool limit_files(const char *const *written, const char *const *programs, struct err *err)
{
	(void)written;
	(void)programs;
	(void)err;
	return true;
}

#endif

/* ---- System calls */

#define FORBID(call) FILTER_IF(__NR_##call), FILTER_FAIL(EPERM)
/* What a terminal is asked for, a number, is the second argument. */
#define FORBID_REQUEST(request) FILTER_IF(request), FILTER_FAIL(EPERM)

static const struct sock_filter statements[] = {
	FILTER_LOAD(arch),
	FILTER_UNLESS(FILTER_ARCHITECTURE),
	FILTER_KILL,
	FILTER_LOAD(nr),
#ifdef __x86_64__
	/* The same calls by other numbers: x32's. */
	FILTER_IF_AT_LEAST(0x40000000),
	FILTER_FAIL(ENOSYS),
#endif
	/* The network. What a service of format/child talks by is a pair of sockets, which
	 * leads nowhere else. */
	FORBID(socket),
	FORBID(connect),
	FORBID(bind),
	FORBID(listen),
	FORBID(accept),
	FORBID(accept4),
	/* Other programs. */
	FORBID(ptrace),
	FORBID(process_vm_readv),
	FORBID(process_vm_writev),
#ifdef __NR_pidfd_getfd
	FORBID(pidfd_getfd),
#endif
/* Around this filter, or around Landlock. */
#ifdef __NR_io_uring_setup
	FORBID(io_uring_setup),
#endif
	FORBID(open_by_handle_at),
	FORBID(name_to_handle_at),
	FORBID(unshare),
	FORBID(setns),
	FORBID(mount),
	FORBID(umount2),
	FORBID(pivot_root),
	FORBID(chroot),
	/* The kernel's own doors, which have had faults. */
	FORBID(bpf),
	FORBID(perf_event_open),
	FORBID(userfaultfd),
	FORBID(add_key),
	FORBID(request_key),
	FORBID(keyctl),
/* What Landlock does not handle of files. */
#ifdef __NR_chmod
	FORBID(chmod),
	FORBID(chown),
	FORBID(lchown),
#endif
	FORBID(fchmodat),
	FORBID(fchown),
	FORBID(fchownat),
	FORBID(setxattr),
	FORBID(lsetxattr),
	FORBID(fsetxattr),
	FORBID(removexattr),
	FORBID(lremovexattr),
	FORBID(fremovexattr),
	/* A key typed into the terminal is read by the shell that comes after. */
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_ioctl, 1, 0),
	FILTER_ALLOW,
	FILTER_LOAD(args[1]),
	FORBID_REQUEST(TIOCSTI),
	FORBID_REQUEST(TIOCLINUX),
	FILTER_ALLOW,
};

static bool filter_calls(struct err *err)
{
	return syscall_filter_install(statements, sizeof(statements) / sizeof(statements[0])) ||
	       err_set(err, "its rights can't be limited: %s", strerror(errno));
}

bool rights_drop(const char *const *written, const char *const *programs, struct err *err)
{
	return limit_files(written, programs, err) && filter_calls(err);
}

#else

bool rights_drop(const char *const *written, const char *const *programs, struct err *err)
{
	(void)written;
	(void)programs;
	(void)err;
	return true;
}

#endif
