/* A screen without a terminal: what `show` prints and `e` writes. */
#ifndef TUI_HEADLESS_H
#define TUI_HEADLESS_H

#include "tui/app.h"

#include <stdio.h>

enum headless_format { HEADLESS_TEXT, HEADLESS_ANSI, HEADLESS_JSON, HEADLESS_PNG };
enum { HEADLESS_MAX_ROWS = 300, HEADLESS_MAX_COLUMNS = 1000 };

struct headless_spec {
	struct app_setup app;
	int screen; /* of `screens` */
	int rows, columns;
	const char *keys; /* typed first, each when nothing computes any more */
	enum headless_format format;
	const char *path; /* HEADLESS_PNG: where it goes */
};

/* Starts an explorer, types, waits for what computes, prints the screen. */
bool headless_run(const struct headless_spec *, FILE *, struct err *);

/* The screen as it is now, without colours. */
void headless_text(struct app *, FILE *);
/* The screen's pictures; path gets ".png" appended where it lacks it. False where it has none. */
bool headless_png(struct app *, const char *path, struct err *);

#endif
