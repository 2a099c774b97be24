/* Images that maximize the same activation and differ, for each channel of a layer. */
#ifndef CLI_DIFFERENT_SHOW_H
#define CLI_DIFFERENT_SHOW_H

#include "cli/output.h"
#include "data/classes.h"
#include "lab/feature/diversity.h"

#include <jansson.h>

struct different {
	const struct net *net;            /* borrowed */
	struct channel_gallery_spec spec; /* layer, channels, steps, start, regularizers */
	int count;                        /* images of each channel */
	float weight;
	const float *start; /* [pixels]: the chosen image; borrowed */
	/* Made: */
	float *images;    /* [spec.count, count, pixels]; owned */
	double *reached;  /* [spec.count, count]; owned */
	double *likeness; /* [spec.count]; owned */
};

/* Fills what is made. The same for any number of threads. */
void different_make(struct different *, struct pool *);
void different_clear(struct different *);
/* A row of images for each channel. names: of channels that are classes. */
bool different_show(const struct different *, const struct class_names *, struct output *,
		    struct err *);
/* The list `filters` of the JSON. */
json_t *different_json(const struct different *, const struct class_names *);

#endif
