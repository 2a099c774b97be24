/* Images as points of a plane, a glyph of its class for each. */
#ifndef CLI_SCATTER_SHOW_H
#define CLI_SCATTER_SHOW_H

#include "cli/output.h"
#include "data/classes.h"
#include "draw/scatter.h"

/* In the theme for the ground that $COLORFGBG tells. Below, which class has which glyph, and how
 * many points. */
void scatter_show(struct output *, const struct scatter *, const struct class_names *, int classes);

#endif
