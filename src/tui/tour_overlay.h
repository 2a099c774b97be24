/* The article as a guided walk: captions under the real screens, which keep all their keys. */
#ifndef TUI_TOUR_OVERLAY_H
#define TUI_TOUR_OVERLAY_H

#include "tui/app.h"

/* Begins the walk, goes to its next station, or ends it behind the last. */
void tour_overlay_next(struct app *);
void tour_overlay_end(struct app *);
/* Sets app->caption_rows, after the canvas got another shape. */
void tour_overlay_measure(struct app *);
void tour_overlay_draw(struct app *);

#endif
