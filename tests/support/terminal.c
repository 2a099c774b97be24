/*
 * The program, its terminal, and the bytes between them. Whoever waits pumps: output is taken as it
 * comes and keys are typed as the line has room, so that neither side blocks the other.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/keystroke.h"
#include "support/terminal_inside.h"

#include "base/xalloc.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifndef __has_feature
#define __has_feature(x) 0
#endif

int terminal_patience(void)
{
#if defined(__SANITIZE_THREAD__) || __has_feature(thread_sanitizer)
	return 180000;
#else
	return 60000;
#endif
}

void terminal_set_patience(struct terminal *terminal, int ms)
{
	terminal->patience_ms = ms;
}

double terminal_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec * 1e-6;
}

static bool names(const char *entry, const char *name, size_t length)
{
	return strncmp(entry, name, length) == 0 && entry[length] == '=';
}

/* Appends NAME=value unless the name is there; NULL as a value adds nothing. */
static void add(char **env, const char *name, const char *value)
{
	while (*env && !names(*env, name, strlen(name)))
		env++;
	if (!*env && value)
		*env = xasprintf("%s=%s", name, value);
}

static char **environment_new(const struct terminal_setup *setup)
{
	static const char *const kept[] = {"PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS",
					   "LSAN_OPTIONS"};
	enum { KEPT = sizeof(kept) / sizeof(kept[0]), OURS = 3 };
	size_t given = 0;
	bool has_locale = false;
	char **env;

	while (setup->env && setup->env[given])
		given++;
	env = xcalloc(given + KEPT + OURS + 1, sizeof(*env));
	for (size_t i = 0; i < given; i++) {
		env[i] = xstrdup(setup->env[i]);
		has_locale |= !strncmp(env[i], "LC_", 3) || names(env[i], "LANG", 4);
	}
	for (size_t i = 0; i < KEPT; i++)
		add(env, kept[i], getenv(kept[i]));
	add(env, "HOME", setup->home ? setup->home : "/nonexistent");
	add(env, "TERM", "xterm-256color");
	add(env, "LC_ALL", has_locale ? NULL : "C.UTF-8");
	return env;
}

struct terminal *terminal_start(const struct terminal_setup *setup)
{
	struct terminal *terminal = xcalloc(1, sizeof(*terminal));
	char **env = environment_new(setup);

	terminal->patience_ms = terminal_patience();
	terminal->rows = setup->rows ? setup->rows : 24;
	terminal->columns = setup->columns ? setup->columns : 80;
	terminal_look_init(terminal);
	terminal->start_ms = terminal->press_ms = terminal_now_ms();
	session_start(&terminal->session, setup->argv, (const char *const *)env, terminal->rows,
		      terminal->columns);
	for (char **entry = env; *entry; entry++)
		free(*entry);
	free(env);
	return terminal;
}

void terminal_free(struct terminal *terminal)
{
	if (!terminal)
		return;
	session_end(&terminal->session);
	vterm_free(terminal->vterm);
	free(terminal->typed);
	free(terminal);
}

void terminal_type(struct terminal *terminal, const char *bytes, size_t size)
{
	if (size == 0)
		return;
	terminal->typed = xrealloc(terminal->typed, terminal->typed_size + size);
	memcpy(terminal->typed + terminal->typed_size, bytes, size);
	terminal->typed_size += size;
}

static void write_typed(struct terminal *terminal)
{
	double now = terminal_now_ms(); /* the answer may be there before write() returns */
	ssize_t size = write(terminal->session.master, terminal->typed, terminal->typed_size);

	if (size <= 0)
		return;
	terminal->typed_size -= (size_t)size;
	memmove(terminal->typed, terminal->typed + size, terminal->typed_size);
	terminal->press_ms = now;
}

/* As long as so many bytes take. */
static void read_slowly(const struct terminal *terminal, ssize_t size)
{
	long ns = (long)(1e9 * (double)size / terminal->rate);

	nanosleep(&(struct timespec){.tv_nsec = ns}, NULL);
}

static void read_output(struct terminal *terminal)
{
	enum { SLOW_BYTES = 32 };
	char bytes[16384];
	ssize_t size = read(terminal->session.master, bytes,
			    terminal->rate > 0 ? SLOW_BYTES : sizeof(bytes));
	size_t marked = terminal->mark_bytes;

	if (size < 0 && errno != EAGAIN && errno != EINTR)
		session_hang_up(&terminal->session);
	if (size <= 0)
		return;
	if (terminal->rate > 0)
		read_slowly(terminal, size);
	terminal_look_feed(terminal, bytes, (size_t)size);
	terminal->bytes += (size_t)size;
	if ((size_t)size == terminal->mark_bytes - marked)
		return;
	terminal->last_byte_ms = terminal_now_ms();
	if (terminal->first_byte_ms == 0)
		terminal->first_byte_ms = terminal->last_byte_ms;
}

