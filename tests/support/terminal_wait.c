/* Waiting for a program, but not for ever; and what was measured meanwhile. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/terminal_inside.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const char *describe_end(int status, char text[80])
{
	if (WIFSIGNALED(status))
		snprintf(text, 80, "was killed by signal %d (%s)", WTERMSIG(status),
			 strsignal(WTERMSIG(status)));
	else
		snprintf(text, 80, "ended with status %d", WEXITSTATUS(status));
	return text;
}

/* Pumps until the condition holds; false at the limit, or when nothing more can come. */
static bool pump_until(struct terminal *terminal, bool is_met(struct terminal *, const void *),
		       const void *what)
{
	double limit = terminal_now_ms() + terminal->patience_ms;

	while (!is_met(terminal, what)) {
		double left = limit - terminal_now_ms();

		if (left <= 0 || terminal->is_over)
			return false;
		terminal_pump(terminal, left);
	}
	return true;
}

bool terminal_blame(struct terminal *terminal, const char *awaited, struct err *err)
{
	char end[80];

	if (terminal->is_over)
		return err_set(err, "%s: the program %s", awaited,
			       describe_end(terminal->status, end));
	if (terminal->marks == 0)
		return err_set(err, "%s: not within %d ms; the program wrote no mark", awaited,
			       terminal->patience_ms);
	return err_set(err,
		       "%s: not within %d ms; of %ld keys the last mark (%s, %dx%d) counts %ld",
		       awaited, terminal->patience_ms, terminal->keys,
		       terminal->mark.is_idle ? "idle" : "frame", terminal->mark.rows,
		       terminal->mark.columns, terminal->mark.keys);
}

static bool has_frame(struct terminal *terminal, const void *what)
{
	const struct mark *mark = &terminal->mark;

	(void)what;
	if (terminal->marks == 0 || mark->keys != terminal->keys ||
	    terminal->marks == terminal->marks_at_continue)
		return false;
	return mark->rows ? mark->rows == terminal->rows && mark->columns == terminal->columns
			  : terminal->marks > terminal->marks_at_resize;
}

static bool has_idle_frame(struct terminal *terminal, const void *what)
{
	return has_frame(terminal, what) && terminal->mark.is_idle;
}

static bool has_read_keys(struct terminal *terminal, const void *behind)
{
	return terminal->marks > 0 && terminal->mark.keys + *(const int *)behind >= terminal->keys;
}

static bool has_text(struct terminal *terminal, const void *text)
{
	struct shot *shot = terminal_shot(terminal);
	bool is_there = shot_find(shot, text, NULL, NULL);

	shot_free(shot);
	return is_there;
}

static bool is_stopped(struct terminal *terminal, const void *what)
{
	(void)what;
	return terminal->is_stopped;
}

static bool is_over(struct terminal *terminal, const void *what)
{
	(void)what;
	return terminal->is_over;
}

bool terminal_wait_try(struct terminal *terminal, struct err *err)
{
	return pump_until(terminal, has_idle_frame, NULL) ||
	       terminal_blame(terminal, "an idle frame", err);
}

bool terminal_wait_frame_try(struct terminal *terminal, struct err *err)
{
	return pump_until(terminal, has_frame, NULL) || terminal_blame(terminal, "a frame", err);
}

bool terminal_wait_keys_try(struct terminal *terminal, int behind, struct err *err)
{
	return pump_until(terminal, has_read_keys, &behind) ||
	       terminal_blame(terminal, "keys being read", err);
}

bool terminal_expect_try(struct terminal *terminal, const char *text, struct err *err)
{
	char awaited[128];

	snprintf(awaited, sizeof(awaited), "the text \"%s\"", text);
	return pump_until(terminal, has_text, text) || terminal_blame(terminal, awaited, err);
}

bool terminal_stopped_try(struct terminal *terminal, struct err *err)
{
	if (!pump_until(terminal, is_stopped, NULL))
		return terminal_blame(terminal, "a stop", err);
	terminal_settle(terminal, 50); /* what it wrote before; no mark follows it */
	return true;
}

static bool ended_try(struct terminal *terminal, const char *awaited, bool is_awaited(int, int),
		      int number, struct err *err)
{
	char text[64];

	snprintf(text, sizeof(text), "%s %d", awaited, number);
	return (pump_until(terminal, is_over, NULL) && is_awaited(terminal->status, number)) ||
	       terminal_blame(terminal, text, err);
}

static bool is_exit(int status, int number)
{
	return WIFEXITED(status) && WEXITSTATUS(status) == number;
}

static bool is_death(int status, int number)
{
	return WIFSIGNALED(status) && WTERMSIG(status) == number;
}

bool terminal_exited_try(struct terminal *terminal, int status, struct err *err)
{
	return ended_try(terminal, "exit status", is_exit, status, err);
}

bool terminal_killed_by_try(struct terminal *terminal, int signal, struct err *err)
{
	return ended_try(terminal, "death by signal", is_death, signal, err);
}

bool terminal_ended_try(struct terminal *terminal, struct err *err)
{
	return pump_until(terminal, is_over, NULL) || terminal_blame(terminal, "an end", err);
}

void terminal_settle(struct terminal *terminal, int quiet_ms)
{
	double limit = terminal_now_ms() + terminal->patience_ms;

	while (!terminal->is_over && terminal_now_ms() < limit && terminal_pump(terminal, quiet_ms))
		;
}

void terminal_watch(struct terminal *terminal, int ms)
{
	double limit = terminal_now_ms() + ms;

	while (!terminal->is_over && terminal_now_ms() < limit)
		terminal_pump(terminal, limit - terminal_now_ms());
}

size_t terminal_bytes(const struct terminal *terminal)
{
	return terminal->bytes - terminal->mark_bytes;
}

size_t terminal_frames(const struct terminal *terminal)
{
	return terminal->frames;
}

size_t terminal_synchronized(const struct terminal *terminal)
{
	return terminal->synchronized;
}

void terminal_counts_reset(struct terminal *terminal)
{
	terminal->bytes = terminal->mark_bytes = terminal->frames = 0;
}

double terminal_last_byte_ms(const struct terminal *terminal)
{
	return terminal->last_byte_ms - terminal->press_ms;
}

double terminal_first_byte_ms(const struct terminal *terminal)
{
	return terminal->first_byte_ms - terminal->start_ms;
}

double terminal_cpu_ms(const struct terminal *terminal)
{
	struct timespec used;
	clockid_t clock;

	assert_int_equal(clock_getcpuclockid(terminal->session.job, &clock), 0);
	assert_int_equal(clock_gettime(clock, &used), 0);
	return (double)used.tv_sec * 1e3 + (double)used.tv_nsec * 1e-6;
}

static int count_entries(pid_t pid, const char *name)
{
	char path[64];
	DIR *folder;
	int count = -2; /* "." and ".." */

	snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, name);
	folder = opendir(path);
	assert_non_null(folder);
	while (readdir(folder))
		count++;
	closedir(folder);
	return count;
}

struct terminal_use terminal_use(const struct terminal *terminal)
{
	pid_t pid = terminal->session.job;
	struct terminal_use use = {0, count_entries(pid, "fd"), count_entries(pid, "task")};
	char path[64];
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/statm", (int)pid);
	file = fopen(path, "r");
	assert_non_null(file);
	assert_int_equal(fscanf(file, "%*s %ld", &use.kib), 1);
	fclose(file);
	use.kib *= sysconf(_SC_PAGESIZE) / 1024;
	return use;
}
