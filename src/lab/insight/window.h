/* Means over parts of a run's curves. */
#ifndef LAB_INSIGHT_WINDOW_H
#define LAB_INSIGHT_WINDOW_H

#include "lab/insight/curve_point.h"

/* Of points from..to-1, which are some. */
double window_loss(const struct curve_point *, int from, int to);
double window_accuracy(const struct curve_point *, int from, int to);

#endif
