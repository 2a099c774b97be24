/* A channel gallery in pictures. */
#ifndef CLI_CHANNEL_GALLERY_SHOW_H
#define CLI_CHANNEL_GALLERY_SHOW_H

#include "cli/output.h"
#include "data/classes.h"
#include "lab/feature/channel_gallery.h"

/* A row of three pictures for each channel of the entries listed; entries: NULL for all. Channels
 * that are classes have their names; of others: class_names_none. */
bool channel_gallery_show(const struct channel_gallery *, const struct class_names *,
			  const int *entries, int count, struct output *, struct err *);

#endif
