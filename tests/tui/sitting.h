/*
 * A sitting at the real explorer: the program of $NETGLYPH on the shipped sample, in a terminal of
 * its own, with marks, a fixed clock, two threads and the portable kernels.
 */
#ifndef TESTS_TUI_SITTING_H
#define TESTS_TUI_SITTING_H

#include "support/terminal.h"

enum { SITTING_MAX = 8 };
/* Keys to the smaller of the shipped nets: with sanitizers, waiting for the other takes long. */
#define SITTING_SMALL ":open mnist-softmax<Enter>"

struct sitting {
	const char *env[SITTING_MAX];  /* beside the above; ends with NULL */
	const char *args[SITTING_MAX]; /* behind `explore --data sample --threads 2` */
	int rows, columns;             /* 0: 24x80 */
	const char *folder;            /* to start in; NULL: the test's */
	bool has_real_clock;
};

/* Starts the program; NULL: nothing beside the above. */
struct terminal *sitting_start(const struct sitting *);
/* The same, until it is idle. */
struct terminal *sitting_open(const struct sitting *);
/* Leaves with Q, asks for nothing, and sees that all is in order. */
void sitting_leave(struct terminal *);

/* Whether a text is to be seen now. */
bool sitting_shows(struct terminal *, const char *text);
/* Whether the screen `i` of the table is the one that is shown, as the title tells. */
bool sitting_is_at(struct terminal *, int i);
/* A key of tui/keys.h as terminal_press() takes it; NULL: no key that can be typed. */
const char *sitting_key(int key, char text[16]);

#endif
