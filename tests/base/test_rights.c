/* What is left to a program that gave up its rights, each tried in a process of its own. That it is
 * no more is in tests/cli/confined.sh. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/rights.h"
#include "support/scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { DONE = 42, REFUSED = 43, ENDED = 44 };

/* Three things: `ours', in which all may be written, `theirs', and `file'. */
static int set_up(void **state)
{
	if (scratch_setup(state) != 0)
		return -1;
	scratch_write(state, "file", "", 0);
	return mkdir(scratch_path(state, "ours"), 0777) == 0 &&
			       mkdir(scratch_path(state, "theirs"), 0777) == 0
		       ? 0
		       : -1;
}

static int status_of(void **state, int (*attempt)(void))
{
	static const char *const written[] = {"ours", "file", "missing", NULL};
	static const char *const programs[] = {"/bin/true", NULL};
	struct err err;
	pid_t pid = fork();
	int status;

	assert_true(pid >= 0);
	if (pid == 0)
		_exit(chdir(scratch_path(state, "")) == 0 && rights_drop(written, programs, &err)
			      ? attempt()
			      : ENDED);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static int make(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);

	if (fd >= 0)
		close(fd);
	return fd >= 0 ? DONE : errno == EACCES ? REFUSED : ENDED;
}

static int make_ours(void)
{
	return mkdir("ours/folder", 0777) == 0 && make("ours/folder/new") == DONE &&
			       rename("ours/folder/new", "ours/folder/newer") == 0 &&
			       unlink("ours/folder/newer") == 0 && rmdir("ours/folder") == 0
		       ? DONE
		       : ENDED;
}

static int write_file(void)
{
	return make("file");
}

static int make_theirs(void)
{
	return make("theirs/new");
}

static int make_beside(void)
{
	return make("missing");
}

static int run(const char *program)
{
	execl(program, program, (char *)NULL);
	return errno == EACCES ? REFUSED : ENDED;
}

static int run_true(void)
{
	return run("/bin/true");
}

static int run_false(void)
{
	return run("/bin/false");
}

static int read_theirs(void)
{
	return open("theirs", O_RDONLY | O_DIRECTORY) >= 0 ? DONE : ENDED;
}

static int tell_lack(void)
{
	return rights_lack_beside("theirs/new", EACCES) && rights_lack_beside("new", EACCES) &&
			       !rights_lack_beside("theirs/new", ENOENT) &&
			       !rights_lack_beside("nowhere/new", EACCES)
		       ? DONE
		       : ENDED;
}

static void what_was_said_is_left(void **state)
{
	assert_int_equal(status_of(state, make_ours), DONE);
	assert_int_equal(status_of(state, write_file), DONE);
	assert_int_equal(status_of(state, read_theirs), DONE);
	assert_int_equal(status_of(state, run_true), 0);
}

static void nothing_else_is_written_or_run(void **state)
{
#if defined(HAVE_FAULTS) && defined(SYS_landlock_create_ruleset)
	if (syscall(SYS_landlock_create_ruleset, NULL, 0, 1) >= 1) {
		assert_int_equal(status_of(state, make_theirs), REFUSED);
		assert_int_equal(status_of(state, make_beside), REFUSED);
		assert_int_equal(status_of(state, run_false), REFUSED);
		return;
	}
#else
	(void)make_theirs;
	(void)make_beside;
	(void)run_false;
	(void)state;
#endif
	print_message("no Landlock here: skipped\n");
	skip();
}

static void a_lack_of_rights_is_told_from_others(void **state)
{
	assert_int_equal(status_of(state, tell_lack), DONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_was_said_is_left, set_up, scratch_teardown),
		cmocka_unit_test_setup_teardown(nothing_else_is_written_or_run, set_up,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(a_lack_of_rights_is_told_from_others, set_up,
						scratch_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
