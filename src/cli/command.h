/*
 * A command: one const struct in a file of its own, cmd/NAME.c. The usage, the dispatch and the
 * checks of its options all come from it.
 */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include "cli/command_context.h"
#include "cli/options.h"

struct command {
	const char *name;
	/* MODEL; in [] if it may be left out; NULL: none. A second one may follow in [], and
	 * FILE... are any number. */
	const char *operand;
	const char *summary; /* one line, for the list of commands */
	const char *help;    /* what it does, in a few sentences */
	/* A line more of help, made from a table; the caller frees it. NULL: none. */
	char *(*list)(void);
	bool saves_here;              /* keys save files, below the folder one is in */
	bool has_session;             /* and what is done is kept for the next start */
	const struct option *options; /* its own rows; may be NULL */
	unsigned common;              /* COMMON_ bits: shared rows that it takes */
	size_t size;                  /* of its values, which begin with a struct common */
	/* context->values are read. On failure context->status may be set beforehand; else it is 1.
	 */
	bool (*run)(struct command_context *, struct err *);
};

/* Its own rows, then the shared ones. */
struct option_list command_options(const struct command *);

#endif
