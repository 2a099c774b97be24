/* A screen without a terminal: what `show` prints. */
#ifndef TUI_HEADLESS_H
#define TUI_HEADLESS_H

#include "base/limits.h"
#include "tui/app.h"

#include <stdio.h>

enum headless_format {
	HEADLESS_TEXT,
	HEADLESS_ANSI,
	HEADLESS_SVG,
	HEADLESS_JSON,
	HEADLESS_PNG,       /* the pictures */
	HEADLESS_SCREENSHOT /* the whole screen, as a PNG */
};

struct headless_spec {
	struct app_setup app;
	int screen; /* of `screens` */
	int rows, columns;
	const char *keys; /* typed first, each when nothing computes any more */
	enum headless_format format;
	const char *path; /* HEADLESS_PNG, HEADLESS_SCREENSHOT: where it goes */
};

/* Starts an explorer, types, waits for what computes, prints the screen. */
bool headless_run(const struct headless_spec *, FILE *, struct err *);

#endif
