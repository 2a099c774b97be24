/* What the files of the terminal share; tests include terminal.h. */
#ifndef TESTS_SUPPORT_TERMINAL_INSIDE_H
#define TESTS_SUPPORT_TERMINAL_INSIDE_H

#include "support/session.h"
#include "support/terminal.h"

#include <vterm.h>

enum { TERMINAL_SPLIT_MAX = 128 };

struct mark {
	bool is_idle;
	long keys;
	int rows, columns; /* 0: the program does not tell */
};

struct terminal {
	struct session session;
	int patience_ms;
	int rows, columns;
	int rate; /* bytes a second that are read; 0: all at once */

	VTerm *vterm;
	VTermScreen *screen;
	bool is_alternate, is_cursor_visible, is_silent;
	size_t synchronized;
	int mouse;
	char title[96];

	/* What is still to be typed. */
	char *typed;
	size_t typed_size;
	long keys; /* given so far, typed or not */
	bool is_after_escape;

	struct mark mark; /* the last one */
	size_t marks, marks_at_resize, marks_at_continue;
	size_t mark_bytes;
	bool is_drained; /* what the leader writes behind the program has come, or nothing can */

	/* What became of the program. */
	bool is_stopped, has_ended;
	bool is_over; /* ended and drained */
	int status;

	char split[TERMINAL_SPLIT_MAX]; /* the beginning of something whose rest is to come */
	size_t split_size;

	size_t bytes, frames;
	double start_ms, press_ms, first_byte_ms, last_byte_ms;
};

double terminal_now_ms(void);
/* Takes and types what can be within `ms`, and returns as soon as anything has come; false: nothing
 * did. */
bool terminal_pump(struct terminal *, double ms);
/* Says that `awaited` did not come, and why: the program's end, or what is known of its marks. */
bool terminal_blame(struct terminal *, const char *awaited, struct err *);
/* Bytes to type. */
void terminal_type(struct terminal *, const char *bytes, size_t size);

/* terminal_look.c: the emulator. */
void terminal_look_init(struct terminal *);
void terminal_look_feed(struct terminal *, const char *bytes, size_t size);

#endif
