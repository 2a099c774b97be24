/*
 * The explorer without a terminal: it takes keys and draws into app->canvas.
 *
 * Everything here belongs to one thread. A loop (tui/terminal/loop.h) or tui/headless.h feeds it
 * keys, calls explorer_update() when something arrived, and shows app->canvas after
 * explorer_draw().
 */
#ifndef TUI_EXPLORER_H
#define TUI_EXPLORER_H

#include "tui/app.h"

struct app *explorer_new(const struct app_setup *, struct err *);
void explorer_free(struct app *);
/* The shape of what it draws into; 1x1 and up. */
void explorer_resize(struct app *, int rows, int columns);
void explorer_press(struct app *, int key);
/* Whether a key that is typed ahead had better wait: for the model and the data, or for the first
 * of what the current screen's keys act on. */
bool explorer_is_building(struct app *, int key);
/* Text was pasted: a prompt takes it as if it were typed, up to Enter; nothing else does. */
void explorer_paste(struct app *, const char *text);
/* Takes what jobs and screens' threads have finished, and what is due. */
void explorer_update(struct app *);
void explorer_draw(struct app *);
/* When the current screen's tick is due, or that of the network it is compared with; NAN: none. */
double explorer_tick_at(const struct app *);
/* Whether something that was requested still computes (playing and training count). */
bool explorer_is_busy(struct app *);

#endif
