/*
 * The progress line: one line on standard error, rewritten at most ten times a second, and none at
 * all where standard error is no terminal.
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
/* Shows a line of text, unless one was shown a moment ago. */
void progress_show(struct progress *, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* Step, loss, accuracies, speed and time left of a fit that began at step `from`. */
void progress_fit(struct progress *, const struct fit *, unsigned long long from,
		  unsigned long long steps);
/* Removes the line. */
void progress_end(struct progress *);

#endif
