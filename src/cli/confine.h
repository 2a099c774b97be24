/* The rights that a command keeps (base/rights.h), told from its table of options. */
#ifndef CLI_CONFINE_H
#define CLI_CONFINE_H

#include "cli/command.h"

/* Gives up the others; its options are read, and no file is yet. With NETGLYPH_CONFINED=no nothing
 * is given up. */
bool confine(const struct command_context *, const struct command *, struct err *);

#endif