static void read_report(struct terminal *terminal)
{
	struct session_report report;

	assert_true(session_report(&terminal->session, &report));
	terminal->status = report.status;
	terminal->is_stopped = WIFSTOPPED(report.status);
	terminal->has_ended = WIFEXITED(report.status) || WIFSIGNALED(report.status);
}

bool terminal_pump(struct terminal *terminal, double ms)
{
	struct pollfd fds[2] = {
		{.fd = terminal->session.master, .events = POLLIN},
		/* After the end nothing more is reported. */
		{.fd = terminal->has_ended ? -1 : terminal->session.reports, .events = POLLIN},
	};

	if (terminal->typed_size > 0)
		fds[0].events |= POLLOUT;
	if (poll(fds, 2, ms > 0 ? (int)ms + 1 : 0) <= 0)
		return false;
	if (fds[0].revents & POLLOUT)
		write_typed(terminal);
	if (fds[0].revents & (POLLIN | POLLHUP | POLLERR))
		read_output(terminal);
	if (fds[1].revents)
		read_report(terminal);
	terminal->is_drained |= terminal->session.master < 0;
	terminal->is_over = terminal->has_ended && terminal->is_drained;
	return true;
}

/* Esc and a key right behind it are Alt and that key. A program whose marks count keys tells when
 * it has taken the Esc; any other is given time. */
static bool escape_is_taken(struct terminal *terminal, struct err *err)
{
	terminal->is_after_escape = false;
	if (terminal->marks > 0)
		return terminal_wait_keys_try(terminal, 0, err);
	terminal_watch(terminal, 100);
	return true;
}

bool terminal_press_try(struct terminal *terminal, const char *keys, struct err *err)
{
	char bytes[KEYSTROKE_MAX + 1];

	/* Only before: the program may end by one of the keys, and the rest is for nobody. */
	if (terminal->is_over)
		return terminal_blame(terminal, "a reader of keys", err);
	while (*keys) {
		const char *next = keystroke_read(keys, bytes);

		if (!next)
			return err_set(err, "'%s' begins with no key of keystroke.c", keys);
		if (terminal->is_after_escape && !escape_is_taken(terminal, err))
			return false;
		terminal_type(terminal, bytes, strlen(bytes));
		terminal->keys++;
		terminal->is_after_escape = strcmp(bytes, "\033") == 0;
		terminal_pump(terminal, 0);
		keys = next;
	}
	return true;
}

void terminal_send(struct terminal *terminal, const char *bytes, size_t size, int keys)
{
	terminal_type(terminal, bytes, size);
	terminal->keys += keys;
	terminal_pump(terminal, 0);
}

void terminal_keep_silent(struct terminal *terminal, bool is_silent)
{
	terminal->is_silent = is_silent;
}

void terminal_set_rate(struct terminal *terminal, int rate)
{
	terminal->rate = rate;
}

void terminal_resize(struct terminal *terminal, int rows, int columns)
{
	const struct winsize size = {.ws_row = (unsigned short)rows,
				     .ws_col = (unsigned short)columns};

	if (rows == terminal->rows && columns == terminal->columns)
		return; /* no signal would come of it */
	terminal_pump(terminal, 0);
	vterm_set_size(terminal->vterm, rows, columns);
	terminal->rows = rows;
	terminal->columns = columns;
	terminal->marks_at_resize = terminal->marks;
	assert_int_equal(ioctl(terminal->session.master, TIOCSWINSZ, &size), 0);
}

void terminal_signal(struct terminal *terminal, int signal)
{
	terminal_pump(terminal, 0);
	assert_false(terminal->has_ended);
	if (signal == SIGCONT) {
		terminal->is_stopped = false;
		terminal->marks_at_continue = terminal->marks;
	}
	assert_int_equal(kill(terminal->session.job, signal), 0);
}

void terminal_hang_up(struct terminal *terminal)
{
	session_hang_up(&terminal->session);
	terminal->typed_size = 0;
}

void terminal_fail(struct terminal *terminal, const struct err *err, const char *file, int line)
{
	struct shot *shot = terminal_shot(terminal);

	print_error("%s\n", err->text);
	shot_print(shot, stderr);
	shot_free(shot);
	if (!terminal->has_ended)
		kill(terminal->session.job, SIGKILL);
	_fail(file, line);
}
