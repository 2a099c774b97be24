/* What files and folders are, told by their contents, in words or JSON. */
#ifndef CLI_INFO_H
#define CLI_INFO_H

#include "cli/command_context.h"
#include "format/idx.h"
#include "format/image_file.h"
#include "format/tensor_file.h"
#include "lab/feature/dead_units.h"

/* A network, or a file of tensors that is none. */
struct info_network {
	const char *path;
	const struct tensor_file *file;
	const struct net *net; /* NULL: it is no network, and then */
	const char *why;       /* says why not */
	/* Of another program's file: the ways to read it, and what was told; NULL: it is ours, or
	 * no network. */
	const struct identification *found;
	const struct import_told *told;
	/* The images that units were asked; NULL: no data set fits. */
	const struct dataset *data;
	struct pool *pool;
	/* What units said, of how many layers and images: info_model() asks them. */
	struct dead_units units[NET_MAX_LAYERS];
	int unit_layers, unit_images;
};
void info_model(struct output *, struct info_network *);
void info_dataset(struct output *, const struct dataset *);
void info_idx(struct output *, const char *path, const struct idx *);
void info_picture(struct output *, const char *path, const struct image *);

#endif
