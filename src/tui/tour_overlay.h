/* The article as a guided walk: captions under the real screens, which keep all their keys. */
#ifndef TUI_TOUR_OVERLAY_H
#define TUI_TOUR_OVERLAY_H

#include "tui/app.h"

/* Begins the walk, goes to its next station, or ends it behind the last. */
void tour_overlay_next(struct app *);
void tour_overlay_end(struct app *);
/* The rows that the caption takes above the line of words; 0: no walk. */
int tour_overlay_rows(const struct app *);
void tour_overlay_draw(struct app *);

#endif
