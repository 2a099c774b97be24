/*
 * What a command prints: gathered in memory, and written to standard output piece by piece, so that
 * every failed write is noticed with its cause. A reader that went away (a closed pipe) is no
 * failure: the rest is dropped. Where a file is written to standard output, words go to standard
 * error instead.
 */
#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H

#include "base/err.h"
#include "base/limits.h"
#include "draw/medium.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct output {
	FILE *file;           /* what is printed goes here */
	struct medium medium; /* what standard output can show */
	int width;            /* its columns */
	bool is_json;         /* nothing but one JSON document is to be printed */
	const char *png;      /* where pictures go instead; NULL: they are drawn */
	bool is_closed;       /* nobody reads any more: what remains need not be computed */
	bool is_aside;        /* words go to standard error */
	char *text;           /* behind the file */
	size_t size;
};

void output_open(struct output *);
/* color, glyphs: as for medium_choose(); width: 0 for the terminal's own, else 80. */
bool output_choose(struct output *, const char *color, const char *glyphs, int width, struct err *);
/* Standard output is to hold a file's bytes: from now on words go to standard error. */
void output_stand_aside(struct output *);
/* Writes what was printed since the last time. */
bool output_flush(struct output *, struct err *);
/* Forgets it instead; returns true. */
bool output_drop(struct output *);
void output_close(struct output *);

/* A name of a file or of what is in it, as a terminal may be shown it; cut where a message is. */
void print_clean(FILE *, const char *name);
/* A text as a field of CSV, in quotes (RFC 4180). */
void print_csv_text(FILE *, const char *text);

#endif
