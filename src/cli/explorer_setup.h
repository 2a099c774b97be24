/* What the explorer begins with, as the options of explore and show say. */
#ifndef CLI_EXPLORER_SETUP_H
#define CLI_EXPLORER_SETUP_H

#include "cli/command_context.h"
#include "tui/app.h"

/* model: a file or a shipped model's name; NULL: the explorer's own choice. Its texts are borrowed
 * from the context. The caller sets the medium and the clock. False: the usage forbids an option's
 * value. */
bool explorer_setup(struct command_context *, const char *model, struct app_setup *, struct err *);

#endif
