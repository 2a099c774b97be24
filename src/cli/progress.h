/*
 * The progress line: one line on standard error, rewritten at most ten times a second, no wider
 * than the terminal is at that moment. Where standard error is no terminal nothing is rewritten:
 * a fit gives whole lines instead, now and then, and everything else nothing.
 */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <stdbool.h>

struct fit;

struct progress {
	bool is_shown;
	double start, last; /* seconds on a steady clock: when it began, when it was shown last */
	int length;         /* of the line that stands */
};

/* Seconds on a steady clock. */
double seconds_now(void);

void progress_start(struct progress *);
/* Step, time left, loss, accuracies and speed of a fit that began at step `from`. On a terminal:
 * unless they were shown a moment ago; what there is no room for is left out, the last first.
 * Elsewhere: where is_line, as a line that stays. */
void progress_fit(struct progress *, const struct fit *, unsigned long long from,
		  unsigned long long steps, bool is_line);
/* Any words, unless a line was shown a moment ago. */
void progress_say(struct progress *, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Removes the line. */
void progress_end(struct progress *);

#endif
