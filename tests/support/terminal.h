/*
 * A terminal that a test sits at: it runs a program, types, waits, and looks at the screen.
 *
 * A program that is given NETGLYPH_FRAME_MARK=1 writes a mark after each frame:
 *   ESC ] 7777 ; idle ; KEYS ; ROWS x COLUMNS BEL    nothing is pending: no key, job, training
 *   ESC ] 7777 ; frame ; KEYS ; ROWS x COLUMNS BEL   any other frame
 * KEYS counts the keys it has read so far (a key that several bytes make is one; a resize is none),
 * and the size is the one it drew for. So a wait ends with the frame that answers the last key or
 * resize, not with an older one. Marks count neither as bytes nor as time.
 *
 * Functions that can fail return false with the reason; the macros of the same name without _try
 * fail the test, show the screen and kill the program. A test links -lvterm (and -lutil where
 * libc has no openpty). Include cmocka's headers first.
 */
#ifndef TESTS_SUPPORT_TERMINAL_H
#define TESTS_SUPPORT_TERMINAL_H

#include "support/shot.h"

#include <stddef.h>

struct terminal;

struct terminal_setup {
	const char *const *argv; /* ends with NULL; argv[0] is looked for in PATH */
	/* "NAME=value", the last one NULL; NULL: none. Of the test's own environment only PATH and
	 * the sanitizers' options remain; TERM is xterm-256color and LC_ALL C.UTF-8 unless set. */
	const char *const *env;
	const char *home;  /* HOME: a folder of scratch.h's; NULL: one that does not exist */
	int rows, columns; /* 0: 24x80 */
};

struct terminal *terminal_start(const struct terminal_setup *);
/* Kills the program if it still runs. */
void terminal_free(struct terminal *);
/* How long a wait lasts at most, in ms: a minute, or more with the thread sanitizer. */
int terminal_patience(void);
void terminal_set_patience(struct terminal *, int ms);

/* Types "A3n<Tab><Esc>": see keystroke.h. After Esc it waits until that key was read, so that no
 * Alt is made of it. */
bool terminal_press_try(struct terminal *, const char *keys, struct err *);
/* Button 1..7 goes down or up over a cell; types nothing where the program has the mouse off. */
void terminal_mouse(struct terminal *, int row, int column, int button, bool is_down);
/* Types bytes as they are, which the program counts as so many keys. */
void terminal_send(struct terminal *, const char *bytes, size_t size, int keys);
/* Whether the terminal leaves the program's questions without an answer; not at first. */
void terminal_keep_silent(struct terminal *, bool is_silent);
/* How fast the terminal reads, in bytes a second; 0, as at first: all at once. */
void terminal_set_rate(struct terminal *, int rate);
void terminal_resize(struct terminal *, int rows, int columns);
/* To the program; not after its end. After SIGCONT a wait is for a new frame. */
void terminal_signal(struct terminal *, int signal);
/* Breaks the connection. */
void terminal_hang_up(struct terminal *);

/* Until the program is idle, having answered all keys and the last resize. */
bool terminal_wait_try(struct terminal *, struct err *);
/* Until any frame that answers them: while something runs there is no idle one. */
bool terminal_wait_frame_try(struct terminal *, struct err *);
/* Until no more than `behind` keys are unread. */
bool terminal_wait_keys_try(struct terminal *, int behind, struct err *);
/* Until a text is on the screen. */
bool terminal_expect_try(struct terminal *, const char *text, struct err *);
/* Until nothing has come for so long: for programs without marks. */
void terminal_settle(struct terminal *, int quiet_ms);
/* Only takes what comes, for so long. */
void terminal_watch(struct terminal *, int ms);
/* Until the program has been stopped, as by Ctrl-Z. */
bool terminal_stopped_try(struct terminal *, struct err *);
/* Until it ended, with an exit status or by a signal. */
bool terminal_exited_try(struct terminal *, int status, struct err *);
bool terminal_killed_by_try(struct terminal *, int signal, struct err *);
/* Until it ended in any way: after a hang-up the signal and the end of the input race. */
bool terminal_ended_try(struct terminal *, struct err *);

#define terminal_press(t, keys) terminal_check(t, terminal_press_try(t, keys, &terminal_err))
#define terminal_wait(t) terminal_check(t, terminal_wait_try(t, &terminal_err))
#define terminal_wait_frame(t) terminal_check(t, terminal_wait_frame_try(t, &terminal_err))
#define terminal_wait_keys(t, n) terminal_check(t, terminal_wait_keys_try(t, n, &terminal_err))
#define terminal_expect(t, text) terminal_check(t, terminal_expect_try(t, text, &terminal_err))
#define terminal_assert_stopped(t) terminal_check(t, terminal_stopped_try(t, &terminal_err))
#define terminal_assert_ended(t) terminal_check(t, terminal_ended_try(t, &terminal_err))
#define terminal_assert_exited(t, status) \
	terminal_check(t, terminal_exited_try(t, status, &terminal_err))
#define terminal_assert_killed_by(t, sig) \
	terminal_check(t, terminal_killed_by_try(t, sig, &terminal_err))

/* For such macros: a call that may write to terminal_err. */
#define terminal_check(t, call)                                              \
	do {                                                                 \
		struct err terminal_err = {""};                              \
		if (!(call))                                                 \
			terminal_fail(t, &terminal_err, __FILE__, __LINE__); \
	} while (0)
void terminal_fail(struct terminal *, const struct err *, const char *file, int line);

/* What is shown; the caller frees it. */
struct shot *terminal_shot(struct terminal *);

/* The window's title, as set last; valid until the next function. */
const char *terminal_title(const struct terminal *);

/* Bytes and frames that came since the start or the last reset. */
size_t terminal_bytes(const struct terminal *);
size_t terminal_frames(const struct terminal *);
/* Repaints between the marks of DEC's mode 2026, since the start. */
size_t terminal_synchronized(const struct terminal *);
void terminal_counts_reset(struct terminal *);
/* From the last key (or the start) to the last byte that has come; from the start to the first. */
double terminal_last_byte_ms(const struct terminal *);
double terminal_first_byte_ms(const struct terminal *);
/* What the program has computed so far; not after its end. */
double terminal_cpu_ms(const struct terminal *);

struct terminal_use {
	long kib; /* of memory, resident */
	int descriptors, threads;
};
/* What the program holds now, by Linux's /proc; not after its end. */
struct terminal_use terminal_use(const struct terminal *);

#endif
