/*
 * A list of what can be opened: the networks, data sets, pictures and folders of a folder, and
 * those that are shipped, each with a line that says what it is, found by jobs for those in sight.
 */
#ifndef TUI_PICKER_H
#define TUI_PICKER_H

#include "tui/app.h"

/* On the current folder, or on the one that it showed last. */
void picker_open(struct app *);
void picker_close(struct app *);
/* Takes every key while it is open. */
void picker_press(struct app *, int key);
/* Requests what is not known yet of what is in sight. */
void picker_update(struct app *);
void picker_draw(struct app *, struct area);

#endif
