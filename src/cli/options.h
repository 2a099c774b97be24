/*
 * Options as tables: each row carries its limits, its default and its help, and everything that is
 * said or checked about it comes from there.
 *
 * An option is written --name VALUE or --name=VALUE, and -h is --help; `--` ends the options. The
 * value lands in the caller's struct at the row's offset. Where no value was given and the row has
 * no default, numbers are OPTION_UNSET (whole) or NaN (real), texts NULL and flags false.
 */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include "base/err.h"
#include "base/limits.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum option_kind {
	OPTION_FLAG,  /* bool */
	OPTION_TEXT,  /* const char *: not empty, borrowed from argv */
	OPTION_OUT,   /* the same, a file that is written: - is /dev/stdout */
	OPTION_NEW,   /* the same, a file that is made, or a folder that files are made in */
	OPTION_WORD,  /* const char *: one of the words of `argument`, as in sgd|adam */
	OPTION_WHOLE, /* int64_t */
	OPTION_REAL   /* double */
};

#define OPTION_UNSET INT64_C(-1)

struct option {
	const char *name; /* without dashes; NULL ends a table */
	enum option_kind kind;
	size_t at;            /* offsetof its value */
	const char *argument; /* N, FILE, sgd|adam; NULL for a flag */
	const char *value;    /* the default, as one would write it; NULL: none */
	const char *fallback; /* words for a default that depends on others */
	double min, max;      /* limits of numbers, both allowed; whole ones from 0 to 2^53 */
	const char *help;
	const char *words; /* "a|b", of a text: what shells may complete it with; others are right
			    * too. NULL: none */
};

struct option_list {
	const struct option *rows[OPTIONS_MAX];
	int count;
};

/* Adds the rows of a table. */
void options_add(struct option_list *, const struct option *table);
/* Fills `values` with the defaults. */
void options_reset(const struct option_list *, void *values);
/* Reads argv[0..argc-1]. operands: [max] gets the operands, NULL where there are fewer. `command`
 * is for messages. */
bool options_parse(const struct option_list *, int argc, char **argv, const char *command,
		   void *values, const char **operands, int max, struct err *);
/* One entry for each row: name and argument, help, limits, default; 80 columns at most. */
void options_print(FILE *, const struct option_list *);

/* The name that is most like a word, of `count` names; NULL if none is like it. */
const char *nearest_name(const char *word, const char *const *names, int count);
/* Writes text in lines of at most 80 columns, all but the first indented. */
void print_wrapped(FILE *, int indent, int column, const char *text);
/* As fprintf for whole lines, broken between words where they have more than `width` columns. */
void print_fitted(FILE *, int width, const char *format, ...) __attribute__((format(printf, 3, 4)));

#endif
