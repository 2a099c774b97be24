/* Cells 7 to 10 of the article: the gradient of the probability of the target, divided by its
 * standard deviation, is added to the image. */
#include "lab/article.h"
#include "lab/attack/method.h"
#include "lab/gradient.h"

static void normalize(const struct attack_point *point, float *direction)
{
	normalize_gradient(point->pixels, direction);
}

const struct attack_method gradient_ascent = {
	.name = "gradient-ascent",
	.help = "the gradient of the probability, brought to a standard deviation of 1: the "
		"article's",
	.rate = (float)ARTICLE_RATE,
	.noise_rate = ARTICLE_NOISE_RATE,
	.steps = ARTICLE_STEPS,
	.objective = &objective_probability,
	.is_batched = true,
	.step = normalize,
	.project = project_pixels,
};
