/*
 * A command with one fault after the other, in a folder of its own: what it did is compared with
 * what it does without. See tests/support/faults.c for what fails.
 */
#ifndef TESTS_SUPPORT_FAULT_RUN_H
#define TESTS_SUPPORT_FAULT_RUN_H

#include "support/faults.h"

#include <stdbool.h>

struct fault_kind {
	enum fault_call call;
	const char *how;
	bool is_always;
};

/* What success means, beside files that are the same as without the fault. */
enum fault_sameness {
	FAULT_SAME,   /* the same words too */
	FAULT_LINES,  /* likewise; and there is a line for each file or folder that can't be read */
	FAULT_VARIED, /* any: figures of time */
};

struct fault_command {
	const char *name;
	/* Behind the program's name, for a shell: in $t is what was made beforehand; what is
	 * written goes to the working folder. */
	const char *arguments;
	/* Files that are there before and are to be replaced, separated by spaces. */
	const char *outputs;
	/* What is typed where it runs in a terminal; else NULL. */
	const char *keys;
	enum fault_sameness sameness;
};

struct fault_tally {
	long places;                   /* calls that there are to fail, of all kinds */
	long runs, messages, failures; /* faults; those that ended with an error; what was wrong */
};

/* Runs it without a fault, and keeps what it does; false: it failed. */
bool fault_reference(const struct fault_command *);

/* Then runs it with a fault at one call after the other, until there are no more: `max` of them,
 * spread over all, or 0 for each. Adds to the tally, and prints what is wrong. */
void fault_sweep(const struct fault_command *, const struct fault_kind *, long max,
		 struct fault_tally *);

#endif
