/* Projections: where images may be. */
#include "base/xalloc.h"
#include "lab/attack/method.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* NaN becomes the lowest. */
static float clamp(float value, float lowest, float highest)
{
	value = value > lowest ? value : lowest;
	return value < highest ? value : highest;
}

static void project_linf(float eps, const float *start, size_t pixels, float *image)
{
	for (size_t i = 0; i < pixels; i++)
		image[i] = clamp(image[i], start[i] - eps, start[i] + eps);
}

static void project_l2(float eps, const float *start, size_t pixels, float *image)
{
	double square = 0, scale;

	for (size_t i = 0; i < pixels; i++)
		square += ((double)image[i] - (double)start[i]) *
			  ((double)image[i] - (double)start[i]);
	if (sqrt(square) <= (double)eps)
		return;
	scale = (double)eps / sqrt(square);
	for (size_t i = 0; i < pixels; i++)
		image[i] =
			(float)((double)start[i] + scale * ((double)image[i] - (double)start[i]));
}

/* Not a number is the smallest. */
static float size_of(float value)
{
	return isnan(value) ? -1 : fabsf(value);
}

/* The `nth` largest, from 0 on, which moves there: of the stretch where it is, what is larger than
 * one value goes before what is smaller, until that is a stretch of one (Hoare's FIND, 1961). */
static float find_largest(ptrdiff_t count, ptrdiff_t nth, float *sizes)
{
	ptrdiff_t first = 0, last = count - 1;

	while (first < last) {
		float pivot = sizes[nth];
		ptrdiff_t i = first, j = last;

		while (i <= j) {
			while (sizes[i] > pivot)
				i++;
			while (sizes[j] < pivot)
				j--;
			if (i <= j) {
				float size = sizes[i];

				sizes[i++] = sizes[j];
				sizes[j--] = size;
			}
		}
		if (j < nth)
			first = i;
		if (nth < i)
			last = j;
	}
	return sizes[nth];
}

/* The size of the `count`th largest; 1 <= count <= pixels. */
static float size_at(size_t pixels, size_t count, const float *values)
{
	float *sizes = xfloats(pixels), size;

	for (size_t i = 0; i < pixels; i++)
		sizes[i] = size_of(values[i]);
	size = find_largest((ptrdiff_t)pixels, (ptrdiff_t)count - 1, sizes);
	free(sizes);
	return size;
}

void keep_largest(size_t pixels, size_t count, float *values)
{
	float least;
	size_t equal = count;

	if (count >= pixels)
		return;
	least = count > 0 ? size_at(pixels, count, values) : INFINITY;
	for (size_t i = 0; i < pixels; i++)
		equal -= count > 0 && size_of(values[i]) > least;
	for (size_t i = 0; i < pixels; i++) {
		float size = size_of(values[i]);

		if (size < least || (size == least && equal == 0))
			values[i] = 0;
		else if (size == least)
			equal--;
	}
}

static void project_l0(float eps, const float *start, size_t pixels, float *image)
{
	float *changes = xfloats(pixels);
	size_t changed = 0;

	for (size_t i = 0; i < pixels; i++) {
		changes[i] = isnan(image[i]) ? 0 : image[i] - start[i];
		changed += changes[i] != 0;
	}
	/* Not so where an attack draws a few pixels itself. */
	if (changed > (size_t)eps)
		keep_largest(pixels, (size_t)eps, changes);
	for (size_t i = 0; i < pixels; i++)
		if (changes[i] == 0)
			image[i] = start[i];
	free(changes);
}

void project_pixels(const struct attack_spec *spec, const float *start, size_t pixels, float *image)
{
	if (spec->eps > 0 && spec->norm == ATTACK_LINF)
		project_linf(spec->eps, start, pixels, image);
	else if (spec->eps > 0 && spec->norm == ATTACK_L0)
		project_l0(spec->eps, start, pixels, image);
	else if (spec->eps > 0)
		project_l2(spec->eps, start, pixels, image);
	for (size_t i = 0; spec->is_clipped && i < pixels; i++)
		image[i] = clamp(image[i], 0, 1);
}
