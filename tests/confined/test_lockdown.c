/* What a process without rights can't do. Each attempt is made in a process of its own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "confined/lockdown.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__linux__) && (defined(__x86_64__) || defined(__aarch64__))

enum { REFUSED = 41, DONE = 42 };

#define MEMORY ((size_t)4 << 30)

/* What becomes of a process that gives up its rights and then makes an attempt. */
static int status_of(int (*attempt)(void))
{
	pid_t pid = fork();
	int status;

	assert_true(pid >= 0);
	if (pid == 0)
		_exit(lockdown(MEMORY, 1) ? attempt() : REFUSED);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (WIFEXITED(status))
		assert_int_not_equal(WEXITSTATUS(status), REFUSED);
	return status;
}

static void assert_killed(int (*attempt)(void))
{
	int status = status_of(attempt);

	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGSYS);
}

static int open_file(void)
{
	return open("/dev/null", O_RDONLY) < 0 && open("/tmp", O_RDONLY | O_DIRECTORY) < 0 ? DONE
											   : 1;
}

static int use_memory(void)
{
	char *bytes = malloc(50 << 20);

	if (!bytes)
		return 1;
	memset(bytes, 1, 50 << 20);
	free(bytes);
	return DONE;
}

static int start_process(void)
{
	return fork() < 0;
}

static int start_program(void)
{
	return execl("/bin/true", "true", (char *)NULL);
}

static int reach_network(void)
{
	return socket(AF_INET, SOCK_STREAM, 0);
}

static int write_elsewhere(void)
{
	return (int)write(STDERR_FILENO, "x", 1);
}

static int read_elsewhere(void)
{
	char byte;

	return (int)read(STDERR_FILENO, &byte, 1);
}

static int remove_file(void)
{
	return unlink("/nowhere");
}

static int kill_parent(void)
{
	return kill(getppid(), 0);
}

static int make_code(void)
{
	return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == NULL;
}

static int never_end(void)
{
	volatile int is_running = 1;

	while (is_running)
		continue;
	return DONE;
}

static void nothing_is_opened(void **state)
{
	int status = status_of(open_file);

	(void)state;
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), DONE);
}

static void memory_may_be_used(void **state)
{
	int status = status_of(use_memory);

	(void)state;
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), DONE);
}

static void whoever_reaches_out_is_killed(void **state)
{
	(void)state;
	if (prctl(PR_GET_SECCOMP) < 0)
		skip();
	assert_killed(start_process);
	assert_killed(start_program);
	assert_killed(reach_network);
	assert_killed(write_elsewhere);
	assert_killed(read_elsewhere);
	assert_killed(remove_file);
	assert_killed(kill_parent);
	assert_killed(make_code);
}

static void whoever_does_not_end_is_killed(void **state)
{
	int status = status_of(never_end);

	(void)state;
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGXCPU);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_opened),
		cmocka_unit_test(memory_may_be_used),
		cmocka_unit_test(whoever_reaches_out_is_killed),
		cmocka_unit_test(whoever_does_not_end_is_killed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

#else

int main(void)
{
	return 77;
}

#endif
