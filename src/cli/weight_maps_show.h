/* Maps of weights in pictures. */
#ifndef CLI_WEIGHT_MAPS_SHOW_H
#define CLI_WEIGHT_MAPS_SHOW_H

#include "cli/output.h"
#include "data/classes.h"
#include "lab/feature/weight_maps.h"

/* All with one range, red -range to blue range, with its legend. Ten maps of an image's size stand
 * in two rows of five. Maps that are classes have their names; of others: class_names_none. */
bool weight_maps_show(const struct weight_maps *, const struct class_names *, struct output *,
		      float range, struct err *);

#endif
