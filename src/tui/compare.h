/*
 * Comparing: every screen is drawn for two networks, beside each other where there is room, else
 * one after the other. Both look at the same image, and get the same keys.
 */
#ifndef TUI_COMPARE_H
#define TUI_COMPARE_H

#include "tui/app.h"

/* A file or a shipped network's name; "": the network before this one. The answer comes later. */
void compare_with(struct app *, const char *model);
/* The key: asks for the second network; where there is no room for two, shows the other one; else
 * ends. */
void compare_key(struct app *);
void compare_end(struct app *);
/* Ends it where the data are others, before those it borrows go. */
void compare_check(struct app *);
/* What the explorer does for itself, for the twin: takes answers, lets the screen update. */
void compare_update(struct app *);
/* After the explorer's screen has taken a key by `binding`, when it was the screen `current`. */
void compare_press(struct app *, int current, const struct binding *, int key);
/* Before a prompt takes a key, and after it did. */
void compare_prompt(struct app *, int key);
void compare_prompted(struct app *);
bool compare_is_busy(struct app *);
bool compare_is_building(struct app *);
/* Over what the explorer has drawn: headings and the other network's screen; and its line of words,
 * where nothing else stands there. */
void compare_draw(struct app *);
void compare_draw_line(struct app *);

#endif
