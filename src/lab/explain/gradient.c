/* The gradient of a logit by the pixels, with its sign (Simonyan, Vedaldi and Zisserman, 2013). */
#include "lab/explain/logit_gradient.h"

extern const struct explanation gradient;

static struct attribution compute(const struct explanation_query *q)
{
	struct attribution a = logit_gradient_of_image(q);

	attribution_sum(&a);
	return a;
}

const struct explanation gradient = {
	.name = "gradient",
	.label = "gradient",
	.purpose = "How much the class's logit rises with each pixel",
	.is_of_pixels = true,
	.is_slope = true,
	.applies = logit_gradient_applies,
	.compute = compute,
};
