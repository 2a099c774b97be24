/*
 * DeepFool (Moosavi-Dezfooli et al., arXiv:1511.04599, algorithm 2): to the nearest boundary of the
 * net's linear approximation, again and again, until the class is another. Towards a target only
 * the boundary with that class counts. Steps are 1.02 times as long, as in the paper.
 */
#include "base/xalloc.h"
#include "lab/attack/method.h"
#include "nn/loss.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double overshoot = 0.02;

/* The gradient by the pixels of logit `to` less logit `from`. */
static void difference_gradient(const struct attack_point *point, int from, int to, float *gradient)
{
	float *dlogits = xfloats((size_t)point->classes);

	memset(dlogits, 0, (size_t)point->classes * sizeof(*dlogits));
	dlogits[from] = -1;
	dlogits[to] = 1;
	pass_backward(point->pass, -1, dlogits, NULL, gradient);
	free(dlogits);
}

static double square_of(const float *values, size_t count)
{
	double square = 0;

	for (size_t i = 0; i < count; i++)
		square += (double)values[i] * (double)values[i];
	return square;
}

/* How much a boundary is away, and how long the gradient is; INFINITY where there is none. */
struct boundary {
	double distance, square, gap;
};

static struct boundary boundary_of(const struct attack_point *point, int from, int to,
				   float *gradient)
{
	double gap = fabs((double)point->logits[to] - (double)point->logits[from]) + 1e-4;
	struct boundary b = {INFINITY, 0, gap};

	difference_gradient(point, from, to, gradient);
	b.square = square_of(gradient, point->pixels);
	if (b.square > 0 && isfinite(b.square))
		b.distance = b.gap / sqrt(b.square);
	return b;
}

static void step(const struct attack_point *point, float *direction)
{
	const struct attack_spec *spec = point->spec;
	int from = argmax(point->classes, point->probabilities);
	float *gradient = xfloats(point->pixels);
	double nearest = INFINITY;

	memset(direction, 0, point->pixels * sizeof(*direction));
	for (int c = 0; c < point->classes && !attack_is_fooled(spec, from); c++) {
		struct boundary b;

		if (c == from || (!spec->is_untargeted && c != spec->target))
			continue;
		b = boundary_of(point, from, c, gradient);
		if (!(b.distance < nearest))
			continue;
		nearest = b.distance;
		for (size_t i = 0; i < point->pixels; i++)
			direction[i] =
				(float)((1 + overshoot) * b.gap / b.square * (double)gradient[i]);
	}
	free(gradient);
}

const struct attack_method deepfool = {
	.name = "deepfool",
	.help = "deepfool: to the nearest boundary of the linear approximation, again and again",
	.rate = 1,
	.noise_rate = 1,
	.steps = 50,
	.is_clipped = true,
	.is_minimal = true,
	.step = step,
	.project = project_pixels,
};
