/* The weights of a layer as pictures: cell 3's maps of a class, or the filters of a convolution. */
#ifndef CLI_WEIGHT_MAPS_H
#define CLI_WEIGHT_MAPS_H

#include "cli/output.h"
#include "nn/net.h"

struct weight_maps {
	int layer, count, height, width;
	float *values; /* [count, height, width]; owned */
	float least, most;
};

/* layer: an index of the net's. input_channel: which of a convolution's inputs. Fails where the
 * weights are no pictures, as of a dense layer that does not see the image itself. */
bool weight_maps_read(const struct net *, int layer, int input_channel, struct weight_maps *,
		      struct err *);
void weight_maps_clear(struct weight_maps *);
/* All with one range, red -range to blue range, with its legend. Ten maps of an image's size stand
 * in two rows of five. */
bool weight_maps_show(const struct weight_maps *, struct output *, float range, struct err *);

#endif
