/* SmoothGrad (Smilkov et al., 2017): the mean of the gradients at copies of the image with noise.
 */
#include "base/rng.h"
#include "base/xalloc.h"
#include "lab/explain/logit_gradient.h"

#include <stdlib.h>

extern const struct explanation smoothgrad;

enum { COPIES = 50, BATCH = 10 };

static const double deviation = 0.15; /* of the noise, in units of a pixel's ink */

static struct attribution compute(const struct explanation_query *q)
{
	struct attribution a = {.shape = q->net->input};
	struct logit_gradient g;
	struct rng rng;
	size_t count = shape_size(a.shape);
	double *sums = xcalloc(count, sizeof(*sums));
	float *dx = xfloats(BATCH * count);

	rng_seed(&rng, q->seed, RNG_NOISE);
	logit_gradient_open(&g, q, BATCH, true);
	a.values = xfloats(count);
	a.value = logit_gradient_of_query(&g);
	for (int first = 0; first < COPIES && !explanation_is_stopped(q); first += BATCH) {
		for (size_t i = 0; i < BATCH * count; i++)
			pass_input(g.pass)[i] =
				q->image[i % count] + (float)(deviation * rng_normal(&rng));
		logit_gradient_forward(&g, BATCH);
		logit_gradient_backward(&g, dx);
		for (size_t i = 0; i < BATCH * count; i++)
			sums[i % count] += (double)dx[i];
	}
	for (size_t i = 0; i < count; i++)
		a.values[i] = (float)(sums[i] / COPIES);
	free(sums);
	free(dx);
	logit_gradient_close(&g);
	attribution_sum(&a);
	return a;
}

const struct explanation smoothgrad = {
	.name = "smoothgrad",
	.label = "smoothgrad",
	.purpose = "The gradient, as a mean over copies of the image with noise",
	.is_of_pixels = true,
	.is_slope = true,
	.has_noise = true,
	.applies = logit_gradient_applies,
	.compute = compute,
};
