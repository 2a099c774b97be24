/* The article as a guided walk: captions under the real screens, which keep all their keys. */
#ifndef TUI_GUIDE_H
#define TUI_GUIDE_H

#include "tui/app.h"

/* Begins the walk, goes to its next station, or ends it behind the last. */
void guide_next(struct app *);
void guide_end(struct app *);
/* The rows that the caption takes above the line of words; 0: no walk. */
int guide_rows(const struct app *);
void guide_draw(struct app *);

#endif
