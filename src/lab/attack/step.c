/* Step rules that methods share, and what all attacks do with a direction. */
#include "lab/attack/method.h"

#include <math.h>

const char *const attack_norm_names[ATTACK_NORMS] = {"linf", "l2", "l0"};

/* FNV-1a over the bytes of the image. */
uint64_t attack_seed(const struct attack_spec *spec, const float *start, size_t pixels)
{
	const unsigned char *bytes = (const unsigned char *)start;
	uint64_t hash = 14695981039346656037u ^ (spec->seed + (uint64_t)spec->restart);

	for (size_t i = 0; i < pixels * sizeof(float); i++)
		hash = (hash ^ bytes[i]) * 1099511628211u;
	return hash;
}

static void normalize_length(size_t pixels, float *gradient)
{
	double square = 0, scale;

	for (size_t i = 0; i < pixels; i++)
		square += (double)gradient[i] * (double)gradient[i];
	scale = square > 0 ? 1 / sqrt(square) : 0;
	for (size_t i = 0; i < pixels; i++)
		gradient[i] = (float)((double)gradient[i] * scale);
}

void steepest_step(const struct attack_point *point, float *gradient)
{
	if (point->spec->norm == ATTACK_L2) {
		normalize_length(point->pixels, gradient);
		return;
	}
	if (point->spec->norm == ATTACK_L0 && point->spec->eps > 0)
		keep_largest(point->pixels, (size_t)point->spec->eps, gradient);
	for (size_t i = 0; i < point->pixels; i++)
		gradient[i] = (float)(gradient[i] > 0) - (float)(gradient[i] < 0);
}

void attack_move(const struct attack_spec *spec, const float *start, const float *direction,
		 size_t pixels, float *image)
{
	for (size_t i = 0; i < pixels; i++)
		image[i] += direction[i] * spec->rate;
	spec->method->project(spec, start, pixels, image);
}

void attack_add_beginning(const struct attack_spec *spec, const float *start,
			  const float *beginning, size_t pixels, float *direction)
{
	for (size_t i = 0; i < pixels; i++)
		direction[i] += (beginning[i] - start[i]) / spec->rate;
}

bool attack_has_ended(const struct attack_spec *spec, const float *direction, size_t pixels)
{
	for (size_t i = 0; spec->method->is_minimal && i < pixels; i++)
		if (direction[i] != 0)
			return false;
	return spec->method->is_minimal;
}
