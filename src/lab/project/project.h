/* What of a net is projected to a plane: pixels, or the activations of a layer, of many images. */
#ifndef LAB_PROJECT_PROJECT_H
#define LAB_PROJECT_PROJECT_H

#include "data/dataset.h"
#include "nn/net.h"

enum { PROJECT_PIXELS = -1 };

/* Which layer a name means: "pixels" is PROJECT_PIXELS, "logits" the net's last one, a layer's name
 * its activation; NULL the last hidden layer, or the pixels where there is none. net: NULL where
 * only pixels are to be had. False: there is none of that name, and the message lists them. */
bool project_find(const struct net *, const char *of, int *layer, struct err *);
/* "pixels", "logits" or the name of the layer whose activation it is. */
const char *project_name(const struct net *, int layer);

/* How many values an image has there. net: NULL for pixels. */
int project_size(const struct net *, const struct split *, int layer);
/* False and a message: so many images of so many values are more than PROJECT_VALUES_MAX. */
bool project_fits(size_t count, int size, struct err *);
/* Images first..first+count-1 of a split: [count, project_size()]. What is not finite becomes 0. */
void project_points(const struct net *, const struct split *, int layer, size_t first, size_t count,
		    struct pool *, float *points);

#endif
