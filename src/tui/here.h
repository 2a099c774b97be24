/*
 * Keys that lead to a place: typed on a screen as it is when it is new, they bring what it shows
 * now. A screen tells its own (struct screen's here()), and `Y` prints them.
 */
#ifndef TUI_HERE_H
#define TUI_HERE_H

#include <stddef.h>

enum { HERE_MAX = 2048 };
struct here {
	char text[HERE_MAX]; /* as --keys takes it */
	size_t length;
	const char *lost; /* what keys cannot bring, as a phrase; NULL: nothing */
};

/* Adds keys; what has no room is left out. */
void here_add(struct here *, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Adds a text that is typed as it stands. */
void here_add_text(struct here *, const char *text);
/* The same keys n times; none where n < 1. */
void here_repeat(struct here *, const char *keys, int n);

#endif
