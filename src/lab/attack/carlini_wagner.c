/*
 * Carlini and Wagner's L2 attack (arXiv:1608.04644, section V.A): Adam minimises
 *
 *     |x - start|^2 + c max(0, largest other logit - target's logit),  x = (tanh(w) + 1) / 2,
 *
 * for a c that a binary search makes as small as fools the net. Each search is ITERATIONS steps
 * from the start; the smallest change of all steps that fool the net is the answer. Untargeted, the
 * logits are the other way round.
 */
#include "lab/attack/method.h"
#include "nn/loss.h"

#include <math.h>

enum { ITERATIONS = 100, SEARCHES = 9 };
/* What is carried from step to step: images, then numbers. */
enum { W, MEAN, SQUARE, IMAGES };
enum { C, C_MIN, C_MAX, IS_FOUND, NUMBERS };

/* tanh() reaches 0 and 1 at infinity only: pixels are drawn towards the middle by so much. */
static const double inside = 0.999999;

static float *image_of(const struct attack_point *point, int which)
{
	return point->memory + (size_t)which * point->pixels;
}

static float *numbers_of(const struct attack_point *point)
{
	return image_of(point, IMAGES);
}

/* Between the largest c that failed and the smallest that did not; tenfold until one does not. */
static void choose_c(float *numbers)
{
	if (numbers[IS_FOUND] != 0)
		numbers[C_MAX] = numbers[C];
	else
		numbers[C_MIN] = numbers[C];
	if (numbers[C_MAX] > 0)
		numbers[C] = (numbers[C_MIN] + numbers[C_MAX]) / 2;
	else if (numbers[C] < 1e9f)
		numbers[C] *= 10;
}

static void begin_search(const struct attack_point *point)
{
	float *numbers = numbers_of(point), *w = image_of(point, W);

	if (point->index == 0)
		numbers[C] = 1;
	else
		choose_c(numbers);
	numbers[IS_FOUND] = 0;
	for (size_t i = 0; i < point->pixels; i++) {
		double pixel = fmin(fmax((double)point->start[i], 0), 1);

		w[i] = (float)atanh((2 * pixel - 1) * inside);
		image_of(point, MEAN)[i] = image_of(point, SQUARE)[i] = 0;
	}
}

static double pixel_of(double w)
{
	return (tanh(w) + 1) / 2;
}

/* One step of Adam on w; d is the gradient by the pixel. Returns the change of the pixel. */
static float move_pixel(const struct attack_point *point, size_t i, int t, double d)
{
	float *w = image_of(point, W) + i;
	float *mean = image_of(point, MEAN) + i, *square = image_of(point, SQUARE) + i;
	double slope = tanh((double)*w), by_w = d * (1 - slope * slope) / 2;

	*mean = (float)(0.9 * (double)*mean + 0.1 * by_w);
	*square = (float)(0.999 * (double)*square + 0.001 * by_w * by_w);
	*w -= (float)((double)point->spec->rate * (double)*mean / (1 - pow(0.9, t)) /
		      (sqrt((double)*square / (1 - pow(0.999, t))) + 1e-8));
	return (float)((pixel_of((double)*w) - (double)point->image[i]) /
		       (double)point->spec->rate);
}

static void step(const struct attack_point *point, float *direction)
{
	float *numbers = numbers_of(point);
	int t = point->index % ITERATIONS;
	bool is_fooled =
		attack_is_fooled(point->spec, argmax(point->classes, point->probabilities));
	double c;

	if (t == 0)
		begin_search(point);
	else if (is_fooled)
		numbers[IS_FOUND] = 1;
	c = is_fooled ? 0 : (double)numbers[C];
	for (size_t i = 0; i < point->pixels; i++) {
		double x = pixel_of((double)image_of(point, W)[i]);

		direction[i] =
			move_pixel(point, i, t + 1,
				   2 * (x - (double)point->start[i]) - c * (double)direction[i]);
	}
}

const struct attack_method carlini_wagner = {
	.name = "carlini-wagner",
	.help = "carlini and wagner, L2: the smallest change, by a binary search over its weight",
	.rate = 0.05f,
	.noise_rate = 0.05f,
	.steps = SEARCHES * ITERATIONS,
	.is_clipped = true,
	.is_minimal = true,
	.depends_on_settings = true,
	.memory = IMAGES,
	.numbers = NUMBERS,
	.objective = &objective_margin,
	.is_hinge = true,
	.is_batched = true,
	.step = step,
	.project = project_pixels,
};
