/* The weights of a layer as pictures: cell 3's maps of a class, or the filters of a convolution. */
#ifndef LAB_FEATURE_WEIGHT_MAPS_H
#define LAB_FEATURE_WEIGHT_MAPS_H

#include "nn/net.h"

struct weight_maps {
	int layer, count, height, width;
	float *values;  /* [count, height, width]; owned */
	float *biases;  /* [count]; 0 where there are none; owned */
	float min, max; /* of all values and 0 */
};

/* layer: an index of the net's, of a layer with weights. input_channel: which of a convolution's
 * inputs. Fails where the weights are no pictures, as of a dense layer that does not see the image
 * itself. */
bool weight_maps_read(const struct net *, int layer, int input_channel, struct weight_maps *,
		      struct err *);
void weight_maps_clear(struct weight_maps *);
/* Whether the maps are of the image's own pixels, so that weight x pixel means something. */
bool weight_maps_see_image(const struct net *, const struct weight_maps *);
/* Of such maps: whether ink is less than paper to their layer, so that it lowers a unit where
 * weights are above zero. */
bool weight_maps_see_inverted(const struct net *, const struct weight_maps *);
/* Whether they are the classes' own, one of each, whose sums are the net's logits. */
bool weight_maps_are_of_classes(const struct net *, const struct weight_maps *);
/* A range of colours that suits them: 1, 2 or 5 times a power of ten, whichever is near to what 99
 * of 100 weights stay within. */
float weight_maps_range(const struct weight_maps *);

#endif
