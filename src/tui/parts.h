/* What an explorer consists of apart from terminal, prompts and session: for explorer.c, and for
 * the twin of tui/compare.h. */
#ifndef TUI_PARTS_H
#define TUI_PARTS_H

#include "tui/app.h"

/* A state for each screen of the setup's table, runs, a canvas of 24x80. Jobs, model and data are
 * the caller's. */
void parts_set_up(struct app *);
/* Jobs first, then all of it with the model and the sample, not the data. */
void parts_clear(struct app *);

#endif
