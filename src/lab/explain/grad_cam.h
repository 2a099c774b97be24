/* Grad-CAM: the convolutions that it can look at. */
#ifndef LAB_EXPLAIN_GRAD_CAM_H
#define LAB_EXPLAIN_GRAD_CAM_H

#include "lab/explain/explanation.h"

extern const struct explanation grad_cam;

/* How many convolutions a net has, and the layer of one of them: 1 for the first, 0 for the last.
 */
int grad_cam_count(const struct net *);
int grad_cam_layer(const struct net *, int convolution);

#endif
