/* What files and folders are, told by their contents, in words or JSON. */
#ifndef CLI_INFO_H
#define CLI_INFO_H

#include "cli/command_context.h"
#include "format/idx.h"
#include "format/image_file.h"
#include "format/tensor_file.h"

/* net: NULL for a tensor file that is no model of ours, and then `why` says why not. */
void info_model(struct output *, const char *path, const struct tensor_file *, const struct net *,
		const char *why);
void info_dataset(struct output *, const struct dataset *);
void info_idx(struct output *, const char *path, const struct idx *);
void info_picture(struct output *, const char *path, const struct image *);

#endif
