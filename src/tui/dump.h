/* A screen without a terminal: what `show` prints and `e` writes. */
#ifndef TUI_DUMP_H
#define TUI_DUMP_H

#include "tui/app.h"

#include <stdio.h>

enum dump_format { DUMP_TEXT, DUMP_ANSI, DUMP_JSON, DUMP_PNG };
enum { DUMP_MAX_ROWS = 300, DUMP_MAX_COLUMNS = 1000 };

struct dump_spec {
	struct app_setup app;
	int screen; /* of `screens` */
	int rows, columns;
	const char *keys; /* typed first, each when nothing computes any more */
	enum dump_format format;
	const char *path; /* DUMP_PNG: where it goes */
};

/* Starts an explorer, types, waits for what computes, prints the screen. */
bool dump_run(const struct dump_spec *, FILE *, struct err *);

/* The screen as it is now, without colours. */
void dump_text(struct app *, FILE *);
/* The screen's pictures; path gets ".png" appended where it lacks it. False where it has none. */
bool dump_png(struct app *, const char *path, struct err *);

#endif
