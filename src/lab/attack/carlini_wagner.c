/*
 * Carlini and Wagner's L2 attack (arXiv:1608.04644, section V.A): Adam minimises
 *
 *     |x - start|^2 + c max(0, largest other logit - target's logit),  x = (tanh(w) + 1) / 2,
 *
 * for a c that a binary search makes as small as fools the net; the smallest change of all steps
 * that fool it is the answer. For each c there are at most ITERATIONS steps, and none once the sum
 * is hardly smaller than a tenth of them before, as in the authors' code. There each c begins at
 * the start; here it goes on from where the last one ended, which leads to smaller changes in fewer
 * steps. Untargeted, the logits are the other way round.
 *
 * x is computed as 1 / (1 + exp(-2 w)), which is the same and exact near 0 and 1.
 */
#include "lab/attack/method.h"
#include "nn/loss.h"

#include <math.h>
#include <string.h>

enum { ITERATIONS = 100, SEARCHES = 9 };
/* What is carried from step to step: images, then numbers. */
enum { W, MEAN, SQUARE, IMAGES };
enum { C, C_MIN, C_MAX, IS_FOUND, SEARCH, ITERATION, SUM, NUMBERS };

/* tanh() reaches 0 and 1 at infinity only: pixels are drawn towards the middle by so much. */
static const double inside = 0.999999;
/* A search goes on while a tenth of its steps brings the sum to this part of itself. */
static const float enough = 0.999f;

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

/* w of the start. */
static void begin(const struct attack_point *point)
{
	numbers_of(point)[C] = 1;
	numbers_of(point)[SUM] = INFINITY;
	for (size_t i = 0; i < point->pixels; i++) {
		double pixel = fmin(fmax((double)point->start[i], 0), 1);

		image_of(point, W)[i] = (float)atanh((2 * pixel - 1) * inside);
	}
}

/* The next c, for which Adam begins anew. */
static void begin_search(const struct attack_point *point)
{
	float *numbers = numbers_of(point);

	choose_c(numbers);
	numbers[SEARCH]++;
	numbers[IS_FOUND] = numbers[ITERATION] = 0;
	numbers[SUM] = INFINITY;
	memset(image_of(point, MEAN), 0, point->pixels * sizeof(float));
	memset(image_of(point, SQUARE), 0, point->pixels * sizeof(float));
}

/* A pixel of w, and its slope by w. */
struct pixel {
	float value, slope;
};

static struct pixel pixel_of(float w)
{
	float power = expf(-2 * fabsf(w)), sum = 1 + power;

	return (struct pixel){(w > 0 ? 1 : power) / sum, 2 * power / (sum * sum)};
}

/* What Adam minimises. */
static float sum_of(const struct attack_point *point)
{
	const struct attack_spec *spec = point->spec;
	double square = 0, margin = (double)point->logits[spec->target], other = -INFINITY;

	for (int class = 0; class < point->classes; class ++)
		if (class != spec->target)
			other = fmax(other, (double)point->logits[class]);
	margin = spec->is_untargeted ? margin - other : other - margin;
	for (size_t i = 0; i < point->pixels; i++) {
		double change = (double)point->image[i] - (double)point->start[i];

		square += change * change;
	}
	return (float)(square + (double)numbers_of(point)[C] * fmax(0, margin));
}

/* Looks at the sum once in a tenth of the steps. */
static bool is_search_over(const struct attack_point *point)
{
	float *numbers = numbers_of(point), before = numbers[SUM];
	int iteration = (int)numbers[ITERATION];

	if (iteration % (ITERATIONS / 10) != 0)
		return false;
	numbers[SUM] = sum_of(point);
	return iteration == ITERATIONS || numbers[SUM] > enough * before;
}

/* One step of Adam on w; c: 0 where the net is fooled. */
static void move(const struct attack_point *point, float c, float *direction)
{
	float *numbers = numbers_of(point), *w = image_of(point, W);
	float *mean = image_of(point, MEAN), *square = image_of(point, SQUARE);
	double t = ++numbers[ITERATION], unbiased = sqrt(1 - pow(0.999, t));
	float rate = (float)((double)point->spec->rate * unbiased / (1 - pow(0.9, t)));
	float epsilon = (float)(1e-8 * unbiased);

	for (size_t i = 0; i < point->pixels; i++) {
		struct pixel x = pixel_of(w[i]);
		float by_w = x.slope * (2 * (x.value - point->start[i]) - c * direction[i]);

		mean[i] = 0.9f * mean[i] + 0.1f * by_w;
		square[i] = 0.99f * square[i] + 0.001f * by_w * by_w;
		w[i] -= rate * mean[i] / (sqrtf(square[i]) + epsilon);
		direction[i] = (pixel_of(w[i]).value - point->image[i]) / point->spec->rate;
	}
}

static void step(const struct attack_point *point, float *direction)
{
	float *numbers = numbers_of(point);
	bool is_fooled =
		attack_is_fooled(point->spec, argmax(point->classes, point->probabilities));

	if (point->index == 0)
		begin(point);
	if (is_fooled)
		numbers[IS_FOUND] = 1;
	if (is_search_over(point))
		begin_search(point);
	if (numbers[SEARCH] < SEARCHES)
		move(point, is_fooled ? 0 : numbers[C], direction);
	else
		memset(direction, 0, point->pixels * sizeof(*direction));
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
