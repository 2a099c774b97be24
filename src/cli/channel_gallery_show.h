/* A channel gallery in pictures. */
#ifndef CLI_CHANNEL_GALLERY_SHOW_H
#define CLI_CHANNEL_GALLERY_SHOW_H

#include "cli/output.h"
#include "lab/feature/channel_gallery.h"

/* A row of three pictures for each channel of the entries listed; entries: NULL for all. */
bool channel_gallery_show(const struct channel_gallery *, const int *entries, int count,
			  struct output *, struct err *);

#endif
