/* Projections: where images may be. */
#include "lab/attack/method.h"

#include <math.h>

void project_pixels(const struct attack_spec *spec, const float *start, size_t pixels, float *image)
{
	(void)start;
	for (size_t i = 0; spec->is_clipped && i < pixels; i++)
		image[i] = fminf(fmaxf(image[i], 0), 1);
}
