/* A point of the curves of a training run. */
#ifndef LAB_INSIGHT_CURVE_POINT_H
#define LAB_INSIGHT_CURVE_POINT_H

#include <stdint.h>

struct curve_point {
	uint64_t step; /* the last one it stands for, from 1 */
	float loss, accuracy;
};

#endif
