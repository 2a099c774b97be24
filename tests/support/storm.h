/*
 * A storm: random keys and random sizes, faster than anyone types. The program has to be alive at
 * its end, and to answer.
 *
 * The same seed gives the same storm. A program with marks is never more than a few keys behind.
 */
#ifndef TESTS_SUPPORT_STORM_H
#define TESTS_SUPPORT_STORM_H

#include "support/terminal.h"

struct storm {
	uint64_t seed;
	int count; /* keys */
	const char
		*keys; /* to choose from, as terminal_press() takes them; twice: twice as often */
	int resize_every;   /* so many keys lie between two resizes, on average; 0: none */
	int rows, columns;  /* the largest sizes, 0: 100x300; the smallest are 1x1 */
	int keys_a_second;  /* 0: as it can read them, or 500 where it has no marks */
	const char *answer; /* keys after which something has to come, such as "<C-l>" */
	int resizes;        /* made: storm_run() counts them */
};

/* Ends at 24x80. On failure the reason holds seed, place and the last keys. */
bool storm_run_try(struct terminal *, struct storm *, struct err *);
#define storm_run(t, storm) terminal_check(t, storm_run_try(t, storm, &terminal_err))

#endif
