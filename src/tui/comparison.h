/* That two networks are compared: what the explorer's other parts see of it (tui/compare.h does
 * it). */
#ifndef TUI_COMPARISON_H
#define TUI_COMPARISON_H

#include "tui/app.h"

/*
 * The second network has an explorer of its own, the twin: states of all screens, and jobs. It
 * borrows the data, has no runs, no prompt line and no terminal, and gets the keys of screens after
 * the first.
 */
struct comparison {
	struct app *twin;              /* NULL: nothing is compared */
	bool is_second;                /* where there is room for one screen, it is the twin's */
	unsigned sample_generation;    /* of the image that the twin was given */
	const struct snapshot *before; /* the network before this one; a reference, or NULL */
	char *before_path;             /* its file; NULL: it is in none */
	bool is_asked;                 /* for app_setup's `compare` */
};

/* The twin; NULL: there is none. */
struct app *comparison_twin(const struct app *);
/* Whether the current screen is drawn for both networks at all: not where it is of several. */
bool comparison_is_shown(const struct app *);
/* Whether there is room for both beside each other. */
bool comparison_is_split(const struct app *);
/* The model gives way to another. */
void comparison_remember(struct app *);

#endif
