/* Step rules that methods share. */
#include "lab/attack/method.h"

#include <math.h>

const char *const attack_norm_names[ATTACK_NORMS] = {"linf", "l2"};

void steepest_step(const struct attack_point *point, float *gradient)
{
	size_t pixels = point->pixels;
	double square = 0, scale;

	for (size_t i = 0; i < pixels; i++)
		square += (double)gradient[i] * (double)gradient[i];
	scale = square > 0 ? 1 / sqrt(square) : 0;
	for (size_t i = 0; i < pixels; i++)
		if (point->spec->norm == ATTACK_L2)
			gradient[i] = (float)((double)gradient[i] * scale);
		else
			gradient[i] = (float)((gradient[i] > 0) - (gradient[i] < 0));
}
