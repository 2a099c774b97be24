/* Models and data sets, read in the background while the screen is there already. */
#ifndef TUI_OPEN_H
#define TUI_OPEN_H

#include "tui/app.h"

/* model: a file or a shipped model's name; data: as --data takes it. NULL: stays as it is (the
 * first time, data NULL is the default). False, and a message: the data set can't be replaced
 * now. What can't be read ends the explorer the first time, and
 * is only said later. */
bool open_start(struct app *, const char *model, const char *data);
/* The same with what a person tells of another program's network; texts are copied. */
bool open_told(struct app *, const char *model, const char *data, const struct import_told *);
/* Frees a data set that was replaced, once nobody reads it any more. */
void open_retire(struct app *);

#endif
