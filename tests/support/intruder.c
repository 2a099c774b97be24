/*
 * A library for LD_PRELOAD that does what a hostile file would have a program do that it has taken
 * over: at the end of main it tries, says which attempts got through, and of the others nothing.
 * They fail in a program that gave up its rights (base/rights.h).
 *
 *   INTRUDER_FOLDER  a folder of files `kept` and `lost`, where the program was not asked to write
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

/* The path of NAME in the folder. */
struct path {
	char text[4096];
};

static struct path of(const char *name)
{
	struct path path;

	snprintf(path.text, sizeof(path.text), "%s/%s", getenv("INTRUDER_FOLDER"), name);
	return path;
}

static int reach_network(void)
{
	return socket(AF_INET, SOCK_STREAM, 0);
}

static int reach_service(void)
{
	return socket(AF_UNIX, SOCK_STREAM, 0);
}

static int set_ring_up(void)
{
	char parameters[120] = {0};

	return (int)syscall(SYS_io_uring_setup, 1, parameters);
}

static int run_shell(void)
{
	pid_t child = fork();
	int status;

	if (child == 0) {
		execl("/bin/sh", "sh", "-c", "exit 7", (char *)NULL);
		_exit(errno == EACCES ? 8 : 9);
	}
	if (waitpid(child, &status, 0) != child || !WIFEXITED(status) || WEXITSTATUS(status) != 8)
		return 0;
	errno = EACCES;
	return -1;
}

static int trace(void)
{
	return (int)ptrace(PTRACE_TRACEME, 0, NULL, NULL);
}

static int look_into_another(void)
{
	char byte;
	struct iovec here = {&byte, 1}, there = {&byte, 1};

	return (int)process_vm_readv(getpid(), &here, 1, &there, 1, 0);
}

/* The terminal refuses too where there is none; with EPERM only who has no right to ask. */
static int type_key(void)
{
	return ioctl(STDIN_FILENO, TIOCSTI, "x");
}

static int leave_namespace(void)
{
	return unshare(0);
}

static int make_file(void)
{
	return open(of("new").text, O_WRONLY | O_CREAT, 0666);
}

static int overwrite_file(void)
{
	return open(of("kept").text, O_WRONLY);
}

static int cut_file(void)
{
	return truncate(of("kept").text, 0);
}

static int make_folder(void)
{
	return mkdir(of("folder").text, 0777);
}

static int link_file(void)
{
	return symlink("/etc/passwd", of("link").text);
}

static int open_mode(void)
{
	return chmod(of("kept").text, 0777);
}

static int rename_file(void)
{
	return rename(of("kept").text, of("moved").text);
}

static int remove_file(void)
{
	return unlink(of("lost").text);
}

/* Whether Landlock is there, without which programs and files are not limited. */
static int has_landlock(void)
{
	return syscall(444, NULL, 0, 1) >= 1;
}

__attribute__((destructor)) static void try_all(void)
{
	static const struct {
		const char *name;
		int (*attempt)(void);
		int needs_landlock;
	} attempts[] = {
		{"network", reach_network, 0},
		{"service", reach_service, 0},
		{"ring", set_ring_up, 0},
		{"look", look_into_another, 0},
		{"key", type_key, 0},
		{"namespace", leave_namespace, 0},
		{"mode", open_mode, 0},
		{"shell", run_shell, 1},
		{"make", make_file, 1},
		{"overwrite", overwrite_file, 1},
		{"cut", cut_file, 1},
		{"folder", make_folder, 1},
		{"link", link_file, 1},
		{"rename", rename_file, 1},
		{"remove", remove_file, 1},
		/* Last: whoever is traced stops at each signal. */
		{"trace", trace, 0},
	};
	int done = 0, failed = 0;

	if (!getenv("INTRUDER_FOLDER"))
		return;
	for (size_t i = 0; i < sizeof(attempts) / sizeof(attempts[0]); i++) {
		if (attempts[i].needs_landlock && !has_landlock())
			continue;
		errno = 0;
		if (attempts[i].attempt() < 0 && (errno == EPERM || errno == EACCES)) {
			failed++;
		} else {
			done++;
			dprintf(STDERR_FILENO, "intruder: %s\n", attempts[i].name);
		}
	}
	dprintf(STDERR_FILENO, "intruder: %d of %d got through%s\n", done, done + failed,
		has_landlock() ? "" : "; no Landlock here");
}
