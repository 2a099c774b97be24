/*
 * What stands out (lab/insight/insight.h), of what the screens know by now and of what a job finds
 * once somebody asks. `:insights` lists all of it; the frame names what belongs to the screen that
 * is shown.
 */
#ifndef TUI_INSIGHTS_H
#define TUI_INSIGHTS_H

#include "lab/insight/insight.h"
#include "tui/app.h"

/* Requests what is not known yet of the current model and data. */
void insights_ask(struct app *);
/* Whether that is known. */
bool insights_are_asked(const struct app *);
/* For the end of the explorer. */
void insights_end(struct app *);

/* All that hold now; how many. */
int insights_now(struct app *, struct insight_finding found[INSIGHTS_MAX]);
/* The first that belongs to the current screen; false: none does. */
bool insights_here(struct app *, struct insight_finding *);

#endif
