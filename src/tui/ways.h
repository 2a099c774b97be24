/*
 * A list of the ways to read another program's network, where none is clearly best: a person
 * chooses one, and the file is opened so.
 */
#ifndef TUI_WAYS_H
#define TUI_WAYS_H

#include "lab/network.h"
#include "tui/app.h"

void ways_open(struct app *, const char *path, const struct network_ways *);
void ways_close(struct app *);
/* Takes every key while it is open; true: one was chosen, which ways_chosen() gives. */
bool ways_press(struct app *, int key);
/* The file, and what is told of it; valid until ways_close(). */
const char *ways_chosen(const struct app *, struct import_told *);
void ways_draw(struct app *, struct area);

#endif
